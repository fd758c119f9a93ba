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

/// Finds what may be compared: names that are equal, those that differ in the backend alone where
/// one on each side does, and then a case of a log with one of another program that nothing in the
/// log contradicts (bench/judge/logged_cases.hpp), of as many ranks, where none is as near; notes
/// say what the log leaves open. Refused with reasons: different input, type, cache treatment,
/// place or form of calls; wrong results; what of a log fits several cases alike; and what is
/// unlike() (bench/judge/alike.hpp).
PairedCases pair_cases(const Side& first, const Side& other);

}  // namespace fourfold
