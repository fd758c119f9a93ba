// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/settling.hpp"

#include <algorithm>
#include <cmath>

namespace fourfold {
namespace {

constexpr double kFlat = 0.01;
constexpr double kPatience = 6;

bool flat(double before, double now) {
  return before <= 0 || now <= 0 || std::abs(now - before) <= kFlat * before;
}

}  // namespace

void Settling::add(Seconds elapsed, const std::vector<double>& quantities) {
  const bool all_flat = last_.size() == quantities.size() &&
                        std::equal(last_.begin(), last_.end(), quantities.begin(), flat);
  last_ = quantities;
  steady_ = all_flat && elapsed >= least_;
  given_up_ = elapsed.value() >= kPatience * least_.value();
}

}  // namespace fourfold
