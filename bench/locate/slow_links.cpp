// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/slow_links.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "bench/locate/candidates.hpp"
#include "bench/locate/exonerated.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kBeyond = 3.5;  // robust z; Iglewicz & Hoaglin 1993
constexpr double kSlower = 1.1;  // times of messages: less than one lane of eight
constexpr double kSlowerLatency = 2;
constexpr double kSlowerFew = 1.5;  // where no spread says what is usual from one round to the next
constexpr double kMostOf = 2.0 / 3.0;  // of its partners a part must be slow to
constexpr std::size_t kPartners = 3;   // to tell a node from a path
constexpr std::size_t kAgainst = 2;    // of them exonerated; in a second look enough by themselves
constexpr std::size_t kRacksForZ = 4;  // fewer have no spread to speak of
constexpr std::size_t kFewParts = 16;  // of so many one hardly moves what is usual of the others
constexpr double kFewMad = 0.02;       // so few may agree by chance
constexpr double kFewMadOfOne = 0.04;  // where each is but a pair
constexpr std::size_t kMostSuspects = 32;
constexpr std::size_t kFew = 8;  // of so many pairs one hardly moves the median of all

class Fit {
 public:
  /// `exonerated`: by all times, those included that are explained by now.
  Fit(const Fabric& fabric, const std::vector<PairTime>& times, const LinkRules& rules,
      const Exonerated& exonerated)
      : fabric_(fabric),
        times_(times),
        rules_(rules),
        exonerated_(exonerated),
        inside_(times.size(), false),
        of_kind_(2 * static_cast<std::size_t>(fabric.rails + 1)),
        usual_of_all_(of_kind_.size()) {
    for (const PairTime& one : times) {
      clean_.push_back(fast(one.rank[0]) && fast(one.rank[1]));
      if (clean_.back()) of_kind_[static_cast<std::size_t>(one.kind())].push_back(one.log_s);
    }
    for (std::size_t kind = 0; kind < of_kind_.size(); ++kind) {
      if (!of_kind_[kind].empty()) usual_of_all_[kind] = median(of_kind_[kind]);
    }
  }

  /// The most telling part that is slow beyond doubt, if any.
  std::optional<Candidate> worst() {
    std::optional<Candidate> best;
    for (const Fault kind :
         {Fault::Uplink, Fault::Rail, Fault::Cable, Fault::Adapter, Fault::Path}) {
      std::vector<Candidate> all = candidates(fabric_, times_, kind);
      std::vector<double> effects;
      for (Candidate& one : all) {
        judge(one);
        if (one.judged && !doubtful(one.suspect)) effects.push_back(one.effect);
      }
      for (Candidate& one : all) {
        if (!one.judged || !slow(one, all, effects)) continue;
        if (!best || one.gain > best->gain) best = std::move(one);
      }
    }
    return best;
  }

 private:
  bool fast(int rank) const { return exonerated_.rank(rank); }

  /// What a pair of that kind takes whose ends are exonerated and that does not go through the part
  /// in hand; nothing where there is none.
  std::optional<double> usual(int kind, std::size_t through) const {
    const std::vector<double>& all = of_kind_[static_cast<std::size_t>(kind)];
    if (through * kFew <= all.size()) return usual_of_all_[static_cast<std::size_t>(kind)];
    std::vector<double> rest;
    for (std::size_t i = 0; i < times_.size(); ++i) {
      if (clean_[i] && times_[i].kind() == kind && !inside_[i]) rest.push_back(times_[i].log_s);
    }
    if (!rest.empty()) return median(rest);
    return std::nullopt;
  }

  /// The same by kind, with what is said of uplinks where none is measured. The pairs of the part
  /// are those in `pairs`.
  std::map<int, double> usual_without(const Indices& pairs) {
    std::map<int, std::size_t> through;
    for (const std::size_t i : pairs) {
      inside_[i] = true;
      through[times_[i].kind()] += clean_[i];
    }
    std::map<int, double> expected;
    for (const auto& [kind, count] : through) {
      const bool across = kind % 2 == 1;
      const auto own = usual(kind, count);
      if (own) {
        expected[kind] = *own;
        continue;
      }
      if (across && !rules_.oversubscription) continue;
      const auto other = usual(across ? kind - 1 : kind + 1, times_.size());
      // Within a rack nothing takes longer than across.
      if (other) expected[kind] = *other + (across ? std::log(*rules_.oversubscription) : 0);
    }
    for (const std::size_t i : pairs) inside_[i] = false;
    return expected;
  }

  /// Whether that pair says something of the part: what a slow end explains does not.
  bool tells(const Suspect& suspect, std::size_t index) const {
    const PairTime& pair = times_[index];
    switch (suspect.fault) {
      case Fault::Cable:
      case Fault::Adapter:
        return fast(pair.rank[pair.node[0] == suspect.nodes[0] ? 1 : 0]);
      case Fault::Rail:
        return exonerated_.node(pair.node[0]) && exonerated_.node(pair.node[1]);
      case Fault::Path:
        return exonerated_.ends(pair);
      default:
        return clean_[index];
    }
  }

  /// Whether it is a node, or a rank of one, that has no fast pairs.
  bool doubtful(const Suspect& suspect) const {
    if (suspect.fault == Fault::Cable) return !exonerated_.node(suspect.nodes[0]);
    if (suspect.fault != Fault::Adapter) return false;
    const Fabric::Node& node = fabric_.nodes[static_cast<std::size_t>(suspect.nodes[0])];
    return !fast(node.ranks[static_cast<std::size_t>(suspect.rail)]);
  }

  /// Whether a node has partners enough to be told from its paths.
  bool told_from_paths(const Suspect& suspect, std::size_t partners) const {
    if (partners >= kPartners) return true;
    if (partners < kAgainst) return false;
    const auto all = static_cast<std::size_t>(exonerated_.partners(suspect.nodes[0]));
    return rules_.confirming || (all >= kPartners && doubtful(suspect));
  }

  void judge(Candidate& one) {
    const std::map<int, double> expected = usual_without(one.pairs);
    std::vector<double> excess;
    std::map<int, std::vector<double>> by_partner;
    for (const std::size_t i : one.pairs) {
      const auto usual = expected.find(times_[i].kind());
      if (usual == expected.end() || !tells(one.suspect, i)) continue;
      excess.push_back(times_[i].log_s - usual->second);
      by_partner[partner_key(one.suspect, times_[i])].push_back(excess.back());
    }
    if (excess.empty()) return;
    const bool of_node = one.suspect.fault == Fault::Cable || one.suspect.fault == Fault::Adapter;
    if (of_node && !told_from_paths(one.suspect, by_partner.size())) return;
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
    std::map<int, std::optional<double>> expected;
    std::vector<double> effects;
    for (const Candidate& other : all) {
      std::vector<double> excess;
      for (const std::size_t i : other.pairs) {
        if (inside_[i] || !clean_[i]) continue;
        const int kind = times_[i].kind();
        const auto [usual_of, fresh] = expected.try_emplace(kind);
        if (fresh) usual_of->second = usual(kind, times_.size());
        if (usual_of->second) excess.push_back(times_[i].log_s - *usual_of->second);
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
    if (effects.size() > kFewParts) return robust_z(one.effect, effects) > kBeyond;
    const std::vector<double> others = effects_without(one, all);
    // Of four nodes two may be slow: then the effect decides alone.
    if (others.size() + 1 < kRacksForZ) {
      return doubtful(one.suspect) && one.effect >= std::log(std::max(least, kSlowerFew));
    }
    const bool single = one.suspect.fault == Fault::Path;
    return robust_z(one.effect, others, single ? kFewMadOfOne : kFewMad) > kBeyond;
  }

  const Fabric& fabric_;
  const std::vector<PairTime>& times_;
  const LinkRules& rules_;
  const Exonerated& exonerated_;
  std::vector<bool> inside_;                         ///< by pair: of the part in hand
  std::vector<bool> clean_;                          ///< by pair: both ends are exonerated
  std::vector<std::vector<double>> of_kind_;         ///< times of clean pairs
  std::vector<std::optional<double>> usual_of_all_;  ///< their medians
};

}  // namespace

std::vector<Suspect> slow_links(const Fabric& fabric, std::vector<PairTime>& times,
                                const LinkRules& rules) {
  std::vector<Suspect> found;
  const Exonerated exonerated(fabric, times, rules);
  while (exonerated.most() && found.size() < kMostSuspects) {
    const std::optional<Candidate> worst = Fit(fabric, times, rules, exonerated).worst();
    if (!worst) break;
    found.push_back(worst->suspect);
    std::vector<bool> explained(times.size(), false);
    for (const std::size_t i : worst->pairs) explained[i] = true;
    std::size_t at = 0;
    std::erase_if(times, [&](const PairTime&) { return explained[at++]; });
  }
  if (const auto divided = Exonerated(fabric, times, rules).divided()) {
    Suspect rest;
    rest.fault = Fault::Divided;
    rest.nodes = divided->slower;
    rest.factor = divided->factor;
    rest.of = static_cast<int>(fabric.nodes.size());
    found.push_back(rest);
  }
  return found;
}

}  // namespace fourfold
