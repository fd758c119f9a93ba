// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// One contracted unit (a rank and what it drives), named by where it sits: "node17, unit 3" is the
/// fourth rank of that host, whatever its rank was; "rank 3" where hosts are not recorded.
struct UnitPace {
  std::string unit;
  /// Its time over the fleet's median of the same launch, minus 1; the median over launches.
  double excess = 0;
};

struct UnitPaces {
  int tested = 0;               ///< ranks that have a time, in the launch with the fewest
  std::vector<UnitPace> paces;  ///< slowest first
};

/// Of one measured case in which every rank works by itself (matmul, memory).
UnitPaces unit_paces(const RunRecord& record, const std::string& case_name);

}  // namespace fourfold
