// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "bench/judge/case_findings.hpp"

namespace fourfold {
namespace {

constexpr double kDearTelemetry = 0.005;  // of one core; over less than a second nobody can tell
constexpr double kOften = 0.1;  // a clock held down for less of the time than this is not told

/// Reasons that speak of heat, of a fault or of the supply. That a power limit holds the clock of a
/// busy chip is how such chips work.
bool worrying(const std::string& reason) {
  for (const char* word : {"thermal", "hw_slowdown", "power_brake", "reliability"}) {
    if (reason.find(word) != std::string::npos) return true;
  }
  return false;
}

/// Idle, or as somebody has set it: not held down.
bool chosen(const std::string& reason) {
  return reason.find("idle") != std::string::npos || reason.find("setting") != std::string::npos;
}

void tell_reasons(const CaseMetrics& row, std::vector<Finding>& findings) {
  for (const auto& [reason, share] : row.devices->rank_0.clock_events) {
    if (share < kOften || chosen(reason)) continue;
    findings.push_back(
        {worrying(reason) ? Severity::Warning : Severity::Note, row.name,
         fmt::format("the clock of rank 0 was held down for {:.0f} % of the time: {}", 100 * share,
                     reason)});
  }
}

/// A rank whose clock is held down far more of the time than that of most is the one to look at.
void tell_ranks(const CaseMetrics& row, std::vector<Finding>& findings) {
  constexpr std::size_t kFewest = 3;  // of two nobody knows which is the odd one
  const DeviceFigures& told = *row.devices;
  if (told.slowed_ranks < kFewest || told.slowed_most < told.slowed_usually + 0.5) return;
  findings.push_back(
      {Severity::Warning, row.name,
       fmt::format("the clock of rank {} was held down for {:.0f} % of the time, of "
                   "most ranks for {:.0f} %",
                   told.slowed_rank, 100 * told.slowed_most, 100 * told.slowed_usually)});
}

void tell_errors(const CaseMetrics& row, std::vector<Finding>& findings) {
  for (const auto& [counter, grown] : row.devices->rank_0.counters) {
    if (grown == 0) continue;
    const bool grave = counter == EventCounter::EccUncorrected ||
                       counter == EventCounter::RemappedRowsUncorrectable;
    findings.push_back(
        {grave ? Severity::Fatal : Severity::Warning, row.name,
         fmt::format("the device of rank 0 counted {} more {}", grown, name(counter))});
  }
}

/// Over all cases, for a short one may hold one look at the device or none.
void tell_cost(const std::vector<CaseMetrics>& metrics, std::vector<Finding>& findings) {
  double cost_s = 0;
  double length_s = 0;
  for (const CaseMetrics& row : metrics) {
    if (!row.devices) continue;
    cost_s += row.devices->rank_0.cost.value();
    length_s += row.devices->rank_0.length.value();
  }
  if (length_s < 1 || cost_s <= kDearTelemetry * length_s) return;
  findings.push_back({Severity::Warning, "",
                      fmt::format("asking the device for clock and power took {:.1f} % of a core: "
                                  "figures may be that much too slow",
                                  100 * cost_s / length_s)});
}

}  // namespace

void find_unsteady(const std::vector<CaseMetrics>& metrics, std::vector<Finding>& findings) {
  for (const CaseMetrics& row : metrics) {
    if (!row.steady) {
      findings.push_back({Severity::Warning, row.name,
                          "not steady: time, clock or power still moved by more than 1 % when "
                          "measuring began"});
    }
    if (!row.repeats) {
      findings.push_back({Severity::Note, row.name,
                          "its outputs, each right within rounding, did not have the same bits in "
                          "all calls, ranks and launches: it adds in a varying order"});
    }
    if (!row.devices) continue;
    tell_reasons(row, findings);
    tell_ranks(row, findings);
    tell_errors(row, findings);
  }
  tell_cost(metrics, findings);
}

}  // namespace fourfold
