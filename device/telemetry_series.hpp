// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "device/telemetry.hpp"

namespace fourfold {

/// Samples of a run of any length in bounded memory. When full, it is thinned: a sample goes when
/// its neighbours lie closer together than a fraction of their age, so that the last minutes stay
/// as they were taken and a day keeps its outline. Its time passes to the sample before it: means
/// and fractions of time hold, extremes of long ago are those of the samples that are left.
class TelemetrySeries {
 public:
  /// `capacity`: samples, at least 8. `longest_hold`: how long a sample may speak for the device
  /// when no other follows.
  TelemetrySeries(std::size_t capacity, TelemetryClock::duration longest_hold);

  /// Samples come in the order of `at`; `until` is set here.
  void append(TelemetrySample sample);

  /// Those that summarize() needs for a window: all in it, and before and after it the nearest two
  /// and one.
  std::span<const TelemetrySample> around(TelemetryClock::time_point begin,
                                          TelemetryClock::time_point end) const;
  std::size_t size() const { return samples_.size(); }

 private:
  void thin();

  std::size_t capacity_;
  TelemetryClock::duration longest_hold_;
  std::vector<TelemetrySample> samples_;
};

}  // namespace fourfold
