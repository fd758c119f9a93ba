// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// Rounds of one case that one start has measured.
template <class Round>
struct RoundsOfStart {
  const LaunchRecord* start = nullptr;  ///< whose hosts its ranks were
  const CaseRecord* record = nullptr;   ///< the first of them
  std::vector<Round> rounds;
};

/// The rounds of a case (`rounds` of its trials), start by start, from its records by launch. The
/// ranks of a case are the hosts of the very start that measured it: a launch that was resumed
/// without a host, or on others, has starts with other hosts. Starts that the record does not know
/// are passed over.
template <class Round>
std::vector<RoundsOfStart<Round>> rounds_by_start(
    const RunRecord& record, const std::map<int, std::vector<const CaseRecord*>>& by_launch,
    std::vector<Round> Trial::*rounds) {
  std::vector<RoundsOfStart<Round>> all;
  for (const auto& [launch, of_launch] : by_launch) {
    for (const CaseRecord* const one : of_launch) {
      const LaunchRecord* const start = start_of(record, one->launch, one->start);
      if (start == nullptr) continue;
      auto own = std::ranges::find(all, start, &RoundsOfStart<Round>::start);
      for (const Trial& trial : one->trials) {
        if ((trial.*rounds).empty()) continue;
        if (own == all.end()) own = all.insert(all.end(), {start, one, {}});
        own->rounds.insert(own->rounds.end(), (trial.*rounds).begin(), (trial.*rounds).end());
      }
    }
  }
  return all;
}

}  // namespace fourfold
