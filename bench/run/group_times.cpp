// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/group_times.hpp"

#include <algorithm>

#include "bench/run/clock.hpp"
#include "core/statistics.hpp"

namespace fourfold {

void GroupTimes::add(std::span<const double> own) {
  for (const auto& one : group_.mpi.agree(own)) seconds_.push_back(one.max);
}

std::vector<GroupSummary> GroupTimes::gather(double confidence) {
  std::vector<double> sorted = seconds_;
  std::ranges::sort(sorted);
  const auto interval = median_interval(sorted, confidence);
  MpiSession& all = session_.mpi();
  const std::vector<double> medians = all.gather(rounded_s(quantile(sorted, 0.5)));
  const std::vector<double> lower = all.gather(interval ? rounded_s(interval->lower) : 0);
  const std::vector<double> upper = all.gather(interval ? rounded_s(interval->upper) : 0);
  std::vector<GroupSummary> summaries;
  if (all.rank() != 0) return summaries;
  for (const RankGroup& one : session_.groups_of(group_.scope)) {
    // All ranks of a group have agreed on the same.
    const auto first = static_cast<std::size_t>(one.first);
    summaries.push_back({.name = one.name,
                         .first_rank = one.first,
                         .ranks = one.ranks,
                         .median_s = medians[first],
                         .lower_s = lower[first],
                         .upper_s = upper[first]});
  }
  return summaries;
}

}  // namespace fourfold
