// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// Which rank of the first start each rank of a later one is: the same place among the ranks of the
/// same host. Launches permute the hosts, and starts may be made without some, so that numbers of
/// ranks alone mean different units.
class UnitOrder {
 public:
  explicit UnitOrder(const RunRecord& record);

  /// By rank of that start; empty where they are the same, or hosts are not recorded. A host that
  /// the first start had not gets numbers beyond that one's.
  const std::vector<int>& of(const CaseRecord& one) const;

 private:
  std::map<std::pair<int, int>, std::vector<int>> orders_;  ///< by launch and start
};

/// The case with the numbers of its ranks changed: `to[rank]` for rank.
CaseRecord renumbered(CaseRecord one, const std::vector<int>& to);

/// How many ranks each case is quoted for: as many as most of its launches had, of equals the more.
std::map<std::string, int> quoted_ranks(const RunRecord& record);

}  // namespace fourfold
