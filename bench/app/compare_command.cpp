// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "bench/app/commands.hpp"
#include "bench/judge/compare_records.hpp"
#include "bench/report/comparison_report.hpp"
#include "core/error.hpp"

namespace fourfold {

ExitCode compare_command(const std::vector<std::string>& directories, const std::string& format) {
  if (directories.size() < 2) {
    throw InputError({}, "compare: one record is compared with nothing; name two runs or more");
  }
  std::vector<RunRecord> records;
  std::vector<std::vector<CaseMetrics>> metrics;
  for (const std::string& directory : directories) {
    records.push_back(load_record(directory));
    metrics.push_back(summarize(records.back()));
  }
  ComparisonReport report;
  std::vector<Side> others;
  for (std::size_t i = 0; i < records.size(); ++i) {
    report.records.push_back(&records[i]);
    if (i > 0) others.push_back({records[i], metrics[i]});
  }
  report.comparisons = compare_records({records[0], metrics[0]}, others);
  for (const ComparisonFormat& one : comparison_formats()) {
    if (one.name == format) one.write(report, std::cout);
  }
  std::cout << std::flush;
  if (!std::cout) throw Error("cannot write to standard output");
  return ExitCode::Accepted;
}

}  // namespace fourfold
