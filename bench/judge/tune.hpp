// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/judge/metrics.hpp"
#include "bench/record/record.hpp"
#include "collectives/peer_algorithm.hpp"
#include "core/data_type.hpp"
#include "core/statistics.hpp"

namespace fourfold {

/// What one algorithm took for one size.
struct TunedTime {
  PeerAlgorithm algorithm = PeerAlgorithm::OneShot;
  double median_s = 0;
  std::optional<Interval> interval_s;  ///< at 95 % (CaseMetrics::interval_s)
};

/// All that were measured at one size, and what follows.
struct TunedSize {
  Bytes size;
  std::vector<TunedTime> times;  ///< two at least, fastest first
  PeerAlgorithm taken = PeerAlgorithm::OneShot;
};

/// By which algorithm `backend: peer` should reduce which size, from a record of it by each.
struct Tuned {
  int ranks = 0;
  MessageMemory memory = MessageMemory::Host;
  std::size_t launches = 0;  ///< that the least measured case was measured in
  DataType dtype = DataType::f32;
  std::string like;                   ///< what all its cases share: "all_reduce/peer/f32"
  std::vector<TunedSize> sizes;       ///< ascending, two at least
  PeerTable table;                    ///< rows end at the geometric mean of two measured sizes
  std::vector<std::string> left_out;  ///< algorithms and sizes, each with its reason
};

/// From the measured, correct cases of all_reduce/peer that name an algorithm. The fastest one at
/// the smallest size is taken; at each larger one the fastest there, unless the one before is there
/// too and the intervals of the two overlap, or one has none: noise alone changes nothing. An
/// algorithm that failed or was wrong at any size is taken at none.
/// Throws InputError where the record has no two such algorithms at two sizes, where its cases
/// differ in more than algorithm and size, and where faults were injected into it.
Tuned tune(const RunRecord& record, const std::vector<CaseMetrics>& metrics);

}  // namespace fourfold
