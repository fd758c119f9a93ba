// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/logged_cases.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "bench/import/import_logs.hpp"
#include "bench/import/logged_examples.hpp"
#include "bench/judge/compare_names.hpp"
#include "bench/judge/compare_records.hpp"
#include "bench/judge/dimensions.hpp"
#include "bench/judge/synthetic_record.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace fs = std::filesystem;

constexpr int kLaunches = 5;
const std::string kGather = "all_gather/nccl/f32/1GiB";

/// Five starts of a posted log, which differ in a digit of one time.
RunRecord imported(const std::string& name, const std::string& time, const Told& told = {}) {
  const fs::path folder =
      fs::temp_directory_path() / (std::string("fourfold-logged-") +
                                   testing::UnitTest::GetInstance()->current_test_info()->name());
  fs::create_directories(folder);
  ImportOptions options;
  options.told = told;
  for (int i = 0; i < kLaunches; ++i) {
    std::string text = logged(name);
    text.replace(text.find(time) + time.size() - 1, 1, std::to_string(i));
    options.logs.push_back((folder / std::to_string(i)).string());
    std::ofstream(options.logs.back()) << text;
  }
  RunRecord record = imported_record(options);
  fs::remove_all(folder);
  return record;
}

/// all_gather of 1, 2 and 4 GiB by two GB10, in and out of place.
RunRecord gathers() { return imported("posted/nccl_tests_2_18_all_gather.log", "27211.0"); }

CaseRecord measured_case(const std::string& name, int launch, std::uint64_t bytes, double seconds,
                         int ranks) {
  CaseRecord one = synthetic_case(name, launch, seconds, ranks);
  const auto attributes = name_attributes(name);
  one.backend = attributes.at("backend");
  one.dtype = attributes.at("dtype");
  one.size = attributes.at("size");
  one.work = {};
  one.work.message = Bytes(bytes);
  one.work.bus_factor = 0.5;
  return one;
}

/// As this program measures them: a case of so many bytes for each name, in five launches.
RunRecord measured(const std::vector<std::pair<std::string, std::uint64_t>>& cases, double seconds,
                   int ranks = 2) {
  RunRecord record;
  record.manifest.ranks = ranks;
  record.manifest.planned_launches = kLaunches;
  for (const auto& [name, bytes] : cases) record.manifest.planned_cases.push_back(name);
  for (int launch = 1; launch <= kLaunches; ++launch) {
    record.launches.push_back(synthetic_launch(launch, ranks));
    for (const auto& [name, bytes] : cases) {
      record.cases.push_back(measured_case(name, launch, bytes, seconds, ranks));
    }
  }
  return record;
}

RunRecord measured_gather(const std::string& name, double seconds = 13605.5e-6, int ranks = 2) {
  return measured({{name, std::uint64_t{1} << 30}}, seconds, ranks);
}

Comparison compared(const RunRecord& first, const RunRecord& other) {
  const auto of_first = summarize(first);
  const auto of_other = summarize(other);
  return compare_records({first, of_first}, {{other, of_other}}).at(0);
}

/// Why the log's all_gather and this case are not compared, or what is.
std::string refusal(const RunRecord& record) {
  const Comparison all = compared(gathers(), record);
  EXPECT_THAT(all.cases, IsEmpty());
  return all.refused.empty() ? "nothing is refused" : all.refused[0].why;
}

TEST(LoggedCases, ALogMeetsWhatThisProgramHasMeasuredEitherWay) {
  const RunRecord log = gathers();
  const RunRecord ours = measured({{kGather, std::uint64_t{1} << 30},
                                   {kGather + "/in_place", std::uint64_t{1} << 30},
                                   {"all_gather/nccl/f32/2GiB", std::uint64_t{1} << 31}},
                                  13605.5e-6);
  const Comparison all = compared(log, ours);
  ASSERT_THAT(all.cases, SizeIs(3));
  EXPECT_EQ(all.cases[0].name, kGather + "/by:nccl-tests");
  EXPECT_EQ(all.cases[0].other_name, kGather);
  EXPECT_NEAR(all.cases[0].call.ratio, 2, 1e-4);
  EXPECT_TRUE(significant(all.cases[0]));
  EXPECT_EQ(all.cases[1].other_name, kGather + "/in_place");
  EXPECT_NEAR(all.cases[1].call.ratio, 25806.7 / 13605.5, 1e-6);
  EXPECT_THAT(all.cases[0].notes,
              ElementsAre("the log of nccl-tests does not tell: cache (cold in the other), "
                          "algorithm (auto in the other), protocol (auto in the other), buffers "
                          "(malloc in the other), cta_policy (default in the other)",
                          AllOf(HasSubstr("a figure by nccl-tests, mean over 50 calls"),
                                HasSubstr("beside one by fourfold, median of the slowest"))));
  EXPECT_THAT(all.refused, IsEmpty());
  EXPECT_THAT(all.only_first, SizeIs(3)) << "what the suite lacks";
  const Comparison back = compared(ours, log);
  ASSERT_THAT(back.cases, SizeIs(3));
  EXPECT_NEAR(back.cases[0].call.ratio, 0.5, 1e-4);
  EXPECT_THAT(back.cases[0].notes, Contains(HasSubstr("does not tell: cache (cold")));
}

TEST(LoggedCases, WhatBothTellAndContradictsIsRefused) {
  EXPECT_EQ(refusal(measured_gather("all_gather/nccl/bf16/1GiB")), "dtype bf16, not f32");
  EXPECT_EQ(refusal(measured_gather(kGather + "/per_call")), "timing per call, not batched");
  EXPECT_EQ(refusal(measured_gather(kGather + "/graph")), "launch graph, not stream");
  EXPECT_EQ(refusal(measured_gather(kGather + "/node")), "scope node, not facility");
  EXPECT_EQ(refusal(measured_gather(kGather, 1e-2, 4)), "4 ranks, not 2");
  EXPECT_EQ(refusal(measured_gather("all_gather/mpi/f32/1GiB")), "memory host, not device");
  EXPECT_EQ(refusal(measured_gather("all_reduce/nccl/f32/1GiB")), "nothing is refused");
  EXPECT_EQ(refusal(measured({{kGather, (1U << 30) + 4}}, 1e-2)),
            "message of 1073741828 B for each chip, not 1073741824 B");
  RunRecord unchecked = measured_gather(kGather);
  for (CaseRecord& one : unchecked.cases) one.correctness.checked = false;
  EXPECT_EQ(refusal(unchecked), "results of the other record were not checked");
}

TEST(LoggedCases, WhatALogDoesNotTellIsNoContradictionAndTheUsualIsNearest) {
  const std::uint64_t size = std::uint64_t{1} << 30;
  const RunRecord log = gathers();
  const auto paired = [&](const RunRecord& ours) {
    const Comparison all = compared(log, ours);
    return all.cases.empty() ? "none: " + all.refused.at(0).why : all.cases[0].other_name;
  };
  const std::string ring = kGather + "/algorithm:ring";
  EXPECT_EQ(paired(measured_gather(ring)), ring);
  EXPECT_EQ(paired(measured({{ring, size}, {kGather, size}}, 1e-2)), kGather);
  EXPECT_EQ(paired(measured({{ring + "/hot", size}, {kGather + "/hot", size}}, 1e-2)),
            kGather + "/hot");
  EXPECT_EQ(paired(measured({{ring, size}, {kGather + "/algorithm:tree", size}}, 1e-2)),
            "none: what the log tells fits several cases of the other record alike");
  EXPECT_EQ(paired(measured({{kGather + "/by:rccl-tests", size}}, 1e-2)),
            kGather + "/by:rccl-tests");
}

TEST(LoggedCases, TwoLogsOfOneProgramLeaveTheSameOpen) {
  const Comparison all = compared(gathers(), gathers());
  ASSERT_THAT(all.cases, SizeIs(6));
  EXPECT_THAT(all.cases[0].notes,
              ElementsAre("the log of nccl-tests does not tell: cache, algorithm, "
                          "protocol, buffers, cta_policy"));
  RunRecord fewer = gathers();
  for (CaseRecord& one : fewer.cases) one.reported->figure = "mean over 20 calls";
  EXPECT_THAT(compared(gathers(), fewer).cases[0].notes,
              Contains(HasSubstr("beside one by nccl-tests, mean over 20 calls")));
}

TEST(LoggedCases, OurOwnFilesOfGoogleBenchmarkHaveOurNamesAndDefinitions) {
  const RunRecord file = imported("google_benchmark.json", "45.86300000000001");
  const Comparison all = compared(file, measured({{"all_reduce/mpi/f32/64KiB", 65536}}, 1e-5));
  ASSERT_THAT(all.cases, SizeIs(1));
  EXPECT_THAT(all.cases[0].notes,
              ElementsAre("the log of fourfold --benchmark_out has results that were not checked",
                          HasSubstr("median over the samples of a trial")));
}

TEST(LoggedCases, MpiBenchmarksTellThatTheirBuffersAreHot) {
  const RunRecord osu = imported("posted/osu_allreduce_7_5.log", "11.69", {144, ""});
  const std::string name = "all_reduce/mpi/i32/4B";
  const Comparison cold = compared(osu, measured({{name, 4}}, 1e-5, 144));
  EXPECT_THAT(cold.cases, IsEmpty());
  ASSERT_THAT(cold.refused, SizeIs(1));
  EXPECT_EQ(cold.refused[0].why, "cache cold, not hot; timing batched, not per call");
  const Comparison hot = compared(osu, measured({{name + "/hot/per_call", 4}}, 1e-5, 144));
  ASSERT_THAT(hot.cases, SizeIs(1));
  EXPECT_NEAR(hot.cases[0].call.ratio, 1.162, 1e-3);
  EXPECT_THAT(
      hot.cases[0].notes,
      ElementsAre("the log of osu does not tell: algorithm (auto in the other)",
                  "the log of osu has results that were not checked",
                  HasSubstr("a figure by osu, mean over calls and ranks; beside one by fourfold")));
  const RunRecord imb = imported("posted/imb_allreduce_2021_6.log", "3.99");
  const Comparison per_call =
      compared(imb, measured({{"all_reduce/mpi/f32/8B/hot/per_call", 8}}, 1e-5, 144));
  ASSERT_THAT(per_call.cases, SizeIs(1));
  EXPECT_THAT(per_call.cases[0].notes, Contains(HasSubstr("timing (per call in the other)")));
}

TEST(LoggedCases, BytesThatAreOnlyMovedAreBytes) {
  const std::string log = "/memory:OPENACC/hot/per_call/by:osu";
  EXPECT_THAT(differences("all_to_all/mpi/char/8B/hot/per_call/by:osu",
                          "all_to_all/mpi/i8/8B/hot/per_call"),
              IsEmpty());
  EXPECT_THAT(differences("all_reduce/mpi/char/8B/hot/by:imb", "all_reduce/mpi/i8/8B/hot"),
              ElementsAre("dtype i8, not char"));
  EXPECT_THAT(differences("all_to_all/mpi/char/8B" + log, "all_to_all/mpi/i8/8B/hot/per_call"),
              ElementsAre("memory host, not OPENACC"));
}

/// At least `ratio` times the log's all_gather of 1 GiB.
Config target_of(double ratio, const std::string& match = kGather) {
  Config config;
  config.target.emplace();
  config.target->ratio = ratio;
  config.target->dimensions = {{match, 1, {"suite.yaml", 20, 5}}};
  return config;
}

TEST(LoggedCases, AsABaselineALogFormsARatioThatNeverAccepts) {
  const RunRecord log = gathers();
  const RunRecord fast = measured_gather(kGather);
  const Judgement met = against(fast, log, target_of(1.5));
  EXPECT_NEAR(met.target->capacity_ratio, 2, 1e-4);
  EXPECT_EQ(clause(met, "capacity ratio").decision, Decision::Accept);
  EXPECT_EQ(clause(met, "baseline").decision, Decision::Accept);
  const Clause alike = clause(met, "measured alike in " + kGather);
  EXPECT_EQ(alike.decision, Decision::Inconclusive);
  EXPECT_THAT(alike.text, HasSubstr("does not tell: cache (cold in the other)"));
  EXPECT_EQ(met.target->decision, Decision::Inconclusive);
  EXPECT_FALSE(met.target->more_launches) << "no number of them settles that";
  const Judgement missed = against(fast, log, target_of(4));
  EXPECT_EQ(clause(missed, "capacity ratio").decision, Decision::Reject);
  EXPECT_EQ(missed.target->decision, Decision::Reject);
}

TEST(LoggedCases, BeforeARunALogMayHaveTheCasesThatItWillMeet) {
  const RunRecord log = gathers();
  const auto rows = summarize(log);
  EXPECT_THAT(match_dimensions(*target_of(1).target, {}, rows), SizeIs(1));
  const Target other = *target_of(1, "all_reduce/nccl/f32/1GiB").target;
  EXPECT_THROW((void)match_dimensions(other, {}, rows), InputError);
  const RunRecord ours = measured_gather(kGather + "/hot");
  const auto our_rows = summarize(ours);
  EXPECT_THROW((void)match_dimensions(*target_of(1).target, {}, our_rows), InputError);
  // What a run has left out, the log does not supply.
  const Judgement judgement =
      against(measured_gather("broadcast/nccl/f32/1GiB"), log, target_of(1));
  EXPECT_EQ(clause(judgement, "dimension").text, "no case of this run is '" + kGather + "'");
}

TEST(LoggedCases, AsACandidateALogStaysOneThatNobodyAcceptsBy) {
  const Judgement judgement =
      against(gathers(), measured_gather(kGather, 1), target_of(1.5, kGather));
  EXPECT_GT(judgement.target->capacity_ratio, 30);
  EXPECT_EQ(clause(judgement, "measured by this program").decision, Decision::Inconclusive);
  EXPECT_EQ(clause(judgement, "measured alike").decision, Decision::Inconclusive);
  EXPECT_EQ(judgement.target->decision, Decision::Inconclusive);
}

TEST(LoggedCases, ADimensionThatALogContradictsHasNoRatio) {
  const std::string bf16 = "all_gather/nccl/bf16/1GiB";
  EXPECT_THROW((void)against(measured_gather(bf16), gathers(), target_of(1, bf16)), InputError);
  RunRecord log = gathers();
  std::erase_if(log.cases,
                [](const CaseRecord& one) { return one.name != kGather + "/by:nccl-tests"; });
  const Judgement judgement =
      against(measured_gather(bf16), log, target_of(1, "all_gather/nccl/**"));
  EXPECT_THAT(clause(judgement, "dimension").text, HasSubstr("dtype bf16, not f32"));
}

}  // namespace
}  // namespace fourfold
