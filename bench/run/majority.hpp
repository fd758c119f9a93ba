// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "collectives/mpi_session.hpp"

namespace fourfold {

// Whose a difference between ranks is: of those that are unlike most of the others, and where
// nothing is so common, nobody's.

/// The lowest rank that has what more than half of the ranks have, on more than half of the hosts;
/// -1 where nothing is so common. Of two hosts that differ neither is the usual one, whichever has
/// more ranks. `what` and `host`, a number for each host, by rank.
int usual_rank(const std::vector<std::string>& what, const std::vector<int>& host);

/// The same of what each rank says; on every rank. Collective.
int usual_rank(MpiSession& mpi, const std::string& own);

/// Whether this rank is not well where most are. Collective.
bool is_exception(MpiSession& mpi, bool well);

}  // namespace fourfold
