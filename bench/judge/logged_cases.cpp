// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/logged_cases.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
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

/// The cases of the other side that are nearest to one.
struct Rivals {
  int apart = 0;
  std::vector<const CaseMetrics*> rows;

  void offer(const CaseMetrics* row, int distance) {
    if (!rows.empty() && distance > apart) return;
    if (distance < apart) rows.clear();
    apart = distance;
    rows.push_back(row);
  }
};
using Nearest = std::unordered_map<const CaseMetrics*, Rivals>;

/// The match of a case that has any nearest ones, or nothing where it is not theirs.
std::optional<LoggedMatch> settled(const CaseMetrics* a, const Nearest& of_first,
                                   const Nearest& of_other) {
  const std::vector<const CaseMetrics*>& mine = of_first.at(a).rows;
  const CaseMetrics* const b = mine.front();
  const std::vector<const CaseMetrics*>& back = of_other.at(b).rows;
  if (mine.size() > 1 || back.size() > 1) {
    return LoggedMatch{a, b,
                       fmt::format("what the log tells fits several cases of the {} record alike",
                                   mine.size() > 1 ? "other" : "first")};
  }
  if (back.front() != a) return std::nullopt;
  return LoggedMatch{a, b, ""};
}

bool any_logged(const std::vector<const CaseMetrics*>& rows) {
  return std::ranges::any_of(rows,
                             [](const CaseMetrics* row) { return !log_of(row->name).empty(); });
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

std::vector<LoggedMatch> match_across_programs(const std::vector<const CaseMetrics*>& first,
                                               const std::vector<const CaseMetrics*>& other) {
  if (!any_logged(first) && !any_logged(other)) return {};
  std::vector<LoggedMatch> matches;
  Nearest of_first, of_other;
  for (const CaseMetrics* const a : first) {
    for (const CaseMetrics* const b : other) {
      if (a->operation != b->operation || !across_programs(*a, *b)) continue;
      if (!contradiction(*a, *b).empty()) continue;
      if (a->ranks != b->ranks) {
        matches.push_back({a, b, fmt::format("{} ranks, not {}", b->ranks, a->ranks)});
        continue;
      }
      const int apart = distance(*a, *b);
      of_first[a].offer(b, apart);
      of_other[b].offer(a, apart);
    }
  }
  for (const CaseMetrics* const a : first) {
    if (of_first.count(a) == 0) continue;
    if (auto match = settled(a, of_first, of_other)) matches.push_back(std::move(*match));
  }
  return matches;
}

std::string untold_rate(const CaseMetrics& row) {
  const bool alone = row.operation == "gemm" || row.operation == "memory";
  const bool rate = std::ranges::any_of(row.facility_rates, [](double one) { return one > 0; });
  if (!row.reported || rate) return "";
  if (alone) {
    return "its file tells the slowest rank's time alone, and the rate of a machine is the sum "
           "over "
           "ranks by their own";
  }
  return in_groups(row.name) ? "its file tells the slowest group's time alone" : "";
}

std::string figure_text(const CaseMetrics& row) {
  return row.reported ? fmt::format("{}, {}", row.reported->by, row.reported->figure)
                      : "fourfold, median of the slowest rank's samples";
}

}  // namespace fourfold
