// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/telemetry_series.hpp"

#include <algorithm>

namespace fourfold {

TelemetrySeries::TelemetrySeries(std::size_t capacity, TelemetryClock::duration longest_hold)
    : capacity_(std::max<std::size_t>(capacity, 8)), longest_hold_(longest_hold) {
  samples_.reserve(capacity_);
}

void TelemetrySeries::append(TelemetrySample sample) {
  if (samples_.size() == capacity_) thin();
  sample.until = sample.at + longest_hold_;
  if (!samples_.empty()) {
    TelemetrySample& before = samples_.back();
    before.until = std::min(before.until, sample.at);
  }
  samples_.push_back(sample);
}

void TelemetrySeries::thin() {
  // A little is tried first, then more, until a quarter has gone. First and newest stay.
  const auto newest = samples_.back().at;
  for (auto fraction = 1.0 / 1024; samples_.size() > capacity_ / 4 * 3; fraction *= 1.25) {
    std::size_t kept = 1;
    for (std::size_t i = 1; i < samples_.size(); ++i) {
      const bool last = i + 1 == samples_.size();
      if (!last &&
          samples_[i + 1].at - samples_[kept - 1].at <= (newest - samples_[i].at) * fraction) {
        samples_[kept - 1].until = samples_[i].until;
      } else {
        samples_[kept++] = samples_[i];
      }
    }
    samples_.resize(kept);
  }
}

std::span<const TelemetrySample> TelemetrySeries::around(TelemetryClock::time_point begin,
                                                         TelemetryClock::time_point end) const {
  const auto earlier = [](const TelemetrySample& sample, auto moment) {
    return sample.at < moment;
  };
  const auto first = std::lower_bound(samples_.begin(), samples_.end(), begin, earlier);
  const auto last = std::lower_bound(samples_.begin(), samples_.end(), end, earlier);
  const auto before = std::min<std::ptrdiff_t>(first - samples_.begin(), 2);
  const auto after = std::min<std::ptrdiff_t>(samples_.end() - last, 1);
  return {first - before, last + after};
}

}  // namespace fourfold
