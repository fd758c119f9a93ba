// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/scope.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace fourfold {
namespace {

/// What ranks of one group have in common.
std::string key_of(Scope scope, const RankPlace& place) {
  switch (scope) {
    case Scope::Node:
      return std::to_string(place.node);
    case Scope::Rack:
      return place.rack;
    case Scope::Facility:
      break;
  }
  return "";
}

std::string name_of(Scope scope, const RankPlace& place) {
  if (scope == Scope::Node) return place.host;
  return scope == Scope::Rack ? place.rack : "all";
}

/// Containers may be called alike. Returns such a name, if any.
std::string tell_apart(std::vector<RankGroup>& groups) {
  std::map<std::string, int> times;
  std::string same;
  for (const RankGroup& one : groups) ++times[one.name];
  for (RankGroup& one : groups) {
    if (times[one.name] < 2) continue;
    if (same.empty()) same = one.name;
    one.name += fmt::format(" (from rank {})", one.first);
  }
  return same;
}

}  // namespace

std::string_view name(Scope scope) { return kScopes[static_cast<std::size_t>(scope)]; }
std::string_view name(GroupOrder order) { return kGroupOrders[static_cast<std::size_t>(order)]; }

RankSplit split_ranks(Scope scope, std::span<const RankPlace> places) {
  RankSplit split;
  std::map<std::string, int> index;
  for (std::size_t rank = 0; rank < places.size(); ++rank) {
    const RankPlace& place = places[rank];
    if (scope == Scope::Rack && place.rack.empty()) {
      return {.groups = {},
              .group_of = {},
              .why_not = fmt::format("it is not known which rack host {} is in", place.host)};
    }
    const auto [at, fresh] =
        index.emplace(key_of(scope, place), static_cast<int>(split.groups.size()));
    if (fresh) {
      split.groups.push_back({name_of(scope, place), static_cast<int>(rank), 0});
    }
    ++split.groups[static_cast<std::size_t>(at->second)].ranks;
    split.group_of.push_back(at->second);
  }
  split.same_name = tell_apart(split.groups);
  return split;
}

GroupSizes sizes_of(const RankSplit& split) {
  GroupSizes sizes{.groups = static_cast<int>(split.groups.size()),
                   .smallest = 0,
                   .largest = 0,
                   .why_not = split.why_not,
                   .same_name = split.same_name};
  if (split.groups.empty()) return sizes;
  const auto [least, most] = std::ranges::minmax_element(split.groups, {}, &RankGroup::ranks);
  sizes.smallest = least->ranks;
  sizes.largest = most->ranks;
  return sizes;
}

}  // namespace fourfold
