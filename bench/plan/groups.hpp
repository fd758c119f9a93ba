// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "bench/config/config.hpp"
#include "bench/plan/case.hpp"
#include "bench/plan/plan.hpp"
#include "core/support.hpp"

namespace fourfold {

/// Every grouping that an entry asks for; all ranks together have no order of groups.
std::vector<Grouping> groupings_of(const std::vector<Scope>& scopes,
                                   const std::vector<GroupOrder>& orders);

/// How many ranks, of the largest group, do such a case together; of groups that cannot be made, as
/// many as there are in all.
int ranks_together(const Grouping& grouping, const Capabilities& capabilities);
/// The most of these on any host.
int ranks_together_on_host(const Grouping& grouping, const Capabilities& capabilities);

/// In how many turns the groups make a call: 1 where they do at the same time.
int group_turns(const Grouping& grouping, const Capabilities& capabilities);

/// Whether the ranks can be split like that and the case makes sense in such groups.
Support group_support(const CollectiveCase& one, const Capabilities& capabilities);

}  // namespace fourfold
