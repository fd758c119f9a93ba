// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bench/record/record.hpp"
#include "bench/run/host_computation.hpp"
#include "bench/run/operation.hpp"
#include "bench/run/stopwatch.hpp"
#include "collectives/mpi_session.hpp"

namespace fourfold {

/// What a sample has of an operation whose calls have two parts that may go on at the same time:
/// both together, which is the figure, and each alone. The computation is the host's
/// (Operation::overlaps) or the calls' own (Operation::in_parts).
class PartTimes {
 public:
  /// In a contest only whole calls are timed.
  PartTimes(const Operation& operation, bool contest);

  /// Whether it has parts at all.
  bool any() const { return per_sample_ > 1; }
  /// Times that a sample has; the first one is that of both together.
  std::size_t per_sample() const { return per_sample_; }
  /// Whether the host's computation is still to be given its length.
  bool wants_length() const { return by_host_ && !computation_; }
  void set_length(Seconds length) { computation_.emplace(length); }

  /// This rank's own times of a block, all of a sample after those of the one before. Its last call
  /// is one of both.
  void time(Stopwatch& watch, std::uint64_t samples, std::vector<double>& times) const;
  /// Those of a sample, agreed, into the trial: all but the first.
  void add(std::span<const MpiSession::Agreed> sample, Trial& trial) const;

 private:
  void time_part(Stopwatch& watch, std::size_t part, double* times) const;

  bool by_host_;
  std::size_t per_sample_ = 1;
  std::optional<HostComputation> computation_;
};

}  // namespace fourfold
