// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "bench/config/config.hpp"
#include "bench/run/call_graph.hpp"
#include "bench/run/operation.hpp"
#include "bench/run/session.hpp"

namespace fourfold {

/// The one stopwatch: starts an operation on all ranks at once and takes this rank's time.
///
/// All ranks construct it together and make the same calls; what they decide by it (how many calls
/// make a sample) is taken from agreed times. Times here are this rank's own: agreeing on them is
/// the caller's.
class Stopwatch {
 public:
  /// `sample_time` is the least length of a sample with Timing::Auto. Captures the operation's
  /// graph where it has one; throws Error, on this rank alone, where that fails.
  Stopwatch(Operation& operation, const Measure& measure, Seconds sample_time, Session& session);

  /// Resets the operation and calls it until two blocks agree or the budget is spent, then resets
  /// it again: what warm-up wrote must not stand for what timed calls have to write. Returns the
  /// agreed seconds per call, chooses the calls of a sample the first time, and sets `warmup_s`.
  double warm_up(double& warmup_s);

  /// Before each block: poisons the outputs of the block before. Where a sample is one short call,
  /// one that is no sample comes first: after the agreement on a block it takes up to twice as long
  /// as all others. Its output is poisoned too.
  void end_block();
  /// Between the end of a block and the next one's begin, of both.
  void exchange_buffers(Stopwatch& rival) {
    operation_.exchange_buffers(rival.operation_);
    graph_.exchanged();
    rival.graph_.exchanged();
  }
  /// Begins a block of that many samples.
  void begin_block(std::uint64_t samples);
  /// One sample: seconds per call between one barrier and this rank's own completion.
  double sample();
  /// The same with a computation inside every call, and the computation alone, as often: it is no
  /// call, and the watch does not hear of it.
  double sample_around(const HostComputation& meanwhile);
  double sample_computation(const HostComputation& computation);
  /// The same of one part of the calls that come next. Only calls with both parts are counted: what
  /// one part alone leaves in their buffers they overwrite.
  double sample_part(Operation::Part part);
  /// Of the last sample with both parts, on this rank.
  Operation::Within within() const { return operation_.within(); }

  /// The calls of the block last begun: those to verify.
  CallRange last_block() const { return block_; }
  std::uint64_t calls_per_sample() const { return batch_; }

  /// Measures with the heartbeat paused, to see what it costs.
  void be_silent() { silent_ = true; }

  /// When the last sample began, on this rank's clock.
  double began_s() const { return began_s_; }
  /// Begins every sample later by so much of its length: a planted fault.
  void come_late(double share, double least_s) {
    late_share_ = share;
    late_least_s_ = least_s;
  }

  /// Makes every call longer by so much, from the next warm-up's end on: a planted fault.
  void slow_down(double share, double least_s) {
    slow_share_ = share;
    slow_least_s_ = least_s;
  }

 private:
  /// Which parts of calls are issued, and what the host computes inside each.
  struct Manner {
    Operation::Part part = Operation::Part::Both;
    const HostComputation* meanwhile = nullptr;
  };
  double time_own(std::uint64_t calls, const Manner& manner);
  double time_turn(std::uint64_t calls, const Manner& manner);
  void pass_turn(std::uint64_t calls);
  void issue(std::uint64_t calls, RankVoice& voice, const Manner& manner);
  void meet_fault(FaultPhase at);
  void allow(double seconds_per_call);
  std::uint64_t most_calls();
  std::uint64_t choose_batch(double seconds_per_call);
  void wait(const Event& event);
  void linger(double began_s, std::uint64_t calls);

  Operation& operation_;
  Measure measure_;
  Seconds sample_time_;
  Session& session_;
  Operation::Turns turns_;
  Event begin_;
  Event end_;
  CallGraph graph_;
  std::uint64_t calls_ = 0;  ///< since the last reset
  std::uint64_t batch_ = 0;  ///< calls in a sample; 0: not chosen yet
  CallRange block_;
  double seconds_per_call_ = 0;  ///< agreed in the warm-up
  double began_s_ = 0;
  double late_share_ = 0;
  double late_least_s_ = 0;
  double slow_share_ = 0;
  double slow_least_s_ = 0;
  bool timed_ = false;
  bool silent_ = false;
  RankVoice unheard_;  ///< of a silent one
};

}  // namespace fourfold
