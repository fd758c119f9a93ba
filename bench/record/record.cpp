// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/record.hpp"

namespace fourfold {

std::vector<double> figures(const Trial& trial) {
  if (trial.rival_seconds.empty()) return trial.seconds;
  std::vector<double> ratios;
  ratios.reserve(trial.seconds.size());
  for (std::size_t i = 0; i < trial.seconds.size(); ++i) {
    ratios.push_back(trial.rival_seconds[i] / trial.seconds[i]);
  }
  return ratios;
}

}  // namespace fourfold
