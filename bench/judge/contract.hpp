// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// What of a contract was not there.
struct Shortfall {
  int units = 0;  ///< GPUs missing, each a rank
  std::vector<std::string>
      what;                 ///< "1 of 2 racks", "rack r1: 3 of 8 nodes", "host h5: 1 of 8 GPUs"
  bool racks_known = true;  ///< else only nodes were counted
};

/// Compares where ranks are with what was bought. What is there beyond the contract makes up for
/// nothing that is missing elsewhere: a rack with a node too many has none for its neighbour.
/// `hosts` and `racks` by rank; `racks` may be empty, and where any is "" none counts. Pure.
Shortfall missing_units(const Contract& contract, const std::vector<std::string>& hosts,
                        const std::vector<std::string>& racks);

/// The worst of all starts of a run; all of it where the run has none. Of a merged record, what
/// none of its shards has.
Shortfall missing_units(const Contract& contract, const RunRecord& record);

}  // namespace fourfold
