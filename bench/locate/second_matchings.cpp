// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "bench/locate/matcher.hpp"
#include "bench/locate/matchings.hpp"

namespace fourfold {
namespace {

constexpr int kAgainWithin = 2;
constexpr int kAgainAcross = 3;
constexpr int kDraws = 32;
constexpr std::size_t kManyAre = 4;  // one of so many nodes, and more

bool is_path(const Doubted& doubted, int a, int b) {
  return std::ranges::any_of(doubted.paths, [&](const auto& path) {
    return std::pair(path) == std::pair(a, b) || std::pair(path) == std::pair(b, a);
  });
}

bool is_end(const Doubted& doubted, int node) {
  return std::ranges::any_of(
      doubted.paths, [&](const auto& path) { return path.first == node || path.second == node; });
}

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

/// Where two doubted nodes are partners, exchanges partners with a pair of good ones; of the same
/// kind as they were, within a rack or across, as far as there is one.
void keep_apart(const Fabric& fabric, const Doubted& doubted, Matching& matching) {
  std::vector<bool> bad(fabric.nodes.size(), false);
  for (const int node : doubted.nodes) bad[static_cast<std::size_t>(node)] = true;
  const auto partner = [&](int node) { return matching[static_cast<std::size_t>(node)]; };
  for (const int a : doubted.nodes) {
    const int b = partner(a);
    if (b < a || !bad[static_cast<std::size_t>(b)] || is_path(doubted, a, b)) continue;
    int best = -1, most_alike = -1;
    for (int x = 0; x < static_cast<int>(matching.size()); ++x) {
      const int y = partner(x);
      if (y < 0 || bad[static_cast<std::size_t>(x)] || bad[static_cast<std::size_t>(y)]) continue;
      if (is_path(doubted, x, y)) continue;
      const bool kind = fabric.across(a, b);
      const int alike = (fabric.across(a, x) == kind) + (fabric.across(b, y) == kind);
      if (alike > most_alike) best = x;
      most_alike = std::max(most_alike, alike);
    }
    if (best < 0) continue;
    const int y = partner(best);
    join(matching, a, best);
    join(matching, b, y);
  }
}

/// Where many are doubted, all partners of the others may be: nothing then shows what is usual. Two
/// pairs of one doubted and one good node each become one of either, of the kind that they were as
/// far as can be.
void bring_good_together(const Fabric& fabric, const Doubted& doubted, Matching& matching) {
  std::vector<bool> bad(fabric.nodes.size(), false);
  for (const int node : doubted.nodes) bad[static_cast<std::size_t>(node)] = true;
  const auto partner = [&](int node) { return matching[static_cast<std::size_t>(node)]; };
  const auto mixed = [&](int node) {
    return partner(node) >= 0 && !bad[static_cast<std::size_t>(partner(node))];
  };
  for (const int a : doubted.nodes) {
    if (!mixed(a)) continue;
    int best = -1, most_alike = -1;
    for (const int b : doubted.nodes) {
      if (b == a || !mixed(b)) continue;
      const bool kind = fabric.across(a, partner(a));
      const int alike =
          (fabric.across(a, b) == kind) + (fabric.across(partner(a), partner(b)) == kind);
      if (alike > most_alike) best = b;
      most_alike = std::max(most_alike, alike);
    }
    if (best < 0) continue;
    const int x = partner(a), y = partner(best);
    join(matching, a, best);
    join(matching, x, y);
  }
}

struct Kind {
  bool across = false;
  bool good_together = false;  ///< else doubted nodes are kept apart
};

/// Of several draws the one in which the fewest doubted nodes meet whom they have met `before`: a
/// node that has but two partners cannot be told from its paths.
Matching fresh(Matcher& matcher, const Fabric& fabric, const Doubted& doubted, Kind kind,
               const std::set<std::pair<int, int>>& before) {
  Matching best;
  std::ptrdiff_t fewest = 0;
  for (int draw = 0; draw < kDraws && (best.empty() || fewest > 0); ++draw) {
    if (draw > 0 && kind.across) matcher.same_racks_again();
    Matching matching = kind.across ? matcher.across_racks() : matcher.within_racks();
    keep_apart(fabric, doubted, matching);
    if (kind.good_together) bring_good_together(fabric, doubted, matching);
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
  std::erase_if(doubted.nodes, [&](int node) { return is_end(suspects, node); });
  const bool many = kManyAre * doubted.nodes.size() > fabric.nodes.size();
  // Where that many are doubted their partners are needed for them.
  if (many) {
    doubted.paths.clear();
  } else {
    doubted.nodes = suspects.nodes;
  }
  Matcher matcher(fabric, ~seed);
  std::vector<Matching> all;
  constexpr int kMeetings = 2;  // of a path's ends; in the other rounds they meet others
  std::vector<int> met(doubted.paths.size(), 0);
  std::set<std::pair<int, int>> before;
  const bool both = matcher.has_across() && matcher.has_within();
  for (int round = 0; round < kAgainWithin + kAgainAcross; ++round) {
    const bool across = matcher.has_across() && (!both || round >= kAgainWithin);
    const Kind kind{across, many && round % 2 == 1};
    Matching matching = fresh(matcher, fabric, doubted, kind, before);
    std::vector<bool> taken(fabric.nodes.size(), false);
    for (std::size_t i = 0; i < doubted.paths.size(); ++i) {
      const auto [a, b] = doubted.paths[i];
      const auto end = taken.begin() + a, other = taken.begin() + b;
      if (met[i] == kMeetings || fabric.across(a, b) != across || *end || *other) continue;
      bring_together(matching, a, b);
      *end = *other = true;
      ++met[i];
    }
    if (!kind.good_together) keep_apart(fabric, doubted, matching);
    for (const int node : doubted.nodes) {
      before.emplace(node, matching[static_cast<std::size_t>(node)]);
    }
    all.push_back(std::move(matching));
  }
  return all;
}

}  // namespace fourfold
