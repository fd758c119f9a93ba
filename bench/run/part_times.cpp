// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/part_times.hpp"

#include <array>

#include "bench/run/clock.hpp"

namespace fourfold {
namespace {

// As they lie among the times of a sample; the last two, how long each part took within the whole,
// of calls that compute by themselves.
constexpr std::size_t kTogether = 0;
constexpr std::size_t kPure = 1;
constexpr std::size_t kComputation = 2;
constexpr std::size_t kPureWithin = 3;
constexpr std::size_t kComputationWithin = 4;
constexpr std::size_t kAroundHost = 3;
constexpr std::size_t kOfCalls = 5;

// Every other sample goes through its parts in another order, so that the whole follows a part as
// well as itself. Communication alone comes after a call's own computation and adds up what that
// has left, as in the whole.
using Order = std::array<std::size_t, 3>;
constexpr Order kOwn{kTogether, kComputation, kPure};
constexpr Order kHosts{kTogether, kPure, kComputation};
constexpr Order kOther{kComputation, kPure, kTogether};

}  // namespace

PartTimes::PartTimes(const Operation& operation, bool contest) : by_host_(operation.overlaps()) {
  if (!contest && operation.in_parts()) per_sample_ = kOfCalls;
  if (by_host_) per_sample_ = kAroundHost;
}

void PartTimes::time(Stopwatch& watch, std::uint64_t samples, std::vector<double>& times) const {
  watch.end_block();
  // The host's computation is no call, and calls without it have outputs like any.
  watch.begin_block(by_host_ ? 2 * samples : samples);
  times.resize(per_sample_ * samples);
  for (std::uint64_t i = 0; i < samples; ++i) {
    const bool other = (samples - i) % 2 == 1;
    for (const std::size_t part : other ? kOther : by_host_ ? kHosts : kOwn) {
      time_part(watch, part, &times[per_sample_ * i]);
    }
  }
}

void PartTimes::time_part(Stopwatch& watch, std::size_t part, double* times) const {
  if (by_host_) {
    times[part] = rounded_s(part == kTogether ? watch.sample_around(*computation_)
                            : part == kPure   ? watch.sample()
                                              : watch.sample_computation(*computation_));
    return;
  }
  if (part != kTogether) {
    const auto alone =
        part == kPure ? Operation::Part::Communication : Operation::Part::Computation;
    times[part] = rounded_s(watch.sample_part(alone));
    return;
  }
  times[part] = rounded_s(watch.sample());
  const Operation::Within within = watch.within();
  times[kPureWithin] = rounded_s(within.communication.value());
  times[kComputationWithin] = rounded_s(within.computation.value());
}

void PartTimes::add(std::span<const MpiSession::Agreed> sample, Trial& trial) const {
  if (!any()) return;
  trial.pure_seconds.push_back(rounded_s(sample[kPure].max));
  trial.compute_seconds.push_back(rounded_s(sample[kComputation].max));
  if (by_host_) return;
  trial.pure_within_seconds.push_back(rounded_s(sample[kPureWithin].max));
  trial.compute_within_seconds.push_back(rounded_s(sample[kComputationWithin].max));
}

}  // namespace fourfold
