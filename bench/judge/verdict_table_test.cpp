// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
// Machines whose truth is known, and what the target says of them.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

const std::string kFloors = "floor of gemm/*/f64/**, floor of all_reduce/*/f32/1MiB";

/// A candidate and its baseline.
struct Machines {
  RunRecord candidate, baseline;
  Config config = fourfold_target();
};

/// Five launches whose logarithms have exactly this standard deviation: by how much each is slower.
std::vector<double> spread(double sigma) {
  std::vector<double> factors;
  for (const double z : {-0.632456, 1.264911, 0.0, -1.264911, 0.632456}) {
    factors.push_back(std::exp(sigma * z));
  }
  return factors;
}

/// Delivers `ratio` times the baseline.
Machines machines(double ratio, double sigma_candidate = 0, double sigma_baseline = 0) {
  return {scaled(synthetic_record(spread(sigma_candidate)), 1 / ratio),
          synthetic_record(spread(sigma_baseline))};
}

/// Delivers so many times the baseline, launch by launch.
Machines by_launch(const std::vector<double>& ratios) {
  std::vector<double> factors;
  for (const double ratio : ratios) factors.push_back(1 / ratio);
  return {synthetic_record(factors), synthetic_record(spread(0))};
}

/// 4.5 times the baseline, with something about it that is not in order.
Machines spoilt(const std::function<void(Machines&)>& change) {
  Machines all = machines(4.5, 0.01, 0.01);
  change(all);
  return all;
}

struct Row {
  std::string what;
  Machines machines;
  Decision decision;
  std::string clauses;  ///< all that have that decision, unless it is to accept
};

std::vector<Row> ratios_and_spreads() {
  constexpr auto kAccept = Decision::Accept;
  constexpr auto kReject = Decision::Reject;
  constexpr auto kOpen = Decision::Inconclusive;
  return {
      {"4.0 without a spread", machines(4.0), kAccept, ""},
      {"4.5 at 1 %", machines(4.5, 0.01, 0.01), kAccept, ""},
      {"4.3 at 1 %", machines(4.3, 0.01, 0.01), kAccept, ""},
      {"4.2 at 2 %", machines(4.2, 0.02, 0.02), kAccept, ""},
      {"4.0 at 1 %", machines(4.0, 0.01, 0.01), kOpen, "capacity ratio"},
      {"3.95 at 5 %", machines(3.95, 0.05, 0.05), kOpen, "capacity ratio"},
      {"3.9 at 0.5 %", machines(3.9, 0.005, 0.005), kReject, "capacity ratio"},
      {"3.8 at 1 %", machines(3.8, 0.01, 0.01), kReject, "capacity ratio"},
      {"3.5 at 1 %", machines(3.5, 0.01, 0.01), kReject, "capacity ratio, " + kFloors},
      {"4.3 at 10 %", machines(4.3, 0.1, 0.1), kOpen, "capacity ratio"},
      {"4.3, a baseline at 10 %", machines(4.3, 0.001, 0.1), kOpen, "capacity ratio"},
      {"4.3, a candidate at 10 %", machines(4.3, 0.1, 0.001), kOpen, "capacity ratio"},
      {"drifting down to 3.8", by_launch({4.6, 4.4, 4.2, 4.0, 3.8}), kOpen,
       "capacity ratio, trend"},
      {"drifting down to 4.3", by_launch({4.5, 4.45, 4.4, 4.35, 4.3}), kOpen, "trend"},
      {"drifting down to 4.06", by_launch({4.55, 4.42, 4.3, 4.18, 4.06}), kOpen, "trend"},
      {"drifting up to 4.5", by_launch({4.3, 4.35, 4.4, 4.45, 4.5}), kAccept, ""},
      {"slow once in the middle", by_launch({4.5, 4.45, 4.3, 4.4, 4.35}), kAccept, ""},
      {"two launches of five at half speed", by_launch({4.4, 4.4, 2.2, 4.4, 2.2}), kOpen,
       "capacity ratio, " + kFloors},
      {"one launch", by_launch({4.5}), kOpen, "capacity ratio, launches, " + kFloors},
      {"four launches", by_launch({4.5, 4.5, 4.5, 4.5}), kOpen, "launches"},
  };
}

std::vector<Row> units_and_results() {
  constexpr auto kReject = Decision::Reject;
  constexpr auto kOpen = Decision::Inconclusive;
  return {
      {"a unit without a time in one launch", spoilt([](Machines& m) {
         case_of(m.candidate, kGemm, 3).trials[0].rank_median_s.edit()[1] = 0;
       }),
       kReject, "units"},
      {"2 of 8 contracted units", spoilt([](Machines& m) { m.config.target->units = 8; }), kReject,
       "units"},
      {"an excluded node", spoilt([](Machines& m) {
         m.config.expected = Contract{.racks = 1, .nodes_per_rack = 3, .gpus_per_node = 1};
       }),
       kReject, "units"},
      {"a unit that is 8 % slower", spoilt([](Machines& m) {
         m.candidate = scaled(synthetic_record(spread(0.01), 3), 1 / 4.5);
         for (int launch = 1; launch <= 5; ++launch) {
           case_of(m.candidate, kGemm, launch).trials[0].rank_median_s.edit()[2] *= 1.08;
         }
       }),
       kReject, "units"},
      {"a unit at half speed in two launches", spoilt([](Machines& m) {
         m.candidate = scaled(synthetic_record(spread(0.01), 3), 1 / 4.5);
         for (const int launch : {2, 5}) {
           case_of(m.candidate, kGemm, launch).trials[0].rank_median_s.edit()[2] *= 2;
         }
       }),
       kOpen, "units"},
      {"a wrong result in one launch",
       spoilt([](Machines& m) { spoil(case_of(m.candidate, kAllReduce, 2)); }), kReject,
       "zero wrong results"},
      {"results that nobody checked",
       spoilt([](Machines& m) { case_of(m.candidate, kGemm, 5).correctness.checked = false; }),
       kOpen, "zero wrong results, dimension gemm/*/f64/**"},
      {"one dimension of three times",
       spoilt([](Machines& m) { m.candidate = scaled(m.candidate, 1.5, kAllReduce); }), kReject,
       "floor of all_reduce/*/f32/1MiB"},
      {"a case that never ran", spoilt([](Machines& m) {
         m.candidate.manifest.planned_cases.emplace_back("memory/host/copy/1GiB");
       }),
       kOpen, "coverage"},
      {"a launch that was interrupted",
       spoilt([](Machines& m) { m.candidate.launches[4].end_reason = "interrupted"; }), kOpen,
       "coverage"},
      {"other data", spoilt([](Machines& m) {
         const std::string zeros = "gemm/openblas/f64/512x512x512/zeros";
         for (CaseRecord& one : m.candidate.cases) {
           if (one.name == kGemm) one.name = zeros;
         }
         m.candidate.manifest.planned_cases = {kAllReduce, zeros};
       }),
       kOpen, "dimension gemm/*/f64/**"},
  };
}

std::vector<Row> what_never_accepts() {
  constexpr auto kOpen = Decision::Inconclusive;
  return {
      {"an injected fault", spoilt([](Machines& m) { m.candidate.manifest.injected = {"nan"}; }),
       kOpen, "no injected faults"},
      {"a shared GPU",
       spoilt([](Machines& m) { m.candidate.manifest.facts["job"]["ranks_per_gpu"] = "2"; }), kOpen,
       "a GPU for each rank"},
      {"imported figures", spoilt([](Machines& m) {
         m.candidate.manifest.imported = {{"log.txt", "cafe"}};
       }),
       kOpen, "measured by this program"},
      {"faster than physics", spoilt([](Machines& m) {
         m.config.limits.push_back({"gemm/**", Metric::Flops, 1e9, "peak", false, {}});
       }),
       kOpen, "within physics"},
      {"a baseline of one launch", spoilt([](Machines& m) { m.baseline = synthetic_record({1}); }),
       kOpen, "baseline"},
      {"a baseline with a wrong result",
       spoilt([](Machines& m) { spoil(case_of(m.baseline, kGemm, 2)); }), kOpen, "baseline"},
      {"a baseline with an injected fault",
       spoilt([](Machines& m) { m.baseline.manifest.injected = {"slow-rank=1"}; }), kOpen,
       "baseline"},
      {"a baseline with a rank without a time", spoilt([](Machines& m) {
         case_of(m.baseline, kGemm, 2).trials[0].rank_median_s.edit()[1] = 0;
       }),
       kOpen, "baseline"},
      {"a baseline of five planned launches of twenty",
       spoilt([](Machines& m) { m.baseline.manifest.planned_launches = 20; }), kOpen, "baseline"},
      {"all on one day", spoilt([](Machines& m) {
         for (LaunchRecord& one : m.candidate.launches) one.started = "2026-03-01T06:00:00Z";
         m.config.target->min_days = 2;
         m.config.target->looks = {5};
       }),
       kOpen, "looks, days"},
      {"five successes for 95 %", spoilt([](Machines& m) { m.config.target->stability.emplace(); }),
       kOpen, "stability"},
      {"half of a baseline's facility", spoilt([](Machines& m) {
         m.config.target->baseline_facility = "reference";
         m.config.target->baseline_units = 4;
       }),
       kOpen, "units of the baseline"},
  };
}

std::string deciding(const TargetVerdict& verdict) {
  std::vector<std::string> names;
  for (const Clause& one : verdict.clauses) {
    if (one.decision == verdict.decision) names.push_back(one.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

void expect_verdicts(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const auto& [candidate, baseline, config] = row.machines;
    const Judgement j = against(candidate, baseline, config);
    EXPECT_EQ(j.target->decision, row.decision) << row.what << ": " << j.headline;
    if (row.decision == Decision::Accept) continue;
    EXPECT_EQ(deciding(*j.target), row.clauses) << row.what;
    EXPECT_NE(j.exit_code, ExitCode::Accepted) << row.what;
  }
}

TEST(VerdictTable, RatiosAndSpreads) { expect_verdicts(ratios_and_spreads()); }
TEST(VerdictTable, UnitsAndResults) { expect_verdicts(units_and_results()); }
TEST(VerdictTable, WhatNeverAccepts) { expect_verdicts(what_never_accepts()); }

}  // namespace
}  // namespace fourfold
