// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "bench/record/record.hpp"
#include "bench/run/session.hpp"

namespace fourfold {

/// What each group of a case's ranks took in a trial: for each sample the slowest of its own ranks,
/// which the group agrees on by itself. At the end one summary per group goes to rank 0.
class GroupTimes {
 public:
  GroupTimes(OwnGroup& group, Session& session) : group_(group), session_(session) {}

  void clear() { seconds_.clear(); }
  /// This rank's own times of a block. Collective over the group; all groups add as many.
  void add(std::span<const double> own);
  /// Collective over all ranks. On rank 0 one for each group, elsewhere none.
  std::vector<GroupSummary> gather(double confidence);

 private:
  OwnGroup& group_;
  Session& session_;
  std::vector<double> seconds_;
};

}  // namespace fourfold
