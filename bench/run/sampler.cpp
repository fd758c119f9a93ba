// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/sampler.hpp"

#include <algorithm>
#include <array>

#include "bench/run/clock.hpp"
#include "bench/run/device_telemetry.hpp"
#include "bench/run/settling.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kOverrun = 4;          // min_samples is given up at this many times the budget
constexpr double kInjectedShare = 0.6;  // by which the slow rank is slower
constexpr double kInjectedLeast_s = 20e-6;
constexpr double kSustainedSamples = 1000;  // at most about so many: they stay in memory and record
constexpr std::size_t kTurns = 4;           // outer, inner, inner, outer
constexpr std::size_t kPlacements = 2;      // on their own buffers, then on each other's

/// Where the turns of sample `i` lie among the times of a contest's block of `samples`. In one
/// placement a contender is the outer one, in the other the inner one: what disturbs hits inner
/// turns together and outer ones one at a time, which is neither's merit.
std::array<std::size_t, 4> first_turns(std::size_t i, std::size_t samples) {
  const std::size_t outer = kTurns * i;
  const std::size_t inner = kTurns * (samples + i);
  return {outer, outer + 3, inner + 1, inner + 2};
}
std::array<std::size_t, 4> rival_turns(std::size_t i, std::size_t samples) {
  const std::size_t inner = kTurns * i;
  const std::size_t outer = kTurns * (samples + i);
  return {inner + 1, inner + 2, outer, outer + 3};
}

constexpr std::uint64_t kTypical = 5;  // samples whose median is the computation's length
constexpr double kPartsTime = 4;       // times the calls alone, where nothing overlaps

Seconds sample_time(const Measure& measure) {
  if (measure.load == Load::Burst) return measure.min_sample_time;
  return std::max(measure.min_sample_time, measure.hold / kSustainedSamples);
}

}  // namespace

std::uint64_t block_size(double seconds_per_sample, double seconds_left, std::uint64_t taken) {
  const std::uint64_t by_count = std::clamp<std::uint64_t>(taken / 4, 8, 64);
  const double by_time = seconds_left / std::max(seconds_per_sample, 1e-9);
  return std::min(by_count, static_cast<std::uint64_t>(std::clamp(by_time, 1.0, 64.0)));
}

Sampler::Sampler(Operation& operation, Operation* rival, const Measure& measure, Session& session)
    : measure_(measure),
      session_(session),
      device_(operation.device().info().kind),
      watch_(operation, measure, sample_time(measure), session),
      parts_(operation, rival != nullptr) {
  turns_ = operation.turns().count;
  if (operation.group() != nullptr && rival == nullptr)
    groups_.emplace(*operation.group(), session);
  if (operation.all_together() && !parts_.any() && rival == nullptr)
    arrivals_.emplace(session.mpi());
  if (rival != nullptr) rival_.emplace(*rival, measure, sample_time(measure), session);
  const Injection& faults = session.injection();
  if (faults.slow_rank == session.mpi().rank()) {
    watch_.slow_down(kInjectedShare, kInjectedLeast_s);
    if (rival_) rival_->slow_down(kInjectedShare, kInjectedLeast_s);
  }
  if (faults.tardy_rank == session.mpi().rank()) {
    watch_.come_late(kInjectedShare, kInjectedLeast_s);
  }
  if (faults.slow_rival && rival_) rival_->slow_down(*faults.slow_rival, 0);
  if (faults.silent_rival && rival_) rival_->be_silent();
}

double Sampler::budget() const {
  const double most = measure_.max_time.value();
  return measure_.load == Load::Burst ? most : std::max(most, measure_.hold.value());
}

double Sampler::seconds_per_round(const Trial& trial) const {
  if (trial.seconds.empty()) return round_s_;
  return trial.elapsed_s / static_cast<double>(trial.seconds.size());
}

/// Exchanges buffers and lets both take their turns.
void Sampler::time_turns(Stopwatch& outer, Stopwatch& inner, std::uint64_t samples) {
  outer.end_block();
  inner.end_block();
  outer.exchange_buffers(inner);
  outer.begin_block(2 * samples);
  inner.begin_block(2 * samples);
  for (std::uint64_t i = 0; i < samples; ++i) {
    for (Stopwatch* const next : {&outer, &inner, &inner, &outer}) {
      times_.push_back(rounded_s(next->sample()));
    }
  }
}

/// Agreed seconds; a warm-up's last block alone may have been a disturbed one.
double Sampler::typical_call() {
  times_.clear();
  watch_.begin_block(kTypical);
  for (std::uint64_t i = 0; i < kTypical; ++i) times_.push_back(watch_.sample());
  std::vector<double> slowest;
  for (const auto& one : session_.mpi().agree(times_)) slowest.push_back(one.max);
  return median(slowest);
}

/// Of the block in hand, without parts of calls.
std::vector<double> Sampler::whole_times(std::uint64_t samples) const {
  std::vector<double> whole;
  for (std::size_t i = 0; i < samples; ++i) whole.push_back(times_[parts_.per_sample() * i]);
  return whole;
}

void Sampler::time_block(std::uint64_t samples) {
  times_.clear();
  if (parts_.any()) return parts_.time(watch_, samples, times_);
  if (rival_) {
    time_turns(watch_, *rival_, samples);
    time_turns(*rival_, watch_, samples);
    return;
  }
  watch_.end_block();
  watch_.begin_block(samples);
  for (std::uint64_t i = 0; i < samples; ++i) {
    times_.push_back(rounded_s(watch_.sample()));
    if (arrivals_) arrivals_->add(watch_.began_s());
  }
}

void Sampler::sample_block(Trial& trial, std::uint64_t samples, double began) {
  time_block(samples);
  if (groups_) groups_->add(whole_times(samples));
  times_.push_back(now_s() - began);
  const auto agreed = session_.mpi().agree(times_);
  for (std::size_t i = 0; i < samples; ++i) {
    const std::size_t alone = parts_.per_sample() * i;
    const Sample first =
        rival_ ? mean(agreed, first_turns(i, samples)) : mean(agreed, std::array{alone});
    trial.seconds.push_back(rounded_s(first.slowest));
    trial.slowest_rank.push_back(first.slowest_rank);
    trial.mean_seconds.push_back(rounded_s(first.sum / session_.mpi().size()));
    trial.fastest_seconds.push_back(rounded_s(first.fastest));
    own_.push_back(first.own);
    parts_.add(std::span(agreed).subspan(alone), trial);
    if (!rival_) continue;
    trial.rival_seconds.push_back(rounded_s(mean(agreed, rival_turns(i, samples)).slowest));
  }
  trial.elapsed_s = rounded_s(agreed.back().max);
}

/// Of those turns of the block in hand; the slowest rank is that of the first.
Sampler::Sample Sampler::mean(const std::vector<MpiSession::Agreed>& agreed,
                              std::span<const std::size_t> turns) const {
  Sample sample;
  for (const std::size_t turn : turns) {
    sample.slowest += agreed[turn].max;
    sample.sum += agreed[turn].sum;
    sample.fastest += agreed[turn].min;
    sample.own += times_[turn];
  }
  const auto count = static_cast<double>(turns.size());
  return {.slowest = sample.slowest / count,
          .slowest_rank = agreed[turns.front()].max_rank,
          .sum = sample.sum / count,
          .fastest = sample.fastest / count,
          .own = sample.own / count};
}

/// Runs windows of the very load that is measured, and drops their samples.
void Sampler::settle(Trial& trial, double began) {
  Settling settling(measure_.settle);
  while (!settling.over()) {
    Trial window;
    const double window_began = now_s();
    const auto window_begin = TelemetryClock::now();
    while (window.elapsed_s < settling.window().value()) {
      const double left = settling.window().value() - window.elapsed_s;
      sample_block(window, block_size(seconds_per_round(window), left, window.seconds.size()),
                   window_began);
    }
    const std::vector<double> since{now_s() - began};
    trial.warmup_s = rounded_s(session_.mpi().agree(since)[0].max);
    std::vector<double> quantities{median(window.seconds)};
    if (rival_) quantities.push_back(median(window.rival_seconds));
    for (const double state :
         agreed_state(session_, device_, window_begin, TelemetryClock::now())) {
      quantities.push_back(state);
    }
    settling.add(Seconds(trial.warmup_s), quantities);
  }
  trial.steady = settling.steady();
  own_.clear();
  if (groups_) groups_->clear();
}

bool Sampler::finished(Trial& trial) const {
  const auto n = static_cast<int>(trial.seconds.size());
  if (measure_.load == Load::Sustained && trial.elapsed_s < measure_.hold.value()) return false;
  if (n >= measure_.min_samples) {
    std::vector<double> sorted = figures(trial);
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
  if (trial.elapsed_s >= (n >= measure_.min_samples ? 1 : kOverrun) * budget()) {
    trial.stopped = "max_time";
    return true;
  }
  return false;
}

Trial Sampler::trial() {
  Trial trial;
  own_.clear();
  if (groups_) groups_->clear();
  const double warmup_began = now_s();
  const double call_s = watch_.warm_up(trial.warmup_s);
  round_s_ = turns_ * call_s * static_cast<double>(watch_.calls_per_sample());
  if (parts_.wants_length()) parts_.set_length(Seconds(typical_call()));
  if (parts_.any()) round_s_ *= kPartsTime;
  if (rival_) {
    double rival_warmup_s = 0;
    const double rival_s = rival_->warm_up(rival_warmup_s);
    round_s_ =
        2 * kPlacements * (round_s_ + rival_s * static_cast<double>(rival_->calls_per_sample()));
    trial.warmup_s += rival_warmup_s;
  }
  if (measure_.load == Load::Sustained) settle(trial, warmup_began);
  trial.warmup_s = rounded_s(trial.warmup_s);
  trial.calls_per_sample = static_cast<int>(watch_.calls_per_sample());
  if (arrivals_) arrivals_->begin();
  const double began = now_s();
  const auto begin = TelemetryClock::now();
  do {
    const std::uint64_t taken = trial.seconds.size();
    const auto most = static_cast<std::uint64_t>(measure_.max_samples);
    const std::uint64_t allowed = taken < most ? most - taken : 64;  // Sustained goes on to the end
    const std::uint64_t block =
        block_size(seconds_per_round(trial), budget() - trial.elapsed_s, taken);
    sample_block(trial, std::min(block, allowed), began);
  } while (!finished(trial));
  trial.telemetry = gather_telemetry(session_, device_, begin, TelemetryClock::now());
  if (groups_) trial.groups = groups_->gather(measure_.confidence);
  if (arrivals_) trial.rank_late_s = arrivals_->gather();
  trial.rank_median_s = session_.mpi().gather(rounded_s(median(own_)));
  return trial;
}

}  // namespace fourfold
