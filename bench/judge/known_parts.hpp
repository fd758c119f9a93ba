// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "bench/judge/verdict.hpp"

namespace fourfold {

// What inventories tell of the parts that were measured: hosts by their serial numbers, GPUs by
// their UUIDs. Host names and ranks are what somebody calls them.

/// Whether each rank had a GPU that no other had, in every launch: of two ranks on one GPU (slices
/// of it, containers that share it) each would count as a unit. Open where one is told twice; says
/// how many are not told. Absent where no inventory has GPUs.
std::optional<Clause> own_gpus_clause(const RunRecord& record);

/// Parts of a run that an earlier run of the same hosts did not have.
struct Replaced {
  std::string text;      ///< "3 of 100000 GPUs (first: GPU-...)"; "" where none is known to be
  bool another = false;  ///< more than half of the hosts or of the GPUs: another machine
};
Replaced replaced_parts(const RunRecord& earlier, const RunRecord& run);

}  // namespace fourfold
