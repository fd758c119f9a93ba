// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/known_parts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/campaign.hpp"
#include "bench/judge/synthetic_record.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

/// Every launch on hosts of one GPU each, of these UUIDs; "" is one that nobody could tell.
RunRecord on_gpus(const std::vector<std::string>& uuids, const std::string& serial = "s") {
  const int ranks = static_cast<int>(uuids.size());
  RunRecord record = scaled(synthetic_record(kEqual, ranks), 0.2);
  for (LaunchRecord& launch : record.launches) {
    std::vector<UnitFacts> units;
    for (std::size_t rank = 0; rank < uuids.size(); ++rank) {
      Facts gpu{{"name", "H200"}};
      if (!uuids[rank].empty()) gpu["uuid"] = uuids[rank];
      units.push_back({launch.hosts[rank], {{"serial", serial + std::to_string(rank)}}, gpu});
    }
    launch.inventory = take_inventory(units);
  }
  return record;
}

TEST(OwnGpus, OneForEachRankIsAccepted) {
  const auto clause = own_gpus_clause(on_gpus({"GPU-a", "GPU-b"}));
  ASSERT_TRUE(clause);
  EXPECT_EQ(clause->decision, Decision::Accept);
  EXPECT_EQ(clause->text, "2 GPUs of as many UUIDs, one for each rank");
  EXPECT_FALSE(own_gpus_clause(synthetic_record(kEqual))) << "of hosts nothing is said";
}

TEST(OwnGpus, TwoRanksOnOneAreNoTwoUnitsWhateverTheirHostsAreCalled) {
  const RunRecord shared = on_gpus({"GPU-a", "GPU-a"});
  const RunRecord right = scaled(synthetic_record(kEqual), 1);
  const Judgement j = against(shared, right);
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_THAT(clause(j, "own GPUs").text,
              HasSubstr("ranks 0 and 1 of launch 1 had one GPU, GPU-a"));
  const Judgement baseline = against(scaled(on_gpus({"GPU-a", "GPU-b"}), 0.2), shared);
  EXPECT_THAT(
      clause(baseline, "baseline").text,
      HasSubstr("ranks 0 and 1 of launch 1 had one GPU, GPU-a: it would count as two units; "
                "it cannot serve as one"));
  EXPECT_EQ(clause(baseline, "own GPUs").decision, Decision::Accept);
  EXPECT_TRUE(baseline.target->dimensions.empty()) << "no ratio with such a baseline";
}

TEST(OwnGpus, WhatNobodyCouldTellIsCounted) {
  const auto clause = own_gpus_clause(on_gpus({"GPU-a", "", ""}));
  EXPECT_EQ(clause->decision, Decision::Accept);
  EXPECT_THAT(clause->text, HasSubstr("of 2 of 3 GPUs nobody could tell the UUID"));
}

RunRecord of_day(int day, RunRecord run) {
  run.directory = "run" + std::to_string(day);
  run.sha256 = "hash" + std::to_string(day);
  run.manifest.started = "2026-03-0" + std::to_string(day) + "T06:00:00Z";
  run.manifest.suite_text = "fourfold: 1\nsuite: synthetic\n";
  for (LaunchRecord& one : run.launches) {
    one.started = "2026-03-0" + std::to_string(day) + "T06:0" + std::to_string(one.launch) + ":00Z";
  }
  return run;
}

TEST(ReplacedParts, AFewAreNamedAndMostAreAnotherMachine) {
  const RunRecord first = of_day(1, on_gpus({"GPU-a", "GPU-b", "GPU-c"}));
  EXPECT_TRUE(
      one_campaign({first, of_day(2, on_gpus({"GPU-c", "GPU-a", "GPU-b"}))}, "").remarks.empty())
      << "ranks are put elsewhere";
  const Campaign one = one_campaign({first, of_day(2, on_gpus({"GPU-a", "GPU-b", "GPU-d"}))}, "");
  ASSERT_EQ(one.remarks.size(), 1u);
  EXPECT_EQ(one.remarks[0].severity, Severity::Warning);
  EXPECT_THAT(one.remarks[0].text, HasSubstr("1 of 3 GPUs (first: GPU-d)"));
  EXPECT_THROW((void)one_campaign({first, of_day(2, on_gpus({"GPU-x", "GPU-y", "GPU-c"}))}, ""),
               InputError);
  EXPECT_THROW(
      (void)one_campaign({first, of_day(2, on_gpus({"GPU-a", "GPU-b", "GPU-c"}, "other"))}, ""),
      InputError);
}

}  // namespace
}  // namespace fourfold
