// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/logged_cases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "bench/judge/compare_names.hpp"

namespace fourfold {
namespace {

constexpr int kOtherLibrary = 100;  // beyond all that a case can set

void say_untold(const CaseMetrics& reported, const CaseMetrics& other,
                std::vector<std::string>& notes) {
  const std::string log = log_of(reported.name);
  if (log.empty() && !reported.reported) return;
  const std::string by = reported.reported ? reported.reported->by : log;
  const Untold open = log.empty() ? Untold{} : untold(reported.name, other.name);
  if (!open.attributes.empty()) {
    notes.push_back(
        fmt::format("the log of {} does not tell: {}", by, fmt::join(open.attributes, ", ")));
  }
  if (!reported.correct && !reported.without_data) {
    notes.push_back(fmt::format("the log of {} has results that were not checked", by));
  }
}

}  // namespace

bool across_programs(const CaseMetrics& a, const CaseMetrics& b) {
  return log_of(a.name) != log_of(b.name);
}

std::string contradiction(const CaseMetrics& a, const CaseMetrics& b) {
  std::vector<std::string> words = differences(a.name, b.name);
  if (a.work.message.count() != b.work.message.count()) {
    words.push_back(fmt::format("message of {} B for each chip, not {} B", b.work.message.count(),
                                a.work.message.count()));
  }
  return fmt::format("{}", fmt::join(words, "; "));
}

std::vector<std::string> left_open(const CaseMetrics& a, const CaseMetrics& b) {
  std::vector<std::string> notes;
  say_untold(a, b, notes);
  std::vector<std::string> of_b;
  say_untold(b, a, of_b);
  for (std::string& note : of_b) {  // two logs of one program leave the same open
    if (std::ranges::find(notes, note) == notes.end()) notes.push_back(std::move(note));
  }
  if (a.reported != b.reported) {
    notes.push_back(
        fmt::format("a figure by {}; beside one by {}", figure_text(a), figure_text(b)));
  }
  return notes;
}

int distance(const CaseMetrics& a, const CaseMetrics& b) {
  int apart = a.backend == b.backend ? 0 : kOtherLibrary;
  for (const auto& [one, other] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
    const std::string by = log_of(one->name);
    if (by.empty()) continue;
    apart += untold(one->name, other->name).chosen;
    if (by.ends_with("_average")) ++apart;  // of ranks: the slowest rank's is nearer to ours
  }
  return apart;
}

std::vector<const CaseMetrics*> nearest_of_logs(const CaseMetrics& one,
                                                const std::vector<CaseMetrics>& rows) {
  std::vector<const CaseMetrics*> nearest;
  int least = 0;
  for (const CaseMetrics& row : rows) {
    if (row.launches.empty() || !across_programs(one, row) || !contradiction(one, row).empty()) {
      continue;
    }
    const int apart = distance(one, row);
    if (!nearest.empty() && apart > least) continue;
    if (apart < least) nearest.clear();
    least = apart;
    nearest.push_back(&row);
  }
  return nearest;
}

std::string figure_text(const CaseMetrics& row) {
  return row.reported ? fmt::format("{}, {}", row.reported->by, row.reported->figure)
                      : "fourfold, median of the slowest rank's samples";
}

}  // namespace fourfold
