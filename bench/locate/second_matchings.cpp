// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "bench/locate/matcher.hpp"
#include "bench/locate/matchings.hpp"

namespace fourfold {
namespace {

constexpr int kAgainWithin = 2;
constexpr int kAgainAcross = 3;
constexpr int kMeetings = 3;
constexpr int kDraws = 32;
constexpr int kFewDraws = 4;  // with more doubted nodes than
constexpr std::size_t kManyDraws = 128;
constexpr std::size_t kManyAre = 4;  // one of so many nodes, and more

/// What is doubted, by node.
class Doubts {
 public:
  Doubts(const Fabric& fabric, const Doubted& doubted)
      : node_(fabric.nodes.size(), false),
        end_(fabric.nodes.size(), false),
        rack_(fabric.racks.size(), false) {
    for (const int rack : doubted.racks) rack_[static_cast<std::size_t>(rack)] = true;
    for (const int node : doubted.nodes) node_[static_cast<std::size_t>(node)] = true;
    for (const auto& [a, b] : doubted.paths) {
      paths_.insert(std::minmax(a, b));
      for (const int node : {a, b}) end_[static_cast<std::size_t>(node)] = true;
    }
  }
  bool node(int one) const { return node_[static_cast<std::size_t>(one)]; }
  bool end(int one) const { return end_[static_cast<std::size_t>(one)]; }
  const std::vector<bool>& racks() const { return rack_; }
  bool path(int a, int b) const { return paths_.contains(std::minmax(a, b)); }

 private:
  std::vector<bool> node_, end_, rack_;
  std::set<std::pair<int, int>> paths_;
};

/// Makes a and b partners; those that they had become partners of each other.
void bring_together(Matching& matching, int a, int b) {
  const int of_a = matching[static_cast<std::size_t>(a)];
  const int of_b = matching[static_cast<std::size_t>(b)];
  if (of_a == b) return;
  join(matching, a, b);
  if (of_a >= 0 && of_b >= 0) {
    join(matching, of_a, of_b);
  } else {
    for (const int left : {of_a, of_b}) {
      if (left >= 0) matching[static_cast<std::size_t>(left)] = -1;
    }
  }
}

/// Nodes with whose pairs others may be exchanged.
class Pool {
 public:
  Pool(const Fabric& fabric, const Matching& matching)
      : fabric_(fabric), matching_(matching), by_rack_(fabric.racks.size()) {}

  /// Nodes come in ascending order.
  void add(int node) {
    all_.insert(all_.end(), node);
    rack_of(node).insert(rack_of(node).end(), node);
  }
  void erase(int node) {
    all_.erase(node);
    rack_of(node).erase(node);
  }

  /// The first one x, with partner y, so that a and x, and the partner of a and y, are pairs like
  /// that of a, within a rack or across; else as like as there are. -1 where there is none.
  int like(int a) const {
    const int b = partner(a);
    const bool across = fabric_.across(a, b);
    int best = -1, most_alike = -1;
    const auto look = [&](int x) {
      const int alike =
          (fabric_.across(a, x) == across) + (fabric_.across(b, partner(x)) == across);
      if (alike > most_alike || (alike == most_alike && x < best)) best = x;
      most_alike = std::max(most_alike, alike);
      return most_alike == 2;
    };
    // Whom it takes to stay within a rack is there.
    if (!across) {
      for (const int x : rack_of(a)) {
        if (look(x)) return best;
      }
      for (const int x : all_) {
        if (most_alike == 1 && x > best) break;
        look(x);
      }
      return best;
    }
    for (const int x : all_) {
      if (look(x)) break;
    }
    return best;
  }

 private:
  int partner(int node) const { return matching_[static_cast<std::size_t>(node)]; }
  const std::set<int>& rack_of(int node) const {
    return by_rack_[static_cast<std::size_t>(fabric_.nodes[static_cast<std::size_t>(node)].rack)];
  }
  std::set<int>& rack_of(int node) {
    return by_rack_[static_cast<std::size_t>(fabric_.nodes[static_cast<std::size_t>(node)].rack)];
  }

  const Fabric& fabric_;
  const Matching& matching_;
  std::set<int> all_;
  std::vector<std::set<int>> by_rack_;
};

/// a and its partner, and x and its, have each other's.
void exchange(Matching& matching, int a, int x) {
  const int b = matching[static_cast<std::size_t>(a)];
  const int y = matching[static_cast<std::size_t>(x)];
  join(matching, a, x);
  join(matching, b, y);
}

/// Where two doubted nodes are partners, exchanges partners with a pair of good ones; of the same
/// kind as they were, within a rack or across, as far as there is one.
void keep_apart(const Fabric& fabric, const Doubted& doubted, const Doubts& doubts,
                Matching& matching) {
  const auto partner = [&](int node) { return matching[static_cast<std::size_t>(node)]; };
  std::optional<Pool> good;
  for (const int a : doubted.nodes) {
    const int b = partner(a);
    if (b < a || !doubts.node(b) || doubts.path(a, b)) continue;
    if (!good) {
      good.emplace(fabric, matching);
      for (int x = 0; x < static_cast<int>(matching.size()); ++x) {
        const int y = partner(x);
        if (y >= 0 && !doubts.node(x) && !doubts.node(y) && !doubts.path(x, y)) good->add(x);
      }
    }
    const int x = good->like(a);
    if (x < 0) break;
    for (const int one : {x, partner(x)}) good->erase(one);
    exchange(matching, a, x);
  }
}

/// Where many are doubted, all partners of the others may be: nothing then shows what is usual. Two
/// pairs of one doubted and one good node each become one of either, of the kind that they were as
/// far as can be.
void bring_good_together(const Fabric& fabric, const Doubted& doubted, const Doubts& doubts,
                         Matching& matching) {
  const auto partner = [&](int node) { return matching[static_cast<std::size_t>(node)]; };
  const auto mixed = [&](int node) { return partner(node) >= 0 && !doubts.node(partner(node)); };
  Pool others(fabric, matching);
  for (const int node : doubted.nodes) {
    if (mixed(node)) others.add(node);
  }
  for (const int a : doubted.nodes) {
    if (!mixed(a)) continue;
    others.erase(a);
    const int other = others.like(a);
    if (other < 0) break;
    others.erase(other);
    exchange(matching, a, other);
  }
}

struct Kind {
  bool across = false;
  bool good_together = false;                 ///< else doubted nodes are kept apart
  int turn = 0;                               ///< of matchings across
  std::vector<std::pair<int, int>> together;  ///< ends of doubted paths
};

/// Of several draws the one in which the fewest doubted nodes meet whom they have met `before`: a
/// node that has but two partners cannot be told from its paths.
Matching fresh(Matcher& matcher, const Fabric& fabric, const Doubted& doubted, const Doubts& doubts,
               const Kind& kind, const std::set<std::pair<int, int>>& before) {
  Matching best;
  std::ptrdiff_t fewest = 0;
  // Of hundreds some always meet again.
  const int draws = doubted.nodes.size() <= kManyDraws ? kDraws : kFewDraws;
  for (int draw = 0; draw < draws && (best.empty() || fewest > 0); ++draw) {
    const bool of_racks = kind.across && !doubted.racks.empty();
    if (draw > 0 && kind.across && !of_racks) matcher.same_racks_again();
    Matching matching =
        of_racks      ? matcher.across_doubted(doubts.racks(), kind.turn % 2 == 0, kind.turn / 2)
        : kind.across ? matcher.across_racks()
                      : matcher.within_racks();
    for (const auto& [a, b] : kind.together) bring_together(matching, a, b);
    keep_apart(fabric, doubted, doubts, matching);
    if (kind.good_together) bring_good_together(fabric, doubted, doubts, matching);
    const std::ptrdiff_t repeated = std::ranges::count_if(doubted.nodes, [&](int node) {
      return before.contains({node, matching[static_cast<std::size_t>(node)]});
    });
    if (best.empty() || repeated < fewest) {
      best = std::move(matching);
      fewest = repeated;
    }
  }
  return best;
}

}  // namespace

std::vector<Matching> second_matchings(const Fabric& fabric, const Doubted& suspects,
                                       std::uint64_t seed) {
  Doubted doubted = suspects;
  const Doubts ends(fabric, suspects);
  std::erase_if(doubted.nodes, [&](int node) { return ends.end(node); });
  const bool many = kManyAre * doubted.nodes.size() > fabric.nodes.size();
  // Where that many are doubted their partners are needed for them.
  if (many) {
    doubted.paths.clear();
  } else {
    doubted.nodes = suspects.nodes;
  }
  const Doubts doubts(fabric, doubted);
  Matcher matcher(fabric, ~seed);
  std::vector<Matching> all;
  std::vector<int> met(doubted.paths.size(), 0);
  std::set<std::pair<int, int>> before;
  const bool both = matcher.has_across() && matcher.has_within();
  // Of a path's ends; in the other rounds they meet others.
  const auto meetings = [&](bool across) { return both && !across ? kAgainWithin : kMeetings; };
  for (int round = 0; round < kAgainWithin + kAgainAcross; ++round) {
    const bool across = matcher.has_across() && (!both || round >= kAgainWithin);
    Kind kind{across, many && round % 2 == 1, both ? round - kAgainWithin : round, {}};
    std::vector<bool> taken(fabric.nodes.size(), false);
    for (std::size_t i = 0; i < doubted.paths.size(); ++i) {
      const auto [a, b] = doubted.paths[i];
      const auto end = taken.begin() + a, other = taken.begin() + b;
      if (met[i] == meetings(across) || fabric.across(a, b) != across || *end || *other) continue;
      kind.together.emplace_back(a, b);
      *end = *other = true;
      ++met[i];
    }
    Matching matching = fresh(matcher, fabric, doubted, doubts, kind, before);
    for (const int node : doubted.nodes) {
      before.emplace(node, matching[static_cast<std::size_t>(node)]);
    }
    all.push_back(std::move(matching));
  }
  return all;
}

}  // namespace fourfold
