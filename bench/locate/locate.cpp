// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>
#include <utility>

#include "bench/locate/look.hpp"
#include "bench/locate/suspects.hpp"

namespace fourfold {
namespace {

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

constexpr int kLeastVarying = 4;
constexpr int kHonest = 100;  // of so many pairs an honest fabric has one slow path at most

/// Takes the paths out of `located` that are of pairs whose times vary, by what a first look had.
void leave_out_varying(const Fabric& fabric, const Look& first, Located& located) {
  const auto across = [&](const Suspect& one) { return fabric.across(one.nodes[0], one.nodes[1]); };
  for (const bool kind : {false, true}) {
    const auto of_kind = [&](const Suspect& one) {
      return one.fault == Fault::Path && across(one) == kind;
    };
    const auto again = static_cast<int>(std::ranges::count_if(located.named, of_kind));
    const auto slow = again + static_cast<int>(std::ranges::count_if(located.once, of_kind));
    if (slow < kLeastVarying || 2 * again >= slow) continue;
    std::vector<std::pair<int, int>> pairs;
    for (const PairTime& one : first.times()) {
      if (one.across == kind) pairs.emplace_back(std::minmax(one.node[0], one.node[1]));
    }
    std::ranges::sort(pairs);
    const auto all = static_cast<int>(std::unique(pairs.begin(), pairs.end()) - pairs.begin());
    if (kHonest * slow <= all) continue;
    std::erase_if(located.named, of_kind);
    std::erase_if(located.once, of_kind);
    located.varying.push_back({.across = kind, .slow = slow, .pairs = all, .again = again});
  }
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
  const Places slow_once_more(once_more.slow().all), slow_together(together.slow().all);
  std::erase_if(queues, [&](const Suspect& one) {
    // Of racks in two groups all rounds together decide, below.
    const auto& by = one.fault == Fault::Divided ? slow_together : slow_once_more;
    return !after.empty() && by.at(one) == nullptr;
  });
  const Suspects first = at_first.suspects(queues);
  const Suspects again = once_more.suspects(queues);
  const Suspects all = together.suspects(queues);
  located.more = first.more || again.more;
  const Places at_again(again.all), at_all(all.all);
  for (const Suspect& one : first.all) {
    if (one.fault == Fault::Divided) {
      // All rounds show it or they do not; few fresh ones are not enough for it.
      const auto whole = std::ranges::find_if(all.all, [&](const Suspect& other) {
        return other.fault == Fault::Divided && other.racks.empty() == one.racks.empty();
      });
      const bool again_there = whole != all.all.end() && !after.empty();
      (again_there ? located.named : located.once).push_back(again_there ? *whole : one);
      continue;
    }
    const Suspect* const confirmed = at_again.at(one);
    if (confirmed == nullptr) {
      located.once.push_back(one);
      continue;
    }
    // All rounds together say best what it is; but of many paths one was slow by chance when it
    // became suspicious.
    const Suspect* const whole = one.fault == Fault::Path ? nullptr : at_all.at(one);
    located.named.push_back(whole != nullptr ? *whole : *confirmed);
  }
  if (!after.empty()) leave_out_varying(fabric, at_first, located);
  return located;
}

}  // namespace fourfold
