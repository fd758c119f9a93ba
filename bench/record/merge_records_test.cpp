// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/merge_records.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "bench/record/consistent.hpp"
#include "bench/record/interruptions.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

RunRecord run_on(const std::vector<std::string>& hosts, const std::string& directory) {
  RunRecord run;
  run.directory = directory;
  run.sha256 = "of " + directory;
  run.manifest.started = "2026-11-2" + std::to_string(directory.size()) + "T00:00:00Z";
  run.manifest.suite_text = "suite: rack\nranks: 2\n";
  run.manifest.ranks = static_cast<int>(hosts.size());
  run.manifest.planned_cases = {"gemm/x", "all_reduce/y"};
  LaunchRecord launch;
  launch.started = run.manifest.started;
  launch.hosts = hosts;
  launch.ended = true;
  launch.end_reason = "finished";
  run.launches = {launch};
  for (const std::string& name : run.manifest.planned_cases) {
    CaseRecord one;
    one.name = name;
    one.ranks = run.manifest.ranks;
    run.cases.push_back(one);
  }
  return run;
}

std::string refusal(const std::vector<RunRecord>& runs) {
  try {
    (void)merged_record(runs);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(MergedRecord, OtherHostsAreShardsOfTheirOwn) {
  const RunRecord merged = merged_record({run_on({"a", "b"}, "m"), run_on({"c", "d", "e"}, "tu")});
  EXPECT_EQ(contradiction(merged), "");
  EXPECT_EQ(merged.manifest.ranks, 5);
  EXPECT_EQ(merged.manifest.planned_launches, 2);
  EXPECT_EQ(merged.manifest.planned_cases,
            (std::vector<std::string>{"gemm/x/shard:1", "all_reduce/y/shard:1", "gemm/x/shard:2",
                                      "all_reduce/y/shard:2"}));
  ASSERT_EQ(merged.launches.size(), 2u);
  EXPECT_EQ(merged.launches[1].launch, 2);
  EXPECT_EQ(merged.launches[1].shard, "2");
  EXPECT_EQ(merged.cases[3].launch, 2);
  EXPECT_EQ(merged.cases[3].name, "all_reduce/y/shard:2");
  EXPECT_EQ(merged.manifest.merged[1].path, "tu");
}

TEST(MergedRecord, TheSameHostsAreMeasuredInFurtherLaunches) {
  const RunRecord merged = merged_record({run_on({"a", "b"}, "m"), run_on({"b", "a"}, "tu")});
  EXPECT_EQ(contradiction(merged), "");
  EXPECT_EQ(merged.manifest.ranks, 2);
  EXPECT_EQ(merged.manifest.planned_launches, 2);
  EXPECT_EQ(merged.manifest.planned_cases.size(), 2u);
  EXPECT_EQ(merged.cases[3].name, "all_reduce/y");
}

TEST(MergedRecord, RefusesWhatIsUnlike) {
  const RunRecord one = run_on({"a", "b"}, "m");
  EXPECT_EQ(refusal({one}), "merge: one record is merged with nothing");
  EXPECT_EQ(refusal({one, one}), "m: not beside m: it is the same record; each counts once");
  RunRecord copy = run_on({"a", "b"}, "copy");  // with another hash, as a cut one has
  copy.sha256 = "other";
  copy.launches[0].started = "2026-11-21T06:00:00Z";
  RunRecord whole = one;
  whole.launches[0].started = copy.launches[0].started;
  EXPECT_EQ(refusal({whole, copy}),
            "copy: not beside m: launch 1, started 2026-11-21T06:00:00Z, is in both; each counts "
            "once");
  whole.launches[0].started = "2026-11-21T06:00:00.250Z";
  copy.launches[0].started = "2026-11-21T06:00:00.251Z";
  EXPECT_EQ(refusal({whole, copy}), "") << "short runs may begin within one second";
  EXPECT_EQ(
      refusal({one, run_on({"b", "c"}, "tu")}),
      "tu: host b is in m too, and other hosts are not: a unit would count twice. Shards have "
      "all hosts in common, or none");
  RunRecord other = run_on({"c"}, "tu");
  other.manifest.fourfold_version = "9";
  EXPECT_EQ(refusal({one, other}),
            "tu: it cannot be merged with m, they differ in the program's version: '' and '9'");
  other = run_on({"c"}, "tu");
  other.manifest.suite_text = "suite: rack\nranks: 2\nhang_after: 1s\n";
  EXPECT_NE(refusal({one, other}).find("the suite: nothing and 'hang_after: 1s'"),
            std::string::npos);
  other = merged_record({one, run_on({"c"}, "tu")});
  EXPECT_NE(refusal({one, other}).find("was merged already"), std::string::npos);
}

TEST(MergedRecord, OfItsLaunchesEachHasTheCasesOfItsShard) {
  RunRecord second = run_on({"c", "d"}, "tu");
  second.manifest.planned_launches = 2;  // the other one was not begun
  RunRecord merged = merged_record({run_on({"a", "b"}, "m"), second});
  std::vector<Unfinished> left = unfinished(merged);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].launch, 3);
  EXPECT_EQ(left[0].why, "not begun");
  EXPECT_EQ(left[0].planned, 2u);
  EXPECT_EQ(left[0].cases, (std::vector<std::string>{"gemm/x/shard:2", "all_reduce/y/shard:2"}));
  merged.cases.pop_back();
  left = unfinished(merged);
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].launch, 2);
  EXPECT_EQ(left[0].cases, std::vector<std::string>{"all_reduce/y/shard:2"});
}

/// Hosts of one kind with these serials.
Inventory hosts_with(const std::vector<std::string>& serials) {
  Inventory inventory;
  inventory.host_names.assign(serials.size(), "host");
  inventory.hosts.kinds = {{{"product", "node"}}};
  inventory.hosts.kind.assign(serials.size(), 0);
  inventory.hosts.own["serial"] = serials;
  return inventory;
}

TEST(MergedRecord, KeepsTheInventoryOfEachShard) {
  RunRecord one = run_on({"a", "b"}, "m"), other = run_on({"c", "d"}, "tu");
  one.launches[0].inventory = hosts_with({"s1", "s2"});
  other.launches[0].inventory = hosts_with({"s3", "s4"});
  const auto folder =
      std::filesystem::path(testing::TempDir()) / ("serials_" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  write_record(merged_record({one, other}), folder);
  const RunRecord back = load_record(folder);
  std::filesystem::remove_all(folder);
  ASSERT_EQ(back.launches.size(), 2u);
  EXPECT_TRUE(unfinished(back).empty());
  EXPECT_EQ(back.launches[0].inventory, one.launches[0].inventory);
  EXPECT_EQ(back.launches[1].inventory, other.launches[0].inventory);
}

TEST(MergedRecord, KeepsInterruptionsAndIsReadBackAsItWas) {
  RunRecord hurt = run_on({"c", "d"}, "tu");
  hurt.manifest.injected = {"nan"};
  hurt.cut_short = {hurt.launches[0]};
  hurt.cut_short[0].end_reason = "interrupted";
  hurt.cut_short[0].ended_at = "2026-11-22T01:00:00Z";
  hurt.launches[0].start = 2;
  hurt.cases[1].start = 2;
  const RunRecord merged = merged_record({run_on({"a", "b"}, "m"), hurt});
  const auto folder =
      std::filesystem::path(testing::TempDir()) / ("merge_" + std::to_string(::getpid()));
  std::filesystem::remove_all(folder);
  write_record(merged, folder / "sub");
  EXPECT_THROW(write_record(merged, folder / "sub"), InputError);
  const RunRecord back = load_record(folder / "sub");
  std::filesystem::remove_all(folder);
  EXPECT_EQ(back.manifest.merged, merged.manifest.merged);
  EXPECT_EQ(back.manifest.injected, hurt.manifest.injected);
  EXPECT_EQ(back.cases.size(), 4u);
  ASSERT_EQ(interruptions(back).size(), 1u);
  EXPECT_EQ(
      describe(interruptions(back)[0]),
      "2026-11-22T01:00:00Z, launch 2, start 1: interrupted; case in hand: all_reduce/y/shard:2; "
      "resumed by start 2");
}

}  // namespace
}  // namespace fourfold
