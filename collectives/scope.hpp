// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fourfold {

/// Into which groups a scope splits all ranks; each group does the collective by itself.
enum class Scope {
  Node,      ///< ranks that share a host's memory
  Rack,      ///< ranks whose hosts, or GPUs, belong to one rack
  Facility,  ///< all of them
};
inline constexpr std::array<std::string_view, 3> kScopes{"node", "rack", "facility"};
std::string_view name(Scope scope);

/// When the groups of a scope make their calls.
enum class GroupOrder {
  Concurrent,  ///< all at the same time: what they share (switches, power) is shared
  OneAtATime,  ///< each while the others wait: what it can do undisturbed
};
inline constexpr std::array<std::string_view, 2> kGroupOrders{"concurrent", "one_at_a_time"};
std::string_view name(GroupOrder order);

/// Where a rank is, as it knows itself.
struct RankPlace {
  std::string host;
  int node = 0;      ///< the lowest rank that it shares memory with
  std::string rack;  ///< "": not known
};

/// Ranks that do a collective together.
struct RankGroup {
  std::string name;  ///< of the host or the rack; with its first rank where two have one name
  int first = 0;     ///< its lowest rank
  int ranks = 0;
};

/// Every rank in one group; or no groups, and why.
struct RankSplit {
  std::vector<RankGroup> groups;  ///< by their first ranks
  std::vector<int> group_of;      ///< by rank
  std::string why_not;
  std::string same_name = {};  ///< that two groups had until they were told apart; "" where none
};

/// Pure. `places` by rank. Takes time in proportion to n log n.
RankSplit split_ranks(Scope scope, std::span<const RankPlace> places);

/// All of a split that a rank must know to plan: as much for 100,000 ranks as for two.
struct GroupSizes {
  int groups = 0;  ///< 0: the ranks cannot be split like that
  int smallest = 0;
  int largest = 0;
  std::string why_not;
  std::string same_name = {};  ///< RankSplit::same_name
};
GroupSizes sizes_of(const RankSplit& split);

}  // namespace fourfold
