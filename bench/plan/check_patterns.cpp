// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/check_patterns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "core/glob.hpp"
#include "core/nearest.hpp"

namespace fourfold {
namespace {

/// Whether the case of that name has the figure at all.
bool has_figure(std::string_view case_name, Metric metric) {
  switch (metric) {
    case Metric::Time:
      return true;
    case Metric::Flops:
      return case_name.starts_with("gemm/") || case_name.starts_with("step/");
    case Metric::StepRate:
    case Metric::Efficiency:
      return case_name.starts_with("step/");
    case Metric::Overlap:
      return case_name.starts_with("step/") || (case_name.find("/overlapped") != case_name.npos &&
                                                !case_name.starts_with("contest/"));
    case Metric::Memory:
      return case_name.starts_with("memory/");
    case Metric::Algbw:
    case Metric::Busbw:
      return !case_name.starts_with("gemm/") && !case_name.starts_with("step/") &&
             !case_name.starts_with("memory/") && !case_name.starts_with("communicator/") &&
             !case_name.starts_with("contest/");
    case Metric::Ratio:
      return case_name.starts_with("contest/");
  }
  return false;
}

class PatternCheck {
 public:
  explicit PatternCheck(Plan& plan) : plan_(plan) {
    for (const Case& one : plan.cases) names_.push_back(one.name);
    for (const Skip& one : plan.skips) names_.push_back(one.name);
  }

  /// An expectation or a limit, called `what`.
  template <class One>
  void bound(const One& one, std::string_view what) {
    const std::string problem = problem_of(one.match, one.metric);
    if (problem.empty()) return;
    if (!one.from_machine) throw InputError(one.where, problem);
    plan_.notes.push_back(fmt::format("{} of the machine: {}", what, problem));
  }

  void dimension(const Dimension& one) const {
    std::vector<std::string_view> matching;
    for (const std::string_view name : names_) {
      if (glob_match(one.match, name)) matching.push_back(name);
    }
    if (matching.empty()) throw InputError(one.where, matches_nothing(one.match));
    if (matching.size() > 1) {
      throw InputError(one.where,
                       fmt::format("'{}' matches {} cases, '{}' and '{}' among them; a "
                                   "dimension is exactly one",
                                   one.match, matching.size(), matching[0], matching[1]));
    }
  }

 private:
  std::string problem_of(const std::string& match, Metric metric) const {
    bool any = false;
    for (const std::string_view name : names_) {
      if (!glob_match(match, name)) continue;
      if (has_figure(name, metric)) return "";
      any = true;
    }
    if (!any) return matches_nothing(match);
    return fmt::format("no case that '{}' matches has the figure {}", match, name(metric));
  }

  std::string matches_nothing(const std::string& match) const {
    const std::string hint = did_you_mean(match, names_);
    const std::string example = fmt::format("; case names look like '{}'", names_.front());
    return fmt::format("'{}' matches no case of this suite{}", match,
                       hint.empty() ? example : hint);
  }

  Plan& plan_;
  std::vector<std::string_view> names_;
};

}  // namespace

void check_patterns(const Config& config, Plan& plan) {
  PatternCheck check(plan);
  for (const Expectation& one : config.expectations) check.bound(one, "an expectation");
  for (const Limit& one : config.limits) check.bound(one, "a limit");
  if (!config.target) return;
  for (const Dimension& one : config.target->dimensions) check.dimension(one);
}

}  // namespace fourfold
