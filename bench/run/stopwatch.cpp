// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/stopwatch.hpp"

#include <algorithm>
#include <cmath>

#include "bench/run/clock.hpp"

namespace fourfold {
namespace {

constexpr double kSteady = 0.05;  // two warm-up blocks within this are steady
constexpr std::uint64_t kMostCalls = 1 << 17;
constexpr double kShort_s = 1e-3;  // calls below feel what the caches were used for before them

}  // namespace

Stopwatch::Stopwatch(Operation& operation, const Measure& measure, Seconds sample_time,
                     Session& session)
    : operation_(operation),
      measure_(measure),
      sample_time_(sample_time),
      session_(session),
      turns_(operation.turns()),
      begin_(operation.device().make_event()),
      end_(operation.device().make_event()),
      graph_(operation) {}

void Stopwatch::wait(const Event& event) {
  while (!operation_.device().finished(event)) operation_.poll();
}

/// The planted fault: keeps the rank busy after its calls, before their end is recorded.
void Stopwatch::linger(double began_s, std::uint64_t calls) {
  operation_.device().synchronize(operation_.stream());
  const double ended_s = now_s();
  const double least = slow_least_s_ * static_cast<double>(calls);
  spin_until(ended_s + std::max(slow_share_ * (ended_s - began_s), least));
}

void Stopwatch::issue(std::uint64_t calls, RankVoice& voice, const Manner& manner) {
  const std::uint64_t at_once = graph_.calls();
  if (silent_) {
    for (std::uint64_t i = 0; i < calls; i += at_once) graph_.launch(calls_ + i);
    return;
  }
  RankVoice::Calls told(voice);
  if (manner.meanwhile != nullptr || manner.part != Operation::Part::Both) {
    for (std::uint64_t i = 0; i < calls; ++i) {
      told.enter();
      if (manner.meanwhile != nullptr) {
        operation_.enqueue_around(calls_ + i, *manner.meanwhile);
      } else {
        operation_.enqueue_part(calls_ + i, manner.part);
      }
    }
    return;
  }
  for (std::uint64_t i = 0; i < calls; i += at_once) {
    for (std::uint64_t call = 0; call < at_once; ++call) told.enter();
    graph_.launch(calls_ + i);
  }
}

/// The planted faults of this rank alone. At odds, it enters what the others do not: another
/// collective of the case's library where the case has one, else one of the harness.
void Stopwatch::meet_fault(FaultPhase at) {
  if (!session_.due(at)) return;
  session_.strike(at, [&] {
    if (at == FaultPhase::Barrier || !operation_.mismatch()) session_.mpi().agree_max(0);
  });
}

double Stopwatch::time_own(std::uint64_t calls, const Manner& manner) {
  Device& device = operation_.device();
  Stream& stream = operation_.stream();
  const bool whole = manner.part == Operation::Part::Both;
  if (manner.part != Operation::Part::Communication) operation_.restore({calls_, calls});
  graph_.make_ready();
  device.synchronize(stream);
  // Faults wait for a call in the midst of others.
  if (timed_ && calls_ > 0) meet_fault(FaultPhase::Barrier);
  double own_s = 0;
  for (int turn = 0; turn < turns_.count; ++turn) {
    session_.mpi().barrier();
    if (turn == turns_.own) {
      own_s = time_turn(calls, manner);
    } else {
      pass_turn(calls);
    }
  }
  if (whole) calls_ += calls;
  return own_s;
}

/// The n-th step of one rank is the n-th of all, so those who wait count the others' calls too.
void Stopwatch::pass_turn(std::uint64_t calls) {
  RankVoice& voice = session_.voice();
  voice.begin_calls(calls_);
  RankVoice::Calls told(voice);
  for (std::uint64_t i = 0; i < calls; ++i) told.enter();
  voice.leave();
}

double Stopwatch::time_turn(std::uint64_t calls, const Manner& manner) {
  Device& device = operation_.device();
  Stream& stream = operation_.stream();
  if (!timed_ || calls_ > 0) meet_fault(timed_ ? FaultPhase::Operation : FaultPhase::WarmUp);
  if (silent_) session_.mute(true);
  RankVoice& voice = silent_ ? unheard_ : session_.voice();
  voice.begin_calls(calls_);
  if (timed_ && late_share_ > 0) {
    spin(static_cast<double>(calls) * std::max(late_share_ * seconds_per_call_, late_least_s_));
  }
  operation_.rendezvous();
  began_s_ = now_s();
  device.record(begin_, stream);
  issue(calls, voice, manner);
  if (timed_ && slow_share_ > 0) linger(began_s_, calls);
  device.record(end_, stream);
  wait(end_);
  voice.leave();
  if (silent_) session_.mute(false);
  return device.elapsed(begin_, end_).value();
}

/// What was planned for a call may be too short: then what was measured counts, on a bad day.
void Stopwatch::allow(double seconds_per_call) {
  constexpr double kBadDay = 20;
  RankVoice& voice = session_.voice();
  const double sample_s = kBadDay * seconds_per_call * static_cast<double>(batch_);
  voice.allow(std::max(voice.allowed_s(), sample_s));
}

std::uint64_t Stopwatch::most_calls() {
  return static_cast<std::uint64_t>(session_.mpi().agree_min(
      static_cast<double>(std::min(kMostCalls, operation_.calls_per_restore()))));
}

std::uint64_t Stopwatch::choose_batch(double seconds_per_call) {
  if (measure_.timing == Timing::PerCall) return 1;
  const double wanted = sample_time_.value() / std::max(seconds_per_call, 1e-9);
  return whole_launches(wanted, graph_.calls(), most_calls());
}

double Stopwatch::warm_up(double& warmup_s) {
  session_.voice().phase(Phase::WarmUp);
  operation_.reset();
  calls_ = 0;
  timed_ = false;
  const double began = now_s();
  const std::uint64_t least = graph_.calls();
  const std::uint64_t most = whole_launches(1e18, least, most_calls());
  double seconds = 0;
  double last = 0;
  bool steady = false;
  for (std::uint64_t calls = least; !steady; calls = std::min(2 * calls, most)) {
    const double own = time_own(calls, {}) / static_cast<double>(calls);
    const std::vector<double> ours{own, now_s() - began};
    const auto agreed = session_.mpi().agree(ours);
    seconds = agreed[0].max;
    warmup_s = agreed[1].max;
    steady = warmup_s >= measure_.warmup.value() ||
             (calls >= std::min<std::uint64_t>(4 * least, most) && last > 0 &&
              std::abs(seconds - last) <= kSteady * last);
    last = seconds;
  }
  if (batch_ == 0) batch_ = choose_batch(seconds);
  operation_.reset();
  calls_ = 0;
  block_ = {};
  timed_ = true;
  session_.voice().phase(Phase::Operation);
  allow(seconds);
  seconds_per_call_ = seconds;
  return seconds;
}

void Stopwatch::end_block() {
  if (batch_ == 1 && seconds_per_call_ < kShort_s) {
    time_own(1, {});
    block_.count += 1;
  }
  operation_.poison(block_);
}

void Stopwatch::begin_block(std::uint64_t samples) { block_ = {calls_, samples * batch_}; }

double Stopwatch::sample() { return time_own(batch_, {}) / static_cast<double>(batch_); }

double Stopwatch::sample_part(Operation::Part part) {
  return time_own(batch_, {.part = part}) / static_cast<double>(batch_);
}

double Stopwatch::sample_around(const HostComputation& meanwhile) {
  return time_own(batch_, {.meanwhile = &meanwhile}) / static_cast<double>(batch_);
}

double Stopwatch::sample_computation(const HostComputation& computation) {
  Device& device = operation_.device();
  session_.mpi().barrier();
  const double began_s = now_s();
  device.record(begin_, operation_.stream());
  for (std::uint64_t i = 0; i < batch_; ++i) computation.run();
  if (slow_share_ > 0) linger(began_s, batch_);
  device.record(end_, operation_.stream());
  return device.elapsed(begin_, end_).value() / static_cast<double>(batch_);
}

}  // namespace fourfold
