// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/report/report.hpp"

namespace fourfold {

/// A run with everything a report must show, built by hand: no other room's code decides what these
/// tests expect.
struct ReportParts {
  RunRecord record;
  std::vector<CaseMetrics> metrics;
  Judgement judgement;

  Report report() const { return {record, metrics, judgement}; }
};

/// One launch on one host, healthy: three all_reduce, a matmul, a memory pattern, and skips.
ReportParts healthy_run();
/// Five launches on two hosts against a target: a wrong result, a failure, mixed intervals.
ReportParts acceptance_run();
/// A record without a single launch.
ReportParts empty_run();

/// What the format called `name` writes.
std::string written(const ReportParts& parts, const std::string& format);

/// The text of testdata/`name`.golden. With FOURFOLD_UPDATE_GOLDEN=1 in the environment the file is
/// first made to say `actual`: look at the difference before committing it.
std::string golden(const std::string& name, const std::string& actual);

}  // namespace fourfold
