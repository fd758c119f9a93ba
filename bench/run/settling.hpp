// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/quantity.hpp"

namespace fourfold {

/// Decides when a chip under load has become steady: from windows of a fifth of the least time
/// each, once that time has passed and every quantity (seconds per call, clock, power) is within 1
/// % of what it was in the window before. Gives up at six times the least time.
class Settling {
 public:
  explicit Settling(Seconds least) : least_(least) {}

  Seconds window() const { return least_ / 5; }
  /// One more window: the agreed time since warm-up began, and its quantities, always the same ones
  /// in the same order; one that is not above 0 is unknown and does not count.
  void add(Seconds elapsed, const std::vector<double>& quantities);

  bool steady() const { return steady_; }
  bool over() const { return steady_ || given_up_; }

 private:
  Seconds least_;
  std::vector<double> last_;
  bool steady_ = false;
  bool given_up_ = false;
};

}  // namespace fourfold
