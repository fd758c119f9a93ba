// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/import/logged_examples.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

/// One row as its log has it: microseconds, and the rates that follow from size and time.
void expect_row(const LogRow& row, const std::string& name, std::uint64_t bytes,
                double microseconds, double busbw) {
  EXPECT_EQ(row.name, name);
  EXPECT_EQ(row.work.message.count(), bytes);
  EXPECT_DOUBLE_EQ(row.seconds, microseconds * 1e-6);
  const double rate = static_cast<double>(bytes) * row.work.bus_factor / row.seconds * 1e-9;
  EXPECT_NEAR(rate, busbw, 0.006 + 1e-3 * busbw) << name;
}

TEST(LogFormats, NcclTestsNamesEverythingInNewVersions) {
  const auto sections = parsed(logged("nccl_tests_2_18.log"));
  ASSERT_EQ(sections.size(), 1U);
  const LogSection& one = sections[0];
  EXPECT_EQ(one.tool, "nccl-tests");
  EXPECT_EQ(one.ranks, 16);
  ASSERT_EQ(one.hosts.size(), 16U);
  EXPECT_EQ(one.hosts[7], "node1");
  EXPECT_EQ(one.hosts[8], "node2");
  EXPECT_EQ(one.facts.at("log").at("devices"), "NVIDIA RTX 6000D");
  EXPECT_EQ(one.facts.at("log").at("library"), "2.30.3+cuda13.0");
  ASSERT_EQ(one.rows.size(), 6U);
  expect_row(one.rows[0], "all_to_all/nccl/f32/8MiB/by:nccl-tests", 8388608, 263.35, 29.86);
  EXPECT_TRUE(one.rows[0].correctness.checked);
  expect_row(one.rows[1], "all_to_all/nccl/f32/8MiB/in_place/by:nccl-tests", 8388608, 268.41,
             29.30);
  EXPECT_FALSE(one.rows[1].correctness.checked);
  EXPECT_EQ(one.rows[2].line, 29);
  EXPECT_THAT(one.rows[0].figure, HasSubstr("mean over 20 calls"));
}

TEST(LogFormats, NcclTestsTellsASumByItsColumnsAndLaunchersTagLines) {
  const LogSection one = parsed(logged("nccl_tests_2_13.log")).at(0);
  ASSERT_EQ(one.rows.size(), 4U);
  expect_row(one.rows[0], "all_reduce/nccl/f32/1GiB/by:nccl-tests", 1U << 30, 6426.3, 313.29);
  expect_row(one.rows[3], "all_reduce/nccl/f32/2GiB/in_place/by:nccl-tests", 2147483648, 9195.2,
             437.89);
}

TEST(LogFormats, NcclTestsOfOldHaveNoRootAndAnErrorInstead) {
  const LogSection one = parsed(logged("nccl_tests_2_10.log")).at(0);
  ASSERT_EQ(one.rows.size(), 4U);
  expect_row(one.rows[0], "all_reduce/nccl/f32/1MiB/by:nccl-tests", 1048576, 192.4, 10.22);
  EXPECT_TRUE(one.rows[0].correctness.checked);
  EXPECT_FALSE(one.rows[0].correctness.first);
}

TEST(LogFormats, NcclTestsOfABroadcastNamedByItsCommandLine) {
  const LogSection one = parsed(logged("nccl_tests_2_9_broadcast.log")).at(0);
  ASSERT_EQ(one.rows.size(), 2U);
  expect_row(one.rows[1], "broadcast/nccl/f32/8B/in_place/by:nccl-tests", 8, 38.17, 0);
  EXPECT_EQ(one.hosts, (std::vector<std::string>{"node1", "node2"}));
  EXPECT_FALSE(one.rows[1].correctness.checked);
}

TEST(LogFormats, RcclTestsWithATrailingTimeStamp) {
  const LogSection one = parsed(logged("rccl_tests.log")).at(0);
  EXPECT_EQ(one.tool, "rccl-tests");
  EXPECT_EQ(one.ranks, 8);
  ASSERT_EQ(one.rows.size(), 2U);
  expect_row(one.rows[0], "all_reduce/rccl/f32/8MiB/by:rccl-tests", 8388608, 91.10, 161.14);
  expect_row(one.rows[1], "all_reduce/rccl/f32/8MiB/in_place/by:rccl-tests", 8388608, 94.94,
             154.63);
}

TEST(LogFormats, NcclTestsInJsonSaysTheSameAsItsText) {
  const LogSection text = parsed(logged("nccl_tests_2_18.log")).at(0);
  const LogSection json = parsed(logged("nccl_tests.json")).at(0);
  EXPECT_EQ(json.ranks, 16);
  EXPECT_EQ(json.hosts, text.hosts);
  ASSERT_EQ(json.rows.size(), 4U);
  for (std::size_t i = 0; i < json.rows.size(); ++i) {
    EXPECT_EQ(json.rows[i].name, text.rows[i].name);
    EXPECT_DOUBLE_EQ(json.rows[i].seconds, text.rows[i].seconds);
    EXPECT_EQ(json.rows[i].correctness.checked, text.rows[i].correctness.checked);
  }
}

TEST(LogFormats, OsuWithAllColumnsHasTheSlowestRanksTime) {
  const LogSection one = parsed(logged("osu_reduce_full.log"), {192, ""}).at(0);
  EXPECT_EQ(one.ranks, 192);
  EXPECT_TRUE(one.hosts.empty());
  ASSERT_EQ(one.rows.size(), 2U);
  EXPECT_EQ(one.rows[1].name, "reduce/mpi/char/1KiB/device/hot/per_call/by:osu");
  EXPECT_DOUBLE_EQ(one.rows[1].seconds, 134.61e-6);
  EXPECT_DOUBLE_EQ(one.rows[1].mean_seconds.value(), 55.48e-6);
  EXPECT_DOUBLE_EQ(one.rows[1].fastest_seconds.value(), 24.05e-6);
  EXPECT_FALSE(one.rows[1].correctness.checked);
  EXPECT_EQ(one.rows[1].figure, "mean over 1000 calls, of the slowest rank");
}

TEST(LogFormats, OsuWithAnAverageIsAnotherFigureAndBlocksAreOfOneRank) {
  const LogSection one = parsed(logged("osu_alltoall.log"), {8, ""}).at(0);
  ASSERT_EQ(one.rows.size(), 3U);
  EXPECT_EQ(one.rows[2].name, "all_to_all/mpi/char/32B/hot/per_call/by:osu_average");
  EXPECT_TRUE(one.rows[2].correctness.checked);
  std::string failing = logged("osu_alltoall.log");
  failing.replace(failing.find("Pass"), 4, "Fail");
  EXPECT_TRUE(parsed(failing, {8, ""}).at(0).rows[0].correctness.first);
  const LogSection old = parsed(logged("osu_alltoall_5.log"), {4, ""}).at(0);
  EXPECT_EQ(old.rows[1].name, "all_to_all/mpi/char/8B/hot/per_call/by:osu_average");
  EXPECT_DOUBLE_EQ(old.rows[1].seconds, 32.85e-6);
}

TEST(LogFormats, ImbHasBlocksAndRatesAndLeavesPingPongOut) {
  const LogSection one = parsed(logged("imb.log")).at(0);
  EXPECT_EQ(one.ranks, 2);
  ASSERT_EQ(one.rows.size(), 6U);
  EXPECT_EQ(one.rows[1].name, "all_gather/mpi/byte/16B/hot/by:imb");
  EXPECT_DOUBLE_EQ(one.rows[1].seconds, 1.03e-6);
  EXPECT_DOUBLE_EQ(one.rows[1].fastest_seconds.value(), 0.59e-6);
  EXPECT_EQ(one.rows[4].name, "send_recv/mpi/byte/8B/hot/by:imb");
  ASSERT_EQ(one.left_out.size(), 1U);
  EXPECT_THAT(one.left_out[0], HasSubstr("PingPong"));
}

TEST(LogFormats, GoogleBenchmarksRepetitionsAreTrialsOfACaseOfOurs) {
  const auto sections = parsed(logged("google_benchmark.json"));
  ASSERT_EQ(sections.size(), 1U);
  EXPECT_EQ(sections[0].ranks, 2);
  ASSERT_EQ(sections[0].rows.size(), 4U);
  EXPECT_EQ(sections[0].rows[0].name, "all_reduce/mpi/f32/64KiB");
  EXPECT_EQ(sections[0].rows[0].work.message.count(), 65536U);
  EXPECT_DOUBLE_EQ(sections[0].rows[0].seconds, 45.86300000000001e-6);
  EXPECT_NEAR(sections[0].rows[2].work.flops.value(), 2.0 * 64 * 64 * 64, 1);
  std::string joined = logged("google_benchmark.json");
  for (std::size_t at = 0; (at = joined.find("repeats:2", at)) != joined.npos; ++at) {
    joined.replace(at, 9, "repeats:1");
  }
  EXPECT_EQ(parsed(joined).size(), 2U) << "one repetition each of two launches";
}

/// The table of a log with another head and other rows, and the average that is theirs.
std::string with_table(const std::string& head, const std::string& rows,
                       const std::string& average) {
  const std::string text = logged("rccl_tests.log");
  const std::size_t banner = text.find("#      ", text.find("Rank  7"));
  const std::size_t end = text.find("# Errors with"), mean = text.find("161.14", end);
  EXPECT_EQ(mean, text.npos);
  std::string tail = text.substr(end);
  const std::size_t number = tail.find(": ", tail.find("Avg")) + 2;
  tail.replace(number, tail.find(' ', number) - number, average);
  return text.substr(0, banner) + head + rows + tail;
}

TEST(LogFormats, ColumnsAreReadByTheirNames) {
  const std::string in_place =
      "#                in-place\n"
      "# size count type redop root time algbw busbw #wrong\n";
  const LogSection alone =
      parsed(with_table(in_place, "8388608 2097152 float max -1 94.94 88.36 154.63 0\n", "154.63"))
          .at(0);
  ASSERT_EQ(alone.rows.size(), 1U);
  EXPECT_EQ(alone.rows[0].name, "all_reduce/rccl/f32/8MiB/max/in_place/by:rccl-tests");
  const std::string by_iteration =
      "#                out-of-place (+ per-iteration)   in-place (+ per-iteration)\n"
      "# size count type redop root time algbw busbw #wrong i_min i_max i_p99 i_cv% time algbw "
      "busbw "
      "#wrong i_min i_max i_p99 i_cv%\n";
  const LogSection iterations =
      parsed(
          with_table(by_iteration,
                     "8388608 2097152 float sum -1 91.10 92.08 161.14 0 90 99 98 1.5 94.94 88.36 "
                     "154.63 0 91 99 98 1.6\n",
                     "157.885"))
          .at(0);
  ASSERT_EQ(iterations.rows.size(), 2U);
  EXPECT_DOUBLE_EQ(iterations.rows[1].seconds, 94.94e-6);
}

TEST(LogFormats, ColumnsBehindThoseThatAreReadAreLeftAlone) {
  const LogSection one =
      parsed(
          with_table("# size count type redop root time algbw busbw #wrong time algbw busbw "
                     "#wrong algo proto nchannels\n",
                     "8388608 2097152 float sum -1 91.10 92.08 161.14 0 94.94 88.36 154.63 0 RING "
                     "SIMPLE 56\n",
                     "157.885"))
          .at(0);
  ASSERT_EQ(one.rows.size(), 2U);
  EXPECT_DOUBLE_EQ(one.rows[1].seconds, 94.94e-6);
}

TEST(LogFormats, TheHypercubesRateIsOfWhatItMoves) {
  std::string text = with_table("# size count type redop root time algbw busbw #wrong\n",
                                "8388608 262144 float none -1 91.10 80.57 80.57 0\n", "80.57");
  text.replace(text.find("all_reduce_perf"), 15, "hypercube_perf");
  const LogRow row = parsed(text).at(0).rows.at(0);
  EXPECT_EQ(row.operation, "hypercube");
  EXPECT_DOUBLE_EQ(row.work.bus_factor, 7.0 / 8);
}

TEST(LogFormats, SettingsThatChangeWhatATimeIsAreInTheName) {
  std::string text = logged("rccl_tests.log");
  text.replace(text.find("graph: 0"), 8, "graph: 4");
  text.replace(text.find("agg iters: 1"), 12, "agg iters: 3");
  text.insert(text.find("# Using devices"),
              "# Blocking Enabled: wait for completion and barrier\n");
  const LogRow row = parsed(text).at(0).rows.at(0);
  EXPECT_EQ(row.name, "all_reduce/rccl/f32/8MiB/aggregated:3/graph/per_call/by:rccl-tests");
  EXPECT_THAT(row.figure, HasSubstr("mean over 60 calls"));
}

TEST(LogFormats, ImbOfSeveralNumbersOfRanksIsTakenForOne) {
  std::string text = logged("imb.log");
  text.replace(text.rfind("# Benchmarking PingPong"), 23, "# Benchmarking Bcast");
  text.replace(text.rfind("# #processes = 2"), 16, "# #processes = 4");
  text.replace(text.rfind("      t[usec]   Mbytes/sec"), 26,
               "  t_min[usec]  t_max[usec]  t_avg[usec]");
  for (const char* const row : {"0.32         0.00", "0.51        15.55", "0.38        42.33"}) {
    text.replace(text.find(row), 17, "1.00   2.00   1.50");
  }
  EXPECT_EQ(parsed(text).size(), 2U);
  const auto four = parsed(text, {4, ""});
  ASSERT_EQ(four.size(), 1U);
  EXPECT_EQ(four[0].rows.at(2).name, "broadcast/mpi/byte/16B/hot/by:imb");
  EXPECT_EQ(four[0].left_out.size(), 2U);
}

TEST(LogFormats, WrongValuesAreWrongResultsWithoutAPlace) {
  std::string text = logged("nccl_tests_2_18.log");
  const std::string row = "31.85   29.86       0";
  text.replace(text.find(row), row.size(), "31.85   29.86      50");
  text.replace(text.find(": 0 OK"), 6, ": 1 FAILED");
  const LogRow wrong = parsed(text).at(0).rows[0];
  ASSERT_TRUE(wrong.correctness.first);
  EXPECT_EQ(describe(*wrong.correctness.first), "nccl-tests' own check: 50 wrong elements");
  // Old versions say that there are some, and not where: none of them is right.
  std::string old = logged("nccl_tests_2_10.log");
  old.replace(old.find(": 0 OK"), 6, ": 3 FAILED");
  const LogSection section = parsed(old).at(0);
  for (const LogRow& one : section.rows) EXPECT_TRUE(one.correctness.first) << one.name;
}

TEST(LogFormats, PrintedNumbersKnowTheirPrecision) {
  EXPECT_DOUBLE_EQ(printed_number("25.72")->half, 0.005);
  EXPECT_DOUBLE_EQ(printed_number("10642")->half, 0.5);
  EXPECT_NEAR(printed_number("1.2e+06")->half, 5e4, 1e-6);
  EXPECT_FALSE(printed_number("N/A"));
  EXPECT_FALSE(printed_number("1.0x"));
  EXPECT_FALSE(printed_number("-1"));
}

TEST(LogFormats, WhatOthersPutBeforeLinesIsTakenOff) {
  for (const std::string prefix : {"00:55:22 ", "> > ", "2025-02-12T10:00:00.123456Z "}) {
    std::string text = prefix;
    for (const char c : logged("nccl_tests_2_13.log")) {
      text.push_back(c);
      if (c == '\n') text += prefix;
    }
    ASSERT_EQ(parsed(text).at(0).rows.size(), 4U) << prefix;
    EXPECT_DOUBLE_EQ(parsed(text).at(0).rows[3].seconds, 9195.2e-6);
  }
}

TEST(LogFormats, WhatIsLeftOutAfterTheLastIsToldToo) {
  const std::string log = logged("osu_alltoall.log") +
                          "\n# OSU MPI Barrier Latency Test v7.5\n# Avg Latency(us)\n" +
                          "             3.21\n";
  const auto sections = parsed(log, {8, ""});
  ASSERT_EQ(sections.size(), 1U);
  ASSERT_EQ(sections[0].left_out.size(), 1U);
  EXPECT_THAT(sections[0].left_out[0], HasSubstr("Barrier"));
}

}  // namespace
}  // namespace fourfold
