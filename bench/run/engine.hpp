// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "bench/plan/case.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// The Google Benchmark flags that this program passes on; all others are refused, because some
/// break collectives (random interleaving shuffles each process differently).
struct BenchmarkFlags {
  std::string out;         ///< --benchmark_out: a file for rank 0 to write
  std::string out_format;  ///< --benchmark_out_format: "json", "csv" or "console"
};

/// Runs every case through Google Benchmark, in order: one benchmark per case, one repetition per
/// trial, manual time = the trial's median. `run_trial` measures one trial and returns it with the
/// case's record so far; `repetition` counts from 0. On ranks other than 0 nothing is printed or
/// written. Collective.
struct TrialResult {
  const CaseRecord* record = nullptr;
  bool ok = false;  ///< false: the case is over, record->reason says why
};
using TrialBody = std::function<TrialResult(const Case& one, int repetition)>;
void run_engine(const std::vector<Case>& cases, const BenchmarkFlags& flags, int rank,
                const std::map<std::string, std::string>& context, const TrialBody& run_trial);

/// The names that Google Benchmark gives the cases (`--benchmark_list_tests`).
std::vector<std::string> benchmark_names(const std::vector<Case>& cases);

/// The cases whose name the regular expression finds (POSIX extended; a leading '-' inverts), as
/// `--benchmark_filter` does; it is matched against our name and against Google Benchmark's longer
/// one. Throws InputError for a malformed expression.
std::vector<Case> filter_cases(const std::vector<Case>& cases, const std::string& filter);

}  // namespace fourfold
