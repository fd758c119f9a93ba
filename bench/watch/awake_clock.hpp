// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

namespace fourfold {

/// Seconds for which whoever asks it again and again has been awake. A watcher that was itself
/// suspended or waited for a processor does not take that time for the silence of others.
class AwakeClock {
 public:
  /// Of one interval between two calls at most so much counts.
  static constexpr double kMostStep_s = 0.5;

  double now() {
    const auto at = std::chrono::steady_clock::now();
    awake_s_ += std::min(kMostStep_s, std::chrono::duration<double>(at - last_).count());
    last_ = at;
    return awake_s_;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  double awake_s_ = 0;
};

}  // namespace fourfold
