// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/deadlines.hpp"

#include <algorithm>

namespace fourfold {

double Deadlines::of(Phase phase) const {
  constexpr double kStartOfRank_s = 0.005;  // of one more rank, in a launcher that starts in turns
  const double starting = kStartOfRank_s * ranks_;
  switch (phase) {
    case Phase::Launch:
    case Phase::Bootstrap:
      return 5 * unit_s_ + starting;
    case Phase::Init:
      return 3 * unit_s_ + starting;
    case Phase::Teardown:
      return 2 * unit_s_ + starting;
    case Phase::WarmUp:
    case Phase::Operation:
    case Phase::Check:
    case Phase::Ended:
      break;
  }
  return unit_s_;
}

double Deadlines::of(const RankView& rank) const {
  const bool computes = !rank.inside() || rank.step == Step::Call;
  return of(rank.phase) + (computes ? rank.allowance_s : 0);
}

double Deadlines::period() const { return std::clamp(2e-5 * ranks_, 0.1, 5.0); }

double Deadlines::asleep() const { return std::max(1.5, 3 * period()); }

}  // namespace fourfold
