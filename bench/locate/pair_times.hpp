// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "bench/locate/fabric.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// Two ranks of one round. Index 0 is what the first node sent to the second, 1 the other way.
struct PairTime {
  int node[2] = {0, 0};  ///< the lower rank's, the higher rank's
  int rank[2] = {0, 0};
  int rail = 0;
  int round = 0;        ///< of the rounds in hand
  int shared = 1;       ///< rails between the two nodes, all at work at the same time
  bool across = false;  ///< between racks
  double log_s = 0;     ///< natural logarithm of the worse direction's seconds
  int stalled[2] = {0, 0};
  int samples[2] = {0, 0};

  /// Pairs of one kind take the same where nothing is slow: as many rails, which may share a cable,
  /// and within racks or across.
  int kind() const { return 2 * shared + across; }
  bool touches(int one) const { return node[0] == one || node[1] == one; }
  int other(int one) const { return node[0] == one ? node[1] : node[0]; }
};

/// All pairs of these rounds that were timed in both directions.
std::vector<PairTime> pair_times(const Fabric& fabric, std::span<const PairRound> rounds);

}  // namespace fourfold
