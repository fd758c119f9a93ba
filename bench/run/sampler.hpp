// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/record/record.hpp"
#include "bench/run/arrivals.hpp"
#include "bench/run/group_times.hpp"
#include "bench/run/operation.hpp"
#include "bench/run/part_times.hpp"
#include "bench/run/session.hpp"
#include "bench/run/stopwatch.hpp"

namespace fourfold {

/// Measures an operation on all ranks at once, sample by sample, until the figure is precise or the
/// budget is spent (docs/method.md, "A sample, a trial, a launch"); with a rival, both in turns
/// (A B B A, then B A A B on exchanged buffers), until their ratio is precise. Of an operation
/// whose calls have two parts, a sample is both together, beside each alone (PartTimes).
///
/// Samples come in blocks, whose times all ranks agree on with one message. Every decision is taken
/// from agreed times, so that all ranks take the same one without another. The outputs of a block
/// are poisoned before the next one, so that those of the last block are the work of its own calls.
class Sampler {
 public:
  /// `rival` may be nullptr. All ranks construct it together and make the same calls.
  Sampler(Operation& operation, Operation* rival, const Measure& measure, Session& session);

  /// Warm-up (under Load::Sustained until steady), then samples.
  Trial trial();
  /// The timed calls of the last block of the last trial: those to verify.
  CallRange last_block() const { return watch_.last_block(); }
  /// This rank's own samples of the last trial, seconds per call.
  const std::vector<double>& own_samples() const { return own_; }
  CallRange last_rival_block() const { return rival_ ? rival_->last_block() : CallRange{}; }

 private:
  /// Seconds per call of one sample, agreed over ranks, and this rank's own.
  struct Sample {
    double slowest = 0;
    int slowest_rank = 0;
    double sum = 0;
    double fastest = 0;
    double own = 0;
  };

  void settle(Trial& trial, double began);
  void sample_block(Trial& trial, std::uint64_t samples, double began);
  void time_turns(Stopwatch& outer, Stopwatch& inner, std::uint64_t samples);
  double typical_call();
  void time_block(std::uint64_t samples);
  std::vector<double> whole_times(std::uint64_t samples) const;
  Sample mean(const std::vector<MpiSession::Agreed>& agreed,
              std::span<const std::size_t> turns) const;
  double seconds_per_round(const Trial& trial) const;
  double budget() const;
  bool finished(Trial& trial) const;

  Measure measure_;
  Session& session_;
  DeviceKind device_;
  Stopwatch watch_;
  std::optional<Stopwatch> rival_;
  PartTimes parts_;
  std::optional<GroupTimes> groups_;  ///< where it is measured alone, in groups
  std::optional<Arrivals> arrivals_;  ///< where all ranks do it together
  int turns_ = 1;                     ///< of groups in a sample
  double round_s_ = 0;         ///< agreed time of one sample with all its turns, after warm-up
  std::vector<double> times_;  ///< this rank's own, of the block in hand
  std::vector<double> own_;    ///< this rank's own samples of the trial in hand
};

/// How many samples to take before looking at the precision again: few enough to end near the
/// budget when a call takes `seconds_per_sample`, many enough that agreeing on them costs little.
std::uint64_t block_size(double seconds_per_sample, double seconds_left, std::uint64_t taken);

}  // namespace fourfold
