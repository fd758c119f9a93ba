// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/days.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>

namespace fourfold {
namespace {

constexpr double kDay_s = 86'400;
constexpr double kApart_s = kDay_s / 2;

/// All digits of it as one number; absent where there is anything else.
std::optional<int> number(std::string_view digits) {
  int value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [at, error] = std::from_chars(digits.data(), end, value);
  const bool plain = error == std::errc{} && at == end && digits.front() != '-';
  return plain ? std::optional(value) : std::nullopt;
}

/// By launch, when it was first started, where that can be read.
std::map<int, double> first_starts(const RunRecord& record) {
  std::map<int, double> first;
  for (const auto* starts : {&record.launches, &record.cut_short}) {
    for (const LaunchRecord& one : *starts) {
      const auto at = utc_seconds(one.started);
      if (!at) continue;
      const auto [known, fresh] = first.emplace(one.launch, *at);
      if (!fresh) known->second = std::min(known->second, *at);
    }
  }
  return first;
}

/// Of those launches, ascending.
std::vector<double> starts_of(const RunRecord& record, const std::vector<int>& launches) {
  std::vector<double> starts;
  for (const auto& [launch, at] : first_starts(record)) {
    if (std::ranges::find(launches, launch) != launches.end()) starts.push_back(at);
  }
  std::ranges::sort(starts);
  return starts;
}

}  // namespace

std::optional<double> utc_seconds(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00";
  if (text.size() <= kForm.size() || text.back() != 'Z') return std::nullopt;
  for (const std::size_t i : {4u, 7u, 10u, 13u, 16u}) {
    if (text[i] != kForm[i]) return std::nullopt;
  }
  const auto year = number(text.substr(0, 4)), month = number(text.substr(5, 2)),
             day = number(text.substr(8, 2)), hour = number(text.substr(11, 2)),
             minute = number(text.substr(14, 2)), second = number(text.substr(17, 2));
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  double fraction = 0;
  if (text.size() > kForm.size() + 1) {
    const std::string_view digits = text.substr(kForm.size() + 1, text.size() - kForm.size() - 2);
    const auto value = digits.empty() ? std::nullopt : number(digits);
    if (text[kForm.size()] != '.' || !value) return std::nullopt;
    fraction = *value / std::pow(10, digits.size());
  }
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) * kDay_s + 3600.0 * *hour + 60.0 * *minute + *second + fraction;
}

int days_of(const RunRecord& record, const std::vector<int>& launches) {
  int days = 0;
  double began = 0;
  for (const double start : starts_of(record, launches)) {
    const bool later_date = std::floor(start / kDay_s) > std::floor(began / kDay_s);
    if (days > 0 && !(later_date && start - began >= kApart_s)) continue;
    ++days;
    began = start;
  }
  return days;
}

double span_s_of(const RunRecord& record, const std::vector<int>& launches) {
  const std::vector<double> starts = starts_of(record, launches);
  return starts.empty() ? 0 : starts.back() - starts.front();
}

std::vector<int> by_start(const RunRecord& record, std::vector<int> launches) {
  const std::map<int, double> starts = first_starts(record);
  if (!std::ranges::all_of(launches, [&](int launch) { return starts.contains(launch); })) {
    return launches;
  }
  std::ranges::stable_sort(launches, {}, [&](int launch) { return starts.at(launch); });
  return launches;
}

std::string first_start(const RunRecord& record, int launch) {
  std::string first;
  for (const auto* starts : {&record.launches, &record.cut_short}) {
    for (const LaunchRecord& one : *starts) {
      if (one.launch != launch || one.started.empty()) continue;
      if (first.empty() || one.started < first) first = one.started;
    }
  }
  return first;
}

}  // namespace fourfold
