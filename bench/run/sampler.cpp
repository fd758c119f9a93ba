// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/sampler.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "core/statistics.hpp"

namespace fourfold {
namespace {

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void spin(double seconds) {
  for (const double end = now_s() + seconds; now_s() < end;) {
  }
}

/// Times are kept to the picosecond: records stay short, and no clock is that fine.
double rounded(double seconds) { return std::round(seconds * 1e12) / 1e12; }

constexpr double kSteady = 0.05;  // two warm-up blocks within this are steady
constexpr double kOverrun = 4;    // min_samples is given up at this many times max_time
constexpr std::uint64_t kMostCalls = 1 << 17;
constexpr double kInjectedShare = 0.6;  // of a call, by which the slow rank is slower
constexpr double kInjectedLeast_s = 20e-6;

}  // namespace

std::uint64_t block_size(double seconds_per_sample, double seconds_left, std::uint64_t taken) {
  const std::uint64_t by_count = std::clamp<std::uint64_t>(taken / 4, 8, 64);
  const double by_time = seconds_left / std::max(seconds_per_sample, 1e-9);
  return std::min(by_count, static_cast<std::uint64_t>(std::clamp(by_time, 1.0, 64.0)));
}

Sampler::Sampler(Operation& operation, const Measure& measure, Session& session)
    : operation_(operation),
      measure_(measure),
      session_(session),
      begin_(operation.device().make_event()),
      end_(operation.device().make_event()) {}

void Sampler::wait(const Event& event) {
  while (!operation_.device().finished(event)) operation_.poll();
}

/// This rank's seconds for `calls` calls between one barrier and its own completion.
double Sampler::time_own(std::uint64_t calls) {
  Device& device = operation_.device();
  Stream& stream = operation_.stream();
  operation_.restore({calls_, calls});
  device.synchronize(stream);
  session_.mpi().barrier();
  device.record(begin_, stream);
  for (std::uint64_t i = 0; i < calls; ++i) operation_.enqueue(calls_ + i);
  if (delay_s_ > 0) {
    device.synchronize(stream);
    spin(delay_s_ * static_cast<double>(calls));
  }
  device.record(end_, stream);
  wait(end_);
  calls_ += calls;
  return device.elapsed(begin_, end_).value();
}

/// Blocks of 1, 2, 4 ... calls until two agree or the budget is spent; returns the agreed seconds
/// per call.
double Sampler::warm_up(Trial& trial) {
  const double began = now_s();
  const auto most = static_cast<std::uint64_t>(session_.mpi().agree_min(
      static_cast<double>(std::min(kMostCalls, operation_.calls_per_restore()))));
  double last = 0;
  for (std::uint64_t calls = 1;; calls = std::min(2 * calls, most)) {
    const double own = time_own(calls) / static_cast<double>(calls);
    const std::vector<double> ours{own, now_s() - began};
    const auto agreed = session_.mpi().agree(ours);
    const double seconds = agreed[0].max;
    trial.warmup_s = rounded(agreed[1].max);
    const bool steady = calls >= std::min<std::uint64_t>(4, most) && last > 0 &&
                        std::abs(seconds - last) <= kSteady * last;
    if (steady || trial.warmup_s >= measure_.warmup.value()) return seconds;
    last = seconds;
  }
}

std::uint64_t Sampler::calls_per_sample(double seconds_per_call) {
  if (measure_.timing == Timing::PerCall) return 1;
  const double wanted =
      std::ceil(measure_.min_sample_time.value() / std::max(seconds_per_call, 1e-9));
  const auto allowed = static_cast<std::uint64_t>(session_.mpi().agree_min(
      static_cast<double>(std::min(kMostCalls, operation_.calls_per_restore()))));
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, allowed);
}

void Sampler::sample_block(Trial& trial, std::uint64_t samples, double began) {
  operation_.poison(block_);
  block_ = {calls_, samples * batch_};
  std::vector<double> own;
  for (std::uint64_t i = 0; i < samples; ++i) {
    own.push_back(rounded(time_own(batch_) / static_cast<double>(batch_)));
  }
  own_.insert(own_.end(), own.begin(), own.end());
  own.push_back(now_s() - began);
  const auto agreed = session_.mpi().agree(own);
  const double ranks = session_.mpi().size();
  for (std::uint64_t i = 0; i < samples; ++i) {
    trial.seconds.push_back(agreed[i].max);
    trial.slowest_rank.push_back(agreed[i].max_rank);
    trial.mean_seconds.push_back(rounded(agreed[i].sum / ranks));
    trial.fastest_seconds.push_back(agreed[i].min);
  }
  trial.elapsed_s = rounded(agreed.back().max);
}

bool Sampler::finished(Trial& trial, double elapsed) const {
  const auto n = static_cast<int>(trial.seconds.size());
  const double budget = measure_.max_time.value();
  if (n >= measure_.min_samples) {
    std::vector<double> sorted = trial.seconds;
    std::sort(sorted.begin(), sorted.end());
    const auto interval = median_interval(sorted, measure_.confidence);
    const double middle = quantile(sorted, 0.5);
    if (interval && interval->upper - interval->lower <= measure_.precision * middle) {
      trial.stopped = "precise";
      return true;
    }
  }
  if (n >= measure_.max_samples) {
    trial.stopped = "max_samples";
    return true;
  }
  if (elapsed >= (n >= measure_.min_samples ? budget : kOverrun * budget)) {
    trial.stopped = "max_time";
    return true;
  }
  return false;
}

Trial Sampler::trial() {
  Trial trial;
  own_.clear();
  calls_ = 0;
  delay_s_ = 0;
  const double seconds_per_call = warm_up(trial);
  if (batch_ == 0) batch_ = calls_per_sample(seconds_per_call);
  // What warm-up wrote must not stand for what timed calls have to write.
  operation_.reset();
  calls_ = 0;
  block_ = {};
  trial.calls_per_sample = static_cast<int>(batch_);
  if (session_.injection().slow_rank == session_.mpi().rank()) {
    delay_s_ = std::max(kInjectedShare * seconds_per_call, kInjectedLeast_s);
  }
  const double began = now_s();
  do {
    const double per_sample = trial.seconds.empty()
                                  ? seconds_per_call * static_cast<double>(batch_)
                                  : trial.elapsed_s / static_cast<double>(trial.seconds.size());
    const double left = measure_.max_time.value() - trial.elapsed_s;
    const std::uint64_t taken = trial.seconds.size();
    const std::uint64_t allowed = static_cast<std::uint64_t>(measure_.max_samples) - taken;
    sample_block(trial, std::min(block_size(per_sample, left, taken), allowed), began);
  } while (!finished(trial, trial.elapsed_s));
  trial.rank_median_s = session_.mpi().gather(rounded(median(own_)));
  return trial;
}

}  // namespace fourfold
