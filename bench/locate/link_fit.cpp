// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/link_fit.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kBeyond = 3.5;  // robust z; Iglewicz & Hoaglin 1993
constexpr double kSlower = 1.1;  // times of messages: less than one lane of eight
constexpr double kSlowerLatency = 2;
constexpr double kSlowerFew = 1.5;  // where no spread says what is usual from one round to the next
constexpr double kMostOf = 2.0 / 3.0;  // of its partners a part must be slow to
constexpr std::size_t kRacksForZ = 4;  // fewer have no spread to speak of
constexpr std::size_t kFewParts = 16;  // of so many one hardly moves what is usual of the others
constexpr double kFewMad = 0.02;       // so few may agree by chance
constexpr double kFewMadOfOne = 0.04;  // where each is but a pair
constexpr std::size_t kFew = 8;        // of so many pairs one hardly moves the median of all

std::vector<std::vector<double>> by_kind(const std::vector<PairTime>& times,
                                         const std::vector<bool>& clean, int rails) {
  std::vector<std::vector<double>> logs(2 * static_cast<std::size_t>(rails + 1));
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (clean[i]) logs[static_cast<std::size_t>(times[i].kind())].push_back(times[i].log_s);
  }
  return logs;
}

std::vector<bool> of_exonerated(const std::vector<PairTime>& times, const Exonerated& exonerated,
                                const ExoneratedRacks& racks) {
  std::vector<bool> clean;
  clean.reserve(times.size());
  for (const PairTime& one : times) {
    clean.push_back(exonerated.rank(one.rank[0]) && exonerated.rank(one.rank[1]) &&
                    racks.clears(one));
  }
  return clean;
}

/// By rail whether fewer than half of its ranks have fast pairs.
std::vector<bool> rails_behind(const Fabric& fabric, const Exonerated& exonerated) {
  std::vector<int> fast(static_cast<std::size_t>(fabric.rails), 0);
  for (std::size_t rank = 0; rank < fabric.rail_of.size(); ++rank) {
    const int one = exonerated.rank(static_cast<int>(rank)) ? 1 : -1;
    fast[static_cast<std::size_t>(fabric.rail_of[rank])] += one;
  }
  std::vector<bool> behind;
  for (const int balance : fast) behind.push_back(balance < 0);
  return behind;
}

}  // namespace

LinkFit::LinkFit(const Fabric& fabric, const std::vector<PairTime>& times, const LinkRules& rules,
                 const Exonerated& exonerated, const ExoneratedRacks& racks)
    : fabric_(fabric),
      times_(times),
      rules_(rules),
      exonerated_(exonerated),
      racks_(racks),
      slow_rails_(rails_behind(fabric, exonerated)),
      explained_(times.size(), false),
      inside_(times.size(), false),
      clean_(of_exonerated(times, exonerated, racks)),
      usual_(by_kind(times, clean_, fabric.rails)),
      expected_(2 * static_cast<std::size_t>(fabric.rails + 1)),
      through_(expected_.size(), 0) {
  for (const Fault fault :
       {Fault::Uplink, Fault::Rail, Fault::Cable, Fault::Adapter, Fault::Path}) {
    // Of racks of which nobody can tell which are slow none is named.
    if (fault == Fault::Uplink && racks.divided()) continue;
    peers_.emplace_back().all = candidates(fabric, times, fault);
  }
}

LinkFit::Culprits LinkFit::slow() {
  Culprits found;
  for (Peers& peers : peers_) {
    if (peers.stale) judge(peers);
    for (const Candidate& one : peers.all) {
      if (one.judged && is_slow(one, peers)) found.push_back(&one);
    }
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &Candidate::gain);
  return found;
}

LinkFit::Culprits LinkFit::independent(const Culprits& slow, std::size_t most) const {
  Culprits some;
  std::vector<bool> taken(times_.size(), false);
  for (const Candidate* const one : slow) {
    if (some.size() == most) break;
    std::size_t telling = 0, gone = 0;
    for (const std::size_t i : one->pairs) {
      if (!tells(one->suspect, i)) continue;
      ++telling;
      gone += taken[i];
    }
    if (gone * kFew > telling) continue;
    for (const std::size_t i : one->pairs) taken[i] = true;
    some.push_back(one);
  }
  return some;
}

void LinkFit::take_out(const Culprits& culprits) {
  std::map<int, std::vector<double>> clean;
  for (const Candidate* const one : culprits) {
    for (const std::size_t i : one->pairs) {
      if (clean_[i] && !explained_[i]) clean[kind(i)].push_back(times_[i].log_s);
      explained_[i] = true;
    }
  }
  // Pairs within racks also say what those across take, and the other way round.
  std::vector<bool> moved(expected_.size(), false);
  for (auto& [of_kind, logs] : clean) {
    usual_.take_out(of_kind, std::move(logs));
    for (const int one : {of_kind, of_kind ^ 1}) moved[static_cast<std::size_t>(one)] = true;
  }
  for (Peers& peers : peers_) {
    for (Candidate& one : peers.all) {
      const auto gone = std::erase_if(one.pairs, [&](std::size_t i) { return explained_[i]; });
      const auto of_moved = [&](std::size_t i) { return moved[static_cast<std::size_t>(kind(i))]; };
      one.stale = gone > 0 || (!clean.empty() && std::ranges::any_of(one.pairs, of_moved));
      peers.stale = peers.stale || one.stale;
    }
  }
}

/// What a pair of that kind takes whose ends are exonerated and that is none of these; nothing
/// where there is none.
std::optional<double> LinkFit::usual(int of_kind, const Indices& without) const {
  std::vector<double> some;
  for (const std::size_t i : without) {
    if (clean_[i] && kind(i) == of_kind) some.push_back(times_[i].log_s);
  }
  return usual_.median_without(of_kind, std::move(some));
}

/// What is usual by kind, into expected_, of pairs that do not go through the part that has these;
/// with what is said of uplinks where none is measured.
void LinkFit::expect_without(const Indices& pairs) {
  for (const int one : kinds_) through_[static_cast<std::size_t>(one)] = 0;
  kinds_.clear();
  for (const std::size_t i : pairs) {
    if (std::ranges::find(kinds_, kind(i)) == kinds_.end()) kinds_.push_back(kind(i));
    through_[static_cast<std::size_t>(kind(i))] += clean_[i];
  }
  for (const int own : kinds_) {
    const std::size_t through = through_[static_cast<std::size_t>(own)];
    std::optional<double>& expected = expected_[static_cast<std::size_t>(own)];
    expected = through * kFew <= usual_.count(own) ? usual_.median(own) : usual(own, pairs);
    if (expected) continue;
    const bool across = own % 2 == 1;
    if (across && !rules_.oversubscription) continue;
    const auto other = usual(across ? own - 1 : own + 1, pairs);
    // Within a rack nothing takes longer than across.
    if (other) expected = *other + (across ? std::log(*rules_.oversubscription) : 0);
  }
}

void LinkFit::judge(Candidate& one) {
  one.stale = one.judged = false;
  if (one.pairs.empty()) return;
  expect_without(one.pairs);
  excess_.clear();
  by_partner_.clear();
  for (const std::size_t i : one.pairs) {
    const std::optional<double>& usual = expected_[static_cast<std::size_t>(kind(i))];
    if (!usual || !tells(one.suspect, i)) continue;
    excess_.push_back(times_[i].log_s - *usual);
    by_partner_.emplace_back(partner_key(one.suspect, times_[i]), excess_.back());
  }
  if (excess_.empty()) return;
  std::ranges::sort(by_partner_);
  scratch_ = excess_;
  const double middle = median_in_place(scratch_);
  partners_.clear();
  for (auto from = by_partner_.begin(); from != by_partner_.end();) {
    scratch_.clear();
    for (const std::int64_t key = from->first; from != by_partner_.end() && from->first == key;) {
      scratch_.push_back(from++->second);
    }
    partners_.push_back(median_in_place(scratch_));
  }
  const std::size_t partners = partners_.size();
  const double effect = each_time(one.suspect) ? std::ranges::min(partners_) : middle;
  const auto bad =
      std::ranges::count_if(partners_, [&](double excess) { return excess > effect / 2; });
  const bool of_node = one.suspect.fault == Fault::Cable || one.suspect.fault == Fault::Adapter;
  if (of_node && !told_from_paths(one.suspect, partners)) return;
  one.judged = true;
  one.effect = effect;
  one.gain = 0;
  for (const double e : excess_) one.gain += std::abs(e) - std::abs(e - effect);
  one.suspect.factor = std::exp(middle);
  one.suspect.of = static_cast<int>(partners);
  one.suspect.bad = static_cast<int>(bad);
}

void LinkFit::judge(Peers& peers) {
  peers.effects.clear();
  peers.judged = 0;
  for (Candidate& one : peers.all) {
    if (one.stale) judge(one);
    peers.judged += one.judged;
    if (one.judged && !doubtful(one.suspect)) peers.effects.push_back(one.effect);
  }
  // Once for all of them, not once for each.
  if (!peers.effects.empty()) peers.spread = spread_of(peers.effects);
  peers.stale = false;
}

/// What the others of its kind show by pairs that do not go through `one`: of few racks each
/// sends much of its messages to the one that is slow.
std::vector<double> LinkFit::effects_without(const Candidate& one,
                                             const std::vector<Candidate>& all) {
  for (const std::size_t i : one.pairs) inside_[i] = true;
  std::map<int, std::optional<double>> expected;
  std::vector<double> effects;
  for (const Candidate& other : all) {
    std::vector<double> excess;
    for (const std::size_t i : other.pairs) {
      if (inside_[i] || !clean_[i]) continue;
      const auto [usual_of, fresh] = expected.try_emplace(kind(i));
      if (fresh) usual_of->second = usual(kind(i), one.pairs);
      if (usual_of->second) excess.push_back(times_[i].log_s - *usual_of->second);
    }
    if (!excess.empty()) effects.push_back(median_in_place(excess));
  }
  for (const std::size_t i : one.pairs) inside_[i] = false;
  return effects;
}

bool LinkFit::is_slow(const Candidate& one, const Peers& peers) {
  const bool few = (one.suspect.fault == Fault::Uplink || one.suspect.fault == Fault::Rail) &&
                   peers.judged < kRacksForZ;
  const double least = rules_.latency ? kSlowerLatency : few ? kSlowerFew : kSlower;
  if (one.effect < std::log(least)) return false;
  if (one.suspect.bad < kMostOf * one.suspect.of) return false;
  if (few) return true;
  if (peers.effects.size() > kFewParts) return robust_z(one.effect, peers.spread) > kBeyond;
  const std::vector<double> others = effects_without(one, peers.all);
  // Of four nodes two may be slow: then the effect decides alone.
  if (others.size() + 1 < kRacksForZ) {
    return doubtful(one.suspect) && one.effect >= std::log(std::max(least, kSlowerFew));
  }
  const bool single = one.suspect.fault == Fault::Path;
  return robust_z(one.effect, others, single ? kFewMadOfOne : kFewMad) > kBeyond;
}

}  // namespace fourfold
