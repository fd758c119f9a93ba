// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// Which record to judge, and by what instead of its own.
struct JudgeOptions {
  std::string directory;  ///< of the run
  std::string baseline;   ///< --baseline: another run to compare with, or ""
  std::string target;     ///< --target: another suite, whose target is judged by, or ""
};

/// A record with everything concluded from it.
struct Judged {
  RunRecord record;
  std::vector<CaseMetrics> metrics;
  Judgement judgement;
  std::unique_ptr<RunRecord> baseline;
};

/// From the record alone: suite and baseline are those it holds, unless the options name others.
/// Throws InputError.
std::unique_ptr<Judged> judge_record(const JudgeOptions& options);

/// What the target does with machines of a known true ratio, for launches that spread as those of
/// the record and of its baseline (bench/judge/power.hpp), for people. Throws InputError, also
/// where there is no target or no baseline.
std::string judge_power(const JudgeOptions& options);

/// Throws InputError, at the place in the suite, when the baseline that its target names cannot be
/// read or lacks a dimension: this is found before hours are spent, not after.
void check_baseline(const Config& config);

}  // namespace fourfold
