// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/plan/case.hpp"
#include "bench/run/operation.hpp"
#include "bench/run/session.hpp"

namespace fourfold {

/// What Session::communicator() calls the library that a case is done by.
std::string library_name(const CollectiveCase& what);

/// The communicator that a case is done by: of all ranks, or of this rank's `group` where that is
/// not nullptr. Opens it the first time; collective.
Communicator& library_of(const CollectiveCase& what, Session& session, OwnGroup* group);

/// That the host's memory is pinned for, where any is.
Device& pinning_device(const Case& one, const CollectiveCase& what, Session& session);

/// The case as this rank's group does it: groups of other sizes than the largest round the message
/// to other blocks.
CollectiveCase of_own_group(const CollectiveCase& what, const Communicator& communicator,
                            const OwnGroup* group);

/// The bus factor that holds for every group; 0 where groups differ in size and none does.
double common_bus_factor(const CollectiveCase& what, const OwnGroup* group, int ranks);

/// Whose turn it is when groups make their calls one after the other.
Operation::Turns turns_of(const CollectiveCase& what, const OwnGroup* group);

}  // namespace fourfold
