// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// Cases that were measured on the same hosts, each with as many ranks.
struct SameHosts {
  std::string hosts;            ///< "h00, h01", with unlike ranks "h00 (2 ranks), h01 (1 rank)"
  std::set<std::string> cases;  ///< by name
};

/// A run that was resumed elsewhere: groups of its cases, in the order in which their hosts came.
/// None where all were measured on the same hosts. A start that was made without
/// hosts of the run (--exclude-failed) is on the same ones; shards of a merged record are each by
/// itself, and such as kept to its hosts is not told of.
std::vector<SameHosts> mixed_hosts(const RunRecord& record);

/// "2 cases on h00, h01; 2 cases on h02, h03"; "" of none.
std::string describe(const std::vector<SameHosts>& groups);

}  // namespace fourfold
