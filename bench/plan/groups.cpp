// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/groups.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fourfold {
namespace {

const GroupSizes& sizes_of(const Grouping& grouping, const Capabilities& capabilities) {
  static const GroupSizes unknown{0, 0, 0, "nobody has looked at where the ranks are"};
  const auto found = capabilities.groups.find(grouping.scope);
  return found == capabilities.groups.end() ? unknown : found->second;
}

}  // namespace

std::vector<Grouping> groupings_of(const std::vector<Scope>& scopes,
                                   const std::vector<GroupOrder>& orders) {
  std::vector<Grouping> all;
  for (const Scope scope : scopes) {
    if (scope == Scope::Facility) {
      all.push_back({scope, GroupOrder::Concurrent});
      continue;
    }
    for (const GroupOrder order : orders) all.push_back({scope, order});
  }
  return all;
}

int ranks_together(const Grouping& grouping, const Capabilities& capabilities) {
  if (grouping.scope == Scope::Facility) return capabilities.ranks;
  const GroupSizes& sizes = sizes_of(grouping, capabilities);
  return sizes.groups > 0 ? sizes.largest : capabilities.ranks;
}

int ranks_together_on_host(const Grouping& grouping, const Capabilities& capabilities) {
  return std::min(ranks_together(grouping, capabilities), capabilities.ranks_per_host);
}

int group_turns(const Grouping& grouping, const Capabilities& capabilities) {
  if (grouping.order == GroupOrder::Concurrent) return 1;
  return std::max(1, sizes_of(grouping, capabilities).groups);
}

Support group_support(const CollectiveCase& one, const Capabilities& capabilities) {
  if (one.grouping.scope == Scope::Facility) return Support::yes();
  const std::string_view scope = name(one.grouping.scope);
  const GroupSizes& sizes = sizes_of(one.grouping, capabilities);
  if (sizes.groups == 0) return Support::no(sizes.why_not);
  if (sizes.largest == 1) {
    return Support::no(fmt::format("every {} has one rank: there is nobody to talk to", scope));
  }
  if (one.root >= sizes.smallest) {
    return Support::no(fmt::format("root {} is not one of the {} rank{} of the smallest {}",
                                   one.root, sizes.smallest, sizes.smallest == 1 ? "" : "s",
                                   scope));
  }
  if (one.calls == CallForm::Overlapped) {
    return Support::no("overlap is measured over all ranks, not in groups");
  }
  return Support::yes();
}

}  // namespace fourfold
