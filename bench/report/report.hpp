// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string_view>
#include <vector>

#include "bench/judge/metrics.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// All that a report may say; formats only arrange it.
struct Report {
  const RunRecord& record;
  const std::vector<CaseMetrics>& metrics;
  const Judgement& judgement;
};

/// One row of the table of formats: `terminal`, `md`, `csv`, `json`, `nccl-tests`.
struct ReportFormat {
  std::string_view name;
  std::string_view description;
  void (*write)(const Report&, std::ostream&);
};
const std::vector<ReportFormat>& report_formats();

}  // namespace fourfold
