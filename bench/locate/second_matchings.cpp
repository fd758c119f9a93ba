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
constexpr int kDraws = 16;

bool is_path(const Doubted& doubted, int a, int b) {
  return std::ranges::any_of(doubted.paths, [&](const auto& path) {
    return std::pair(path) == std::pair(a, b) || std::pair(path) == std::pair(b, a);
  });
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

/// Of several draws the one in which the fewest doubted nodes meet whom they have met `before`: a
/// node that has but two partners cannot be told from its paths.
Matching fresh(Matcher& matcher, const Fabric& fabric, const Doubted& doubted, bool across,
               const std::set<std::pair<int, int>>& before) {
  Matching best;
  std::ptrdiff_t fewest = 0;
  for (int draw = 0; draw < kDraws && (best.empty() || fewest > 0); ++draw) {
    if (draw > 0 && across) matcher.same_racks_again();
    Matching matching = across ? matcher.across_racks() : matcher.within_racks();
    keep_apart(fabric, doubted, matching);
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

std::vector<Matching> second_matchings(const Fabric& fabric, const Doubted& doubted,
                                       std::uint64_t seed) {
  Matcher matcher(fabric, ~seed);
  std::vector<Matching> all;
  constexpr int kMeetings = 2;  // of a path's ends; in the other rounds they meet others
  std::vector<int> met(doubted.paths.size(), 0);
  std::set<std::pair<int, int>> before;
  const bool both = matcher.has_across() && matcher.has_within();
  for (int round = 0; round < kAgainWithin + kAgainAcross; ++round) {
    const bool across = matcher.has_across() && (!both || round >= kAgainWithin);
    Matching matching = fresh(matcher, fabric, doubted, across, before);
    std::vector<bool> taken(fabric.nodes.size(), false);
    for (std::size_t i = 0; i < doubted.paths.size(); ++i) {
      const auto [a, b] = doubted.paths[i];
      const auto end = taken.begin() + a, other = taken.begin() + b;
      if (met[i] == kMeetings || fabric.across(a, b) != across || *end || *other) continue;
      bring_together(matching, a, b);
      *end = *other = true;
      ++met[i];
    }
    keep_apart(fabric, doubted, matching);
    for (const int node : doubted.nodes) {
      before.emplace(node, matching[static_cast<std::size_t>(node)]);
    }
    all.push_back(std::move(matching));
  }
  return all;
}

}  // namespace fourfold
