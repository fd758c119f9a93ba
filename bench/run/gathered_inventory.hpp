// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/record/unit_inventory.hpp"
#include "collectives/mpi_session.hpp"

namespace fourfold {

/// The hardware of all ranks, on rank 0; elsewhere empty. Each rank tells of its GPU, where `gpus`,
/// and the first of each host of that. Collective.
Inventory gathered_inventory(MpiSession& mpi, bool gpus);

}  // namespace fourfold
