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

/// Which records to judge, and by what instead of their own.
struct JudgeOptions {
  std::vector<std::string> directories;  ///< of runs of one machine, judged as one
  std::string baseline = {};             ///< --baseline: another run to compare with, or ""
  std::string target = {};  ///< --target: a target file, or a suite with a target, or ""
};

/// A record with everything concluded from it.
struct Judged {
  RunRecord record;
  std::vector<CaseMetrics> metrics;
  Judgement judgement;
  std::unique_ptr<RunRecord> baseline;
  std::vector<RunRecord> health;  ///< further runs, whose launches show stability
};

/// From the records alone: suite and baseline are those they hold, unless the options name others.
/// Throws InputError, also for records that are no parts of one campaign
/// (bench/judge/campaign.hpp).
std::unique_ptr<Judged> judge_record(const JudgeOptions& options);

/// What the target does with machines of a known true ratio, for launches that spread as those of
/// the record and of its baseline (bench/judge/power.hpp), for people. Throws InputError, also
/// where there is no target or no baseline.
std::string judge_power(const JudgeOptions& options);

/// Throws InputError, at the place in the suite, when the baseline that its target names cannot be
/// read or lacks a dimension: this is found before hours are spent, not after.
void check_baseline(const Config& config);

}  // namespace fourfold
