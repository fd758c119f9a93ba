// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/by_rank.hpp"

#include <algorithm>
#include <utility>

#include "core/statistics.hpp"

namespace fourfold {

std::vector<double> median_by_rank(std::vector<std::vector<double>> lists) {
  if (lists.size() == 1) return std::move(lists.front());
  std::size_t ranks = 0;
  for (const auto& list : lists) ranks = std::max(ranks, list.size());
  std::vector<double> medians(ranks, 0);
  std::vector<double> of_rank;
  for (std::size_t rank = 0; rank < ranks; ++rank) {
    of_rank.clear();
    for (const auto& list : lists) {
      if (rank < list.size() && list[rank] > 0) of_rank.push_back(list[rank]);
    }
    if (!of_rank.empty()) medians[rank] = median_in_place(of_rank);
  }
  return medians;
}

std::vector<double> rank_medians(const std::vector<const CaseRecord*>& records) {
  std::vector<std::vector<double>> lists;
  for (const CaseRecord* record : records) {
    for (const Trial& trial : record->trials) lists.push_back(trial.rank_median_s.list());
  }
  return median_by_rank(std::move(lists));
}

std::vector<double> rank_lateness(const std::vector<const CaseRecord*>& records) {
  std::vector<std::vector<double>> lists;
  for (const CaseRecord* record : records) {
    for (const Trial& trial : record->trials) {
      if (!trial.rank_late_s.empty()) lists.push_back(trial.rank_late_s.list());
    }
  }
  return lists.empty() ? std::vector<double>{} : median_by_rank(std::move(lists));
}

std::vector<double> known_of(const RankNumbers& numbers) {
  std::vector<double> known = numbers.list();
  std::erase_if(known, [](double number) { return !(number > 0); });
  return known;
}

}  // namespace fourfold
