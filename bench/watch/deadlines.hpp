// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/watch/rank_view.hpp"

namespace fourfold {

/// How long all ranks together may stand still before the run is called hung. All follow from one
/// time, the suite's hang_after; and the deadlines of starting and ending grow with the ranks.
class Deadlines {
 public:
  Deadlines(double hang_after_s, int ranks) : unit_s_(hang_after_s), ranks_(ranks) {}

  /// Without a case's allowance.
  double of(Phase phase) const;
  /// Of the rank that the others wait for. Inside a step of the harness nothing is computed, so
  /// that no allowance is made.
  double of(const RankView& rank) const;
  /// From here on a rank that came after all is told of as late.
  double late(const RankView& rank) const { return of(rank) / 4; }
  /// How long a node goes on without an answer from its watcher.
  double silence() const { return 2 * unit_s_; }
  /// Seconds between two beats of a node: ten a second, fewer where 100,000 ranks tell.
  double period() const;
  /// A rank whose watching thread has been silent for so long leads its node no longer.
  double asleep() const;
  /// By then the next leader of a node has spoken, unless the node is cut off.
  double takeover() const { return asleep() + 2 * period(); }

 private:
  double unit_s_;
  int ranks_;
};

}  // namespace fourfold
