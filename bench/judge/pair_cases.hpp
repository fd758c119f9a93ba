// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/judge/compare_records.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/judge/target.hpp"

namespace fourfold {

/// A case of the first record with the same one of the other.
struct CasePair {
  const CaseMetrics* first = nullptr;
  const CaseMetrics* other = nullptr;
  std::vector<std::string> notes;  ///< what differs and is no reason to refuse
};

struct PairedCases {
  std::vector<CasePair> pairs;  ///< in the first record's order
  std::vector<NotCompared> refused;
  std::vector<std::string> only_first, only_other;  ///< measured there, and no relative elsewhere
};

/// Finds what may be compared: names that are equal, and then those that differ in the backend
/// alone where one on each side does. Refused with reasons: different input, type, cache treatment,
/// place or form of calls; wrong results; and what is unlike() (bench/judge/alike.hpp).
PairedCases pair_cases(const Side& first, const Side& other);

}  // namespace fourfold
