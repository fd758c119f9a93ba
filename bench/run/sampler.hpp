// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "bench/config/config.hpp"
#include "bench/record/record.hpp"
#include "bench/run/operation.hpp"
#include "bench/run/session.hpp"

namespace fourfold {

/// The one stopwatch: times an operation on all ranks at once, sample by sample, until the figure
/// is precise or the budget is spent (docs/method.md, "A sample, a trial, a launch").
///
/// All ranks construct it together and make the same calls. Every decision (how many calls make a
/// sample, when to stop) is taken from agreed times, so that all ranks take the same one without
/// another message.
class Sampler {
 public:
  Sampler(Operation& operation, const Measure& measure, Session& session);

  /// Warm-up, then samples in blocks, of an operation just reset. The outputs of a block are
  /// poisoned before the next one, so that those of the last block are the work of its own calls.
  Trial trial();
  /// The timed calls of the last block of the last trial: those to verify.
  CallRange last_block() const { return block_; }

 private:
  double time_own(std::uint64_t calls);
  double warm_up(Trial& trial);
  std::uint64_t calls_per_sample(double seconds_per_call);
  void sample_block(Trial& trial, std::uint64_t samples, double began);
  bool finished(Trial& trial, double elapsed) const;
  void wait(const Event& event);

  Operation& operation_;
  Measure measure_;
  Session& session_;
  Event begin_;
  Event end_;
  std::uint64_t calls_ = 0;
  CallRange block_;
  std::uint64_t batch_ = 0;  ///< calls in a sample; chosen once, in the first trial
  double delay_s_ = 0;       ///< injected into every call of this rank
  std::vector<double> own_;  ///< this rank's own samples of the trial in hand
};

/// How many samples to take before looking at the precision again: few enough to end near the
/// budget when a call takes `seconds_per_sample`, many enough that agreeing on them costs little.
std::uint64_t block_size(double seconds_per_sample, double seconds_left, std::uint64_t taken);

}  // namespace fourfold
