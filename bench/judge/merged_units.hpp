// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// The units of a merged record, each once however often it was measured; in no order of ranks.
struct Units {
  std::vector<std::string> hosts;
  std::vector<std::string> racks;  ///< beside hosts; empty where no shard knows them
};

/// Of each shard the start with the fewest ranks, since what it lacked was not tested throughout;
/// then the union: a host counts once, with the most ranks it has in any shard.
Units units_of(const RunRecord& record);

/// Whether a merged record has units that were measured at different times.
bool has_shards(const RunRecord& record);

/// What cannot be said of such a record.
void find_merged(const RunRecord& record, std::vector<Finding>& findings);

}  // namespace fourfold
