// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/overlap.hpp"

#include "bench/judge/sample_figure.hpp"

namespace fourfold {

std::optional<Overlap> overlap_of(const std::map<int, std::vector<const CaseRecord*>>& launches) {
  const auto share = sample_figure(launches, overlaps);
  if (!share) return std::nullopt;
  const auto pure = sample_figure(launches, [](const Trial& trial) { return trial.pure_seconds; });
  const auto compute =
      sample_figure(launches, [](const Trial& trial) { return trial.compute_seconds; });
  return Overlap{.share = share->value,
                 .interval = share->interval,
                 .pure_s = pure->value,
                 .compute_s = compute->value};
}

}  // namespace fourfold
