// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "bench/locate/look.hpp"
#include "bench/locate/pair_times.hpp"
#include "bench/locate/suspects.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kFewPaths = 32;

/// Suspects by where they are. What is said of links and what of processors are two things, though
/// they be of one node.
class Places {
 public:
  explicit Places(const std::vector<Suspect>& all) {
    for (const Suspect& one : all) first_.emplace(key(one), &one);
  }
  /// The first one at the place of `other`; nullptr where none is.
  const Suspect* at(const Suspect& other) const {
    const auto found = first_.find(key(other));
    return found == first_.end() ? nullptr : found->second;
  }

 private:
  using Key = std::tuple<bool, bool, std::vector<int>, std::vector<int>, int>;
  static Key key(const Suspect& one) {
    return {one.fault == Fault::Processor, one.fault == Fault::Divided, one.nodes, one.racks,
            one.rail};
  }
  std::map<Key, const Suspect*> first_;
};

std::vector<PairRound> of_look(std::span<const PairRound> rounds, bool again) {
  std::vector<PairRound> some;
  std::ranges::copy_if(rounds, std::back_inserter(some),
                       [&](const PairRound& one) { return one.again == again; });
  return some;
}

bool is_path(const Suspect& one) { return one.fault == Fault::Path; }

std::size_t paths_in(const Fabric& fabric, std::span<const PairRound> rounds) {
  std::set<std::pair<int, int>> paths;
  for (const PairTime& one : pair_times(fabric, rounds)) {
    paths.insert(std::minmax(one.node[0], one.node[1]));
  }
  return paths.size();
}

/// Where flows share links by chance, thousands of paths are slow in some round, and some of them
/// again: of `suspects` among `all` twice that share, since a second look has two meetings of each.
void leave_out_chance(std::size_t suspects, std::size_t all, Located& located) {
  constexpr double kWorthAWord = 0.5;
  constexpr double kBeyondChance = 4;
  constexpr double kMostOf = 0.5;
  const auto confirmed = static_cast<double>(std::ranges::count_if(located.named, is_path));
  const double share = static_cast<double>(suspects) / static_cast<double>(all);
  const double by_chance = 2 * share * static_cast<double>(suspects);
  const double most = kMostOf * static_cast<double>(suspects);
  if (by_chance < kWorthAWord) return;
  if (confirmed >= std::min(kBeyondChance * by_chance, most)) return;
  located.varying = suspects;
  located.paths = all;
  std::erase_if(located.named, is_path);
  std::erase_if(located.once, is_path);
}

}  // namespace

Located locate(const Fabric& fabric, std::span<const PairRound> rounds, const LinkRules& rules) {
  Located located;
  const std::vector<PairRound> before = of_look(rounds, false);
  const std::vector<PairRound> after = of_look(rounds, true);
  // Only of a node whose processor is slow beyond doubt the links are not judged.
  std::vector<Suspect> slow = slow_processors(fabric, before);
  const std::vector<Suspect> slow_again = slow_processors(fabric, after);
  const Places still_slow(slow_again);
  std::erase_if(slow, [&](const Suspect& one) { return still_slow.at(one) == nullptr; });
  LinkRules confirming = rules;
  confirming.confirming = true;
  const Look at_first(fabric, before, rules, slow);
  const Look once_more(fabric, after, confirming, slow);
  const Look together(fabric, rounds, rules, slow);
  // An uplink that one look alone sees excuses no stalls: it may be noise, and a node that loses
  // messages would have too few partners left.
  std::vector<Suspect> queues = at_first.slow().all;
  const Places slow_once_more(once_more.slow().all);
  std::erase_if(queues, [&](const Suspect& one) {
    return !after.empty() && slow_once_more.at(one) == nullptr;
  });
  const Suspects first = at_first.suspects(queues);
  const Suspects again = once_more.suspects(queues);
  const Suspects all = together.suspects(queues);
  located.more = first.more || again.more;
  const Places at_again(again.all), at_all(all.all);
  for (const Suspect& one : first.all) {
    if (one.fault == Fault::Divided) {
      // All rounds show it or they do not; few fresh ones are not enough for it.
      const auto whole = std::ranges::find(all.all, Fault::Divided, &Suspect::fault);
      const bool again_there = whole != all.all.end() && !after.empty();
      (again_there ? located.named : located.once).push_back(again_there ? *whole : one);
      continue;
    }
    const Suspect* const confirmed = at_again.at(one);
    if (confirmed == nullptr) {
      located.once.push_back(one);
      continue;
    }
    // All rounds together say best what it is.
    const Suspect* const whole = at_all.at(one);
    located.named.push_back(whole != nullptr ? *whole : *confirmed);
  }
  // Of few each is looked at for itself.
  const auto suspects = static_cast<std::size_t>(std::ranges::count_if(first.all, is_path));
  if (suspects > kFewPaths && !after.empty()) {
    leave_out_chance(suspects, paths_in(fabric, before), located);
  }
  return located;
}

}  // namespace fourfold
