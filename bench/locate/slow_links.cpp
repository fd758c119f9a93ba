// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/slow_links.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kBeyond = 3.5;  // robust z; Iglewicz & Hoaglin 1993
constexpr double kSlower = 1.1;  // times of messages: less than one lane of eight
constexpr double kSlowerLatency = 2;
constexpr double kSlowerFew = 1.5;  // where no spread says what is usual from one round to the next
constexpr double kMostOf = 2.0 / 3.0;  // of its partners a part must be slow to
constexpr std::size_t kPartners = 3;   // to tell a node from a path
constexpr std::size_t kRacksForZ = 4;  // fewer have no spread to speak of
constexpr std::size_t kFewParts = 16;  // of so many one hardly moves what is usual of the others
constexpr double kFewMad = 0.02;       // so few may agree by chance
constexpr std::size_t kMostSuspects = 32;
constexpr std::size_t kFew = 8;  // of so many pairs one hardly moves the median of all

using Indices = std::vector<std::size_t>;

/// A part of the machine and the pairs that go through it.
struct Candidate {
  Suspect suspect;
  Indices pairs;
  double effect = 0;  ///< median of what its pairs take longer, in logarithms
  double gain = 0;    ///< of all that is too long, or too short, so much goes if it is to blame
  bool judged = false;
};

class Fit {
 public:
  Fit(const Fabric& fabric, const std::vector<PairTime>& times, const LinkRules& rules)
      : fabric_(fabric), times_(times), rules_(rules), inside_(times.size(), false) {
    for (const PairTime& one : times) of_kind_[one.across].push_back(one.log_s);
    for (auto& all : of_kind_) {
      if (!all.empty()) usual_of_all_[&all - of_kind_] = median(all);
    }
  }

  /// The most telling part that is slow beyond doubt, if any.
  std::optional<Candidate> worst() {
    std::optional<Candidate> best;
    for (const Fault kind :
         {Fault::Uplink, Fault::Rail, Fault::Cable, Fault::Adapter, Fault::Path}) {
      std::vector<Candidate> all = candidates(kind);
      std::vector<double> effects;
      for (Candidate& one : all) {
        judge(one);
        if (one.judged) effects.push_back(one.effect);
      }
      for (Candidate& one : all) {
        if (!one.judged || !slow(one, all, effects)) continue;
        if (!best || one.gain > best->gain) best = std::move(one);
      }
    }
    return best;
  }

 private:
  template <class Key>
  std::map<Key, Indices> grouped(auto keys_of) const {
    std::map<Key, Indices> groups;
    for (std::size_t i = 0; i < times_.size(); ++i) {
      for (const Key& key : keys_of(times_[i])) groups[key].push_back(i);
    }
    return groups;
  }

  int rack(int node) const { return fabric_.nodes[static_cast<std::size_t>(node)].rack; }

  std::vector<Candidate> candidates(Fault kind) const {
    std::vector<Candidate> all;
    const auto add = [&](Indices pairs, std::vector<int> nodes, std::vector<int> racks, int rail) {
      Candidate one;
      one.suspect.fault = kind;
      one.suspect.nodes = std::move(nodes);
      one.suspect.racks = std::move(racks);
      one.suspect.rail = rail;
      one.pairs = std::move(pairs);
      all.push_back(std::move(one));
    };
    using Keys = std::vector<std::pair<int, int>>;
    std::map<std::pair<int, int>, Indices> groups;
    switch (kind) {
      case Fault::Uplink:
        if (fabric_.racks.size() == 2) {
          // All that crosses goes through both.
          groups = grouped<std::pair<int, int>>([](const PairTime& t) {
            return t.across ? Keys{{0, 1}} : Keys{};
          });
          for (auto& [key, pairs] : groups) add(std::move(pairs), {}, {0, 1}, -1);
          break;
        }
        groups = grouped<std::pair<int, int>>([&](const PairTime& t) {
          return t.across ? Keys{{rack(t.node[0]), 0}, {rack(t.node[1]), 0}} : Keys{};
        });
        for (auto& [key, pairs] : groups) add(std::move(pairs), {}, {key.first}, -1);
        break;
      case Fault::Rail:
        if (fabric_.rails < 2) break;
        groups = grouped<std::pair<int, int>>([](const PairTime& t) { return Keys{{t.rail, 0}}; });
        for (auto& [key, pairs] : groups) add(std::move(pairs), {}, {}, key.first);
        break;
      case Fault::Cable:
        groups = grouped<std::pair<int, int>>([](const PairTime& t) {
          return Keys{{t.node[0], 0}, {t.node[1], 0}};
        });
        for (auto& [key, pairs] : groups) add(std::move(pairs), {key.first}, {}, -1);
        break;
      case Fault::Adapter:
        if (fabric_.rails < 2) break;
        groups = grouped<std::pair<int, int>>([](const PairTime& t) {
          return Keys{{t.node[0], t.rail}, {t.node[1], t.rail}};
        });
        for (auto& [key, pairs] : groups) add(std::move(pairs), {key.first}, {}, key.second);
        break;
      default:
        groups = grouped<std::pair<int, int>>(
            [](const PairTime& t) { return Keys{std::minmax(t.node[0], t.node[1])}; });
        for (auto& [key, pairs] : groups) add(std::move(pairs), {key.first, key.second}, {}, -1);
        break;
    }
    return all;
  }

  /// What a pair of that kind takes that does not go through the part in hand; nothing where all
  /// do.
  std::optional<double> usual(bool across, std::size_t through) const {
    const std::vector<double>& all = of_kind_[across];
    if (through * kFew <= all.size()) return usual_of_all_[across];
    std::vector<double> rest;
    for (std::size_t i = 0; i < times_.size(); ++i) {
      if (times_[i].across == across && !inside_[i]) rest.push_back(times_[i].log_s);
    }
    if (!rest.empty()) return median(rest);
    return std::nullopt;
  }

  void judge(Candidate& one) {
    std::size_t through[2] = {0, 0};
    for (const std::size_t i : one.pairs) {
      inside_[i] = true;
      ++through[times_[i].across];
    }
    std::optional<double> expected[2] = {usual(false, through[0]), usual(true, through[1])};
    if (!expected[1] && expected[0] && rules_.oversubscription) {
      expected[1] = *expected[0] + std::log(*rules_.oversubscription);
    }
    for (const std::size_t i : one.pairs) inside_[i] = false;
    std::vector<double> excess;
    std::map<int, std::vector<double>> by_partner;
    for (const std::size_t i : one.pairs) {
      const PairTime& pair = times_[i];
      if (!expected[pair.across]) continue;
      excess.push_back(pair.log_s - *expected[pair.across]);
      by_partner[partner_key(one.suspect, pair)].push_back(excess.back());
    }
    if (excess.empty()) return;
    const bool of_node = one.suspect.fault == Fault::Cable || one.suspect.fault == Fault::Adapter;
    if (of_node && by_partner.size() < kPartners) return;
    one.judged = true;
    one.effect = median(excess);
    for (const double e : excess) one.gain += std::abs(e) - std::abs(e - one.effect);
    one.suspect.factor = std::exp(one.effect);
    one.suspect.of = static_cast<int>(by_partner.size());
    for (const auto& [partner, own] : by_partner) one.suspect.bad += median(own) > one.effect / 2;
  }

  /// Of a node its partner; of all else the pair.
  int partner_key(const Suspect& suspect, const PairTime& pair) const {
    if (suspect.nodes.size() == 1) return pair.other(suspect.nodes[0]);
    return pair.node[0] * static_cast<int>(fabric_.nodes.size()) + pair.node[1];
  }

  /// What the others of its kind show by pairs that do not go through `one`: of few racks each
  /// sends much of its messages to the one that is slow.
  std::vector<double> effects_without(const Candidate& one, const std::vector<Candidate>& all) {
    for (const std::size_t i : one.pairs) inside_[i] = true;
    const std::optional<double> expected[2] = {usual(false, times_.size()),
                                               usual(true, times_.size())};
    std::vector<double> effects;
    for (const Candidate& other : all) {
      std::vector<double> excess;
      for (const std::size_t i : other.pairs) {
        const PairTime& pair = times_[i];
        if (!inside_[i] && expected[pair.across]) {
          excess.push_back(pair.log_s - *expected[pair.across]);
        }
      }
      if (!excess.empty()) effects.push_back(median(excess));
    }
    for (const std::size_t i : one.pairs) inside_[i] = false;
    return effects;
  }

  bool slow(const Candidate& one, const std::vector<Candidate>& all,
            const std::vector<double>& effects) {
    const bool few = (one.suspect.fault == Fault::Uplink || one.suspect.fault == Fault::Rail) &&
                     effects.size() < kRacksForZ;
    const double least = rules_.latency ? kSlowerLatency : few ? kSlowerFew : kSlower;
    if (one.effect < std::log(least)) return false;
    if (one.suspect.bad < kMostOf * one.suspect.of) return false;
    if (few) return true;
    if (all.size() > kFewParts) return robust_z(one.effect, effects) > kBeyond;
    const std::vector<double> others = effects_without(one, all);
    return others.size() + 1 >= kRacksForZ && robust_z(one.effect, others, kFewMad) > kBeyond;
  }

  const Fabric& fabric_;
  const std::vector<PairTime>& times_;
  const LinkRules& rules_;
  std::vector<bool> inside_;
  std::vector<double> of_kind_[2];
  std::optional<double> usual_of_all_[2];
};

}  // namespace

std::vector<Suspect> slow_links(const Fabric& fabric, std::vector<PairTime>& times,
                                const LinkRules& rules) {
  std::vector<Suspect> found;
  while (found.size() < kMostSuspects) {
    const std::optional<Candidate> worst = Fit(fabric, times, rules).worst();
    if (!worst) break;
    found.push_back(worst->suspect);
    std::vector<bool> explained(times.size(), false);
    for (const std::size_t i : worst->pairs) explained[i] = true;
    std::size_t at = 0;
    std::erase_if(times, [&](const PairTime&) { return explained[at++]; });
  }
  return found;
}

}  // namespace fourfold
