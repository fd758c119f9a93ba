// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/compare_records.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "bench/judge/compare_names.hpp"
#include "bench/judge/log_ratio.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Comparison compared(const RunRecord& first, const RunRecord& other) {
  const auto of_first = summarize(first);
  const auto of_other = summarize(other);
  return compare_records({first, of_first}, {{other, of_other}}).at(0);
}

/// The case of the name in both, told apart by what `change` does to the other one.
template <class Change>
std::string why_refused(const std::string& name, const Change& change) {
  const RunRecord first = synthetic_record(kQuiet);
  RunRecord other = scaled(first, 0.5);
  for (CaseRecord& one : other.cases) {
    if (one.name == name) change(one);
  }
  const Comparison all = compared(first, other);
  EXPECT_EQ(all.cases.size(), 1u) << "the other case stays comparable";
  return all.refused.size() == 1 ? all.refused[0].why : "nothing is refused";
}

TEST(CompareRecords, TwiceAsFastIsTwoWithItsInterval) {
  const RunRecord first = synthetic_record(kQuiet);
  const Comparison all = compared(first, scaled(synthetic_record(kQuiet), 0.5));
  ASSERT_THAT(all.cases, SizeIs(2));
  const ComparedCase& one = all.cases[0];
  EXPECT_EQ(one.name, kAllReduce);
  EXPECT_NEAR(one.call.ratio, 2, 1e-12);
  EXPECT_NEAR(one.other / one.first, 2, 1e-12);
  ASSERT_TRUE(one.call.interval);
  EXPECT_LT(one.call.interval->lower, 2);
  EXPECT_GT(one.call.interval->lower, 1.98);
  EXPECT_TRUE(significant(one));
  EXPECT_EQ(one.metric, Metric::Busbw);
  EXPECT_EQ(all.cases[1].metric, Metric::Flops);
  EXPECT_THAT(all.refused, IsEmpty());
  EXPECT_THAT(all.notes, IsEmpty());
}

TEST(CompareRecords, NoiseIsNoDifference) {
  const RunRecord first = synthetic_record(kNoisy);
  const std::vector<double> other{1.03, 0.95, 1.08, 0.93, 1.01};
  for (const ComparedCase& one : compared(first, synthetic_record(other)).cases) {
    EXPECT_FALSE(significant(one)) << *one.p;
    EXPECT_LT(one.call.interval->lower, 1);
    EXPECT_GT(one.call.interval->upper, 1);
  }
}

TEST(CompareRecords, OneLaunchShowsARatioAndNothingMore) {
  const Comparison all = compared(synthetic_record({1}), scaled(synthetic_record(kQuiet), 0.5));
  EXPECT_FALSE(all.cases[0].call.interval);
  EXPECT_FALSE(all.cases[0].p_holm);
  EXPECT_FALSE(significant(all.cases[0]));
  EXPECT_NEAR(all.cases[0].call.ratio, 2, 0.02);
  EXPECT_THAT(all.notes, ElementsAre(HasSubstr("the first record has one launch")));
}

TEST(CompareRecords, PIsWelchs) {
  // R: t.test(log(c(1, 1.1, 0.9)), log(c(1.2, 1.3, 1.25, 1.15)))$p.value
  std::vector<double> a, b;
  for (const double x : {1.0, 1.1, 0.9}) a.push_back(std::log(x));
  for (const double x : {1.2, 1.3, 1.25, 1.15}) b.push_back(std::log(x));
  const LogRatio ratio{log_mean(a), log_mean(b)};
  ASSERT_TRUE(ratio.p_value());
  const Interval at_p = ratio.usual_bounds(1 - *ratio.p_value() / 2);
  EXPECT_NEAR(at_p.upper, 1, 1e-9) << "the interval at 1 - p ends at 1";
  EXPECT_EQ(LogRatio({log_mean(a), log_mean(a)}).p_value(), 1);
}

TEST(CompareRecords, HolmCorrectsForAllTests) {
  EXPECT_THAT(holm({0.01, 0.04, 0.03, 0.005}),
              ElementsAre(testing::DoubleEq(0.03), testing::DoubleEq(0.06), testing::DoubleEq(0.06),
                          testing::DoubleEq(0.02)));
  EXPECT_THAT(holm({0.9, 0.8}), ElementsAre(1, 1));
  EXPECT_THAT(holm({}), IsEmpty());
  const RunRecord first = synthetic_record(kNoisy);
  const RunRecord other = scaled(synthetic_record(kNoisy), 0.87);
  const auto of_first = summarize(first);
  const auto of_other = summarize(other);
  const Side side{other, of_other};
  const double alone = *compare_records({first, of_first}, {side})[0].cases[0].p_holm;
  const auto three = compare_records({first, of_first}, {side, side, side});
  EXPECT_NEAR(*three[2].cases[0].p_holm, 3 * alone, 1e-9) << "over all records";
}

TEST(CompareRecords, UnlikeThingsAreRefusedWithTheReason) {
  const auto renamed = [](const std::string& name) {
    return [name](CaseRecord& one) { one.name = name; };
  };
  EXPECT_EQ(why_refused(kGemm, renamed("gemm/openblas/f64/512x512x512/zeros")),
            "input zeros, not uniform");
  EXPECT_EQ(why_refused(kGemm, renamed("gemm/openblas/f32/512x512x512/uniform")),
            "dtype f32, not f64");
  EXPECT_EQ(why_refused(kAllReduce, renamed(kAllReduce + "/in_place")), "in place yes, not no");
  EXPECT_EQ(why_refused(kAllReduce, renamed(kAllReduce + "/hot")), "cache hot, not cold");
  EXPECT_EQ(why_refused(kAllReduce, renamed(kAllReduce + "/per_call")),
            "timing per call, not batched");
  EXPECT_EQ(why_refused(kAllReduce, renamed(kAllReduce + "/graph/node")),
            "launch graph, not stream; scope node, not facility");
  EXPECT_EQ(why_refused(kAllReduce, [](CaseRecord& one) { one.work.message = Bytes(2'000'000); }),
            "message of 2000000 B for each chip, not 1000000 B");
  EXPECT_EQ(why_refused(kGemm, [](CaseRecord& one) { one.verified_by = "hope"; }),
            "verified by hope; not by ");
  EXPECT_EQ(why_refused(kGemm, [](CaseRecord& one) { one.correctness.checked = false; }),
            "results of the other record were not checked");
  EXPECT_EQ(why_refused(kGemm, spoil), "a wrong result in the other record");
  EXPECT_EQ(why_refused(kGemm, [](CaseRecord& one) { one.graph_calls = 16; }),
            "launched by a graph on one side alone");
}

TEST(CompareRecords, AnotherBackendDoesTheSameWork) {
  const RunRecord first = synthetic_record(kQuiet);
  RunRecord other = scaled(first, 0.5);
  for (CaseRecord& one : other.cases) {
    if (one.name != kGemm) continue;
    one.name = "gemm/cublaslt/f64/512x512x512/uniform";
    one.backend = "cublaslt";
  }
  const Comparison all = compared(first, other);
  ASSERT_THAT(all.cases, SizeIs(2));
  EXPECT_EQ(all.cases[1].other_name, "gemm/cublaslt/f64/512x512x512/uniform");
  EXPECT_THAT(all.cases[1].notes, ElementsAre("by mpi and by cublaslt"));
}

TEST(CompareRecords, WhatOneSideHasAloneIsNamed) {
  RunRecord first = synthetic_record(kQuiet);
  RunRecord other = first;
  first.cases.push_back(synthetic_case("broadcast/mpi/f32/8B", 1, 1e-6));
  other.cases.push_back(synthetic_case("memory/host/copy/1GiB", 1, 1e-1));
  const Comparison all = compared(first, other);
  EXPECT_THAT(all.only_first, ElementsAre("broadcast/mpi/f32/8B"));
  EXPECT_THAT(all.only_other, ElementsAre("memory/host/copy/1GiB"));
}

TEST(CompareRecords, MachineChipAndWattAreApart) {
  RunRecord first = synthetic_record(kQuiet, 2);
  RunRecord other = scaled(synthetic_record(kQuiet, 8), 0.5);
  for (RunRecord* record : {&first, &other}) {
    for (CaseRecord& one : record->cases) {
      one.trials[0].telemetry.emplace();
      one.trials[0].telemetry->power_w = {record == &first ? 500.0 : 750.0, 0};
    }
  }
  const Comparison all = compared(first, other);
  const ComparedCase& gemm = all.cases[1];
  EXPECT_NEAR(*gemm.machine, 8, 1e-9);
  EXPECT_NEAR(*gemm.per_chip, 2, 1e-9);
  EXPECT_NEAR(*gemm.per_watt, 2 / 1.5, 1e-9);
  EXPECT_THAT(all.notes, ElementsAre(HasSubstr("2 and 8 ranks")));
}

TEST(CompareRecords, FamiliesHaveTheirGeometricMean) {
  RunRecord first = synthetic_record(kQuiet);
  for (int launch = 1; launch <= 5; ++launch) {
    first.cases.push_back(synthetic_case("all_reduce/mpi/f32/2MiB", launch, 1e-4));
    first.cases.push_back(synthetic_case("all_reduce/mpi/f32/1MiB/node", launch, 1e-4));
  }
  RunRecord other = scaled(first, 0.5);
  other = scaled(other, 0.25, kAllReduce);
  const Comparison all = compared(first, other);
  ASSERT_THAT(all.families, SizeIs(3));
  EXPECT_EQ(all.families[0].family, "all_reduce f32");
  EXPECT_EQ(all.families[0].cases, 2u);
  EXPECT_NEAR(all.families[0].call.ratio, 4, 1e-9) << "of 8 and 2";
  ASSERT_TRUE(all.families[0].call.interval);
  EXPECT_EQ(all.families[2].family, "all_reduce f32, node");
}

TEST(CompareNames, AttributesOfANameAreTold) {
  const auto attributes = name_attributes("all_reduce/nccl/bf16/1GiB/max/root:1/in_place/strange");
  EXPECT_EQ(attributes.at("operation"), "all_reduce");
  EXPECT_EQ(attributes.at("dtype"), "bf16");
  EXPECT_EQ(attributes.at("reduction"), "max");
  EXPECT_EQ(attributes.at("root"), "1");
  EXPECT_EQ(attributes.at("in place"), "yes");
  EXPECT_EQ(attributes.at("strange"), "yes");
  EXPECT_THAT(differences("memory/host/copy/1GiB", "memory/cuda/triad/1GiB"),
              ElementsAre("pattern triad, not copy"));
  EXPECT_THAT(differences(kGemm, kGemm), IsEmpty());
  EXPECT_EQ(work_name(kGemm), "gemm/f64/512x512x512/uniform");
}

}  // namespace
}  // namespace fourfold
