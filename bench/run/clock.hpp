// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cmath>

namespace fourfold {

/// Seconds on the steady clock of this host; telemetry is joined to samples by it.
inline double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Keeps this processor busy.
inline void spin_until(double end_s) {
  while (now_s() < end_s) {
  }
}
inline void spin(double seconds) { spin_until(now_s() + seconds); }

/// Times are kept to the picosecond: records stay short, and no clock is that fine.
inline double rounded_s(double seconds) { return std::round(seconds * 1e12) / 1e12; }

}  // namespace fourfold
