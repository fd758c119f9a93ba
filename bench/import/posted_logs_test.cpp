// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bench/import/logged_examples.hpp"

namespace fourfold {
namespace {

// Whole logs as users have posted them (testdata/posted), with figures read off by hand.

/// What a line of nccl-tests says: microseconds and GB/s, as printed.
struct Printed {
  std::size_t row;
  int line;
  std::string name;
  std::uint64_t bytes;
  double microseconds, algbw, busbw;
};

void expect_printed(const LogSection& section, const Printed& expected) {
  ASSERT_LT(expected.row, section.rows.size());
  const LogRow& row = section.rows[expected.row];
  EXPECT_EQ(row.line, expected.line) << expected.name;
  EXPECT_EQ(row.name, expected.name);
  EXPECT_EQ(row.work.message.count(), expected.bytes) << expected.name;
  EXPECT_DOUBLE_EQ(row.seconds, expected.microseconds * 1e-6) << expected.name;
  const double algbw = static_cast<double>(expected.bytes) / row.seconds * 1e-9;
  // The time may have fewer digits than the rate: 100.0 is known to 0.05.
  EXPECT_NEAR(algbw, expected.algbw, 0.0051 + 5e-4 * algbw) << expected.name;
  const double busbw = algbw * row.work.bus_factor;
  EXPECT_NEAR(busbw, expected.busbw, 0.0051 + 5e-4 * busbw) << expected.name;
  EXPECT_TRUE(row.correctness.checked) << expected.name;
  EXPECT_FALSE(row.correctness.first) << expected.name;
}

LogSection posted(const std::string& name, const Told& told = {}) {
  const std::vector<LogSection> sections = parsed(logged("posted/" + name), told);
  EXPECT_EQ(sections.size(), 1U);
  return sections.at(0);
}

std::string fact(const LogSection& section, const std::string& name) {
  return section.facts.at("log").at(name);
}

TEST(PostedLogs, NcclTestsOfTwoHostsWithWarningsBeforeThem) {
  const LogSection one = posted("nccl_tests_2_18_all_gather.log");
  EXPECT_EQ(one.tool, "nccl-tests");
  EXPECT_EQ(one.ranks, 2);
  EXPECT_EQ(one.hosts, (std::vector<std::string>{"spark-fb97", "spark-4440"}));
  EXPECT_EQ(fact(one, "version"), "2.18.3");
  EXPECT_EQ(fact(one, "devices"), "NVIDIA GB10");
  ASSERT_EQ(one.rows.size(), 6U);
  const std::string in_place = "/in_place/by:nccl-tests";
  expect_printed(
      one, {0, 32, "all_gather/nccl/f32/1GiB/by:nccl-tests", 1073741824, 27211.0, 39.46, 19.73});
  expect_printed(one,
                 {3, 33, "all_gather/nccl/f32/2GiB" + in_place, 2147483648, 48690.4, 44.10, 22.05});
  expect_printed(one,
                 {5, 34, "all_gather/nccl/f32/4GiB" + in_place, 4294967296, 95610.9, 44.92, 22.46});
}

TEST(PostedLogs, NcclTestsOfSixteenRanksInPods) {
  const LogSection one = posted("nccl_tests_2_13_kubernetes.log");
  EXPECT_EQ(one.ranks, 16);
  ASSERT_EQ(one.hosts.size(), 16U);
  EXPECT_EQ(one.hosts[7], "nccl-tests-h100-worker-0");
  EXPECT_EQ(one.hosts[8], "nccl-tests-h100-worker-1");
  EXPECT_EQ(fact(one, "devices"), "NVIDIA H100 80GB HBM3");
  ASSERT_EQ(one.rows.size(), 10U);
  const std::string in_place = "/in_place/by:nccl-tests";
  expect_printed(
      one, {0, 32, "all_reduce/nccl/f32/512MiB/by:nccl-tests", 536870912, 5202.3, 103.20, 193.50});
  expect_printed(
      one, {1, 32, "all_reduce/nccl/f32/512MiB" + in_place, 536870912, 5377.7, 99.83, 187.19});
  expect_printed(one,
                 {9, 36, "all_reduce/nccl/f32/8GiB" + in_place, 8589934592, 81960, 104.81, 196.51});
}

TEST(PostedLogs, NcclTestsTaggedByMpirunAmongWhatNcclSays) {
  const LogSection one = posted("nccl_tests_2_13_tagged.log");
  EXPECT_EQ(one.ranks, 2);
  EXPECT_EQ(one.hosts,
            (std::vector<std::string>{"test-nccl-efa-worker-0", "test-nccl-efa-worker-1"}));
  EXPECT_EQ(fact(one, "library"), "2.12.7+cuda11.4");
  ASSERT_EQ(one.rows.size(), 62U);
  EXPECT_EQ(one.rows[0].name, "all_reduce/nccl/f32/0B/by:nccl-tests");
  EXPECT_FALSE(one.rows[0].correctness.checked) << "of no bytes";
  expect_printed(one, {4, 60, "all_reduce/nccl/f32/4B/by:nccl-tests", 4, 65.70, 0, 0});
  expect_printed(
      one, {41, 78, "all_reduce/nccl/f32/1MiB/in_place/by:nccl-tests", 1048576, 579.6, 1.81, 1.81});
  expect_printed(
      one, {60, 88, "all_reduce/nccl/f32/1GiB/by:nccl-tests", 1073741824, 344981, 3.11, 3.11});
}

TEST(PostedLogs, NcclTestsOfOldInAQuotation) {
  const LogSection one = posted("nccl_tests_2_8_quoted.log");
  EXPECT_EQ(one.ranks, 8);
  EXPECT_EQ(one.hosts, std::vector<std::string>(8, "jungpu30"));
  EXPECT_EQ(fact(one, "devices"), "GeForce RTX 2080 Ti");
  ASSERT_EQ(one.rows.size(), 50U);
  expect_printed(one, {0, 16, "all_reduce/nccl/f32/8B/by:nccl-tests", 8, 35.93, 0, 0});
  expect_printed(one,
                 {34, 33, "all_reduce/nccl/f32/1MiB/by:nccl-tests", 1048576, 615.4, 1.70, 2.98});
  expect_printed(one, {49, 40, "all_reduce/nccl/f32/128MiB/in_place/by:nccl-tests", 134217728,
                       95477, 1.41, 2.46});
}

TEST(PostedLogs, NcclTestsOfOldOnTwoHostsAmongWhatSharpSays) {
  const LogSection one = posted("nccl_tests_2_11_two_hosts.log");
  EXPECT_EQ(one.ranks, 16);
  ASSERT_EQ(one.hosts.size(), 16U);
  EXPECT_EQ(one.hosts[7], "a0000");
  EXPECT_EQ(one.hosts[8], "a0001");
  ASSERT_EQ(one.rows.size(), 58U);
  expect_printed(one, {0, 39, "all_reduce/nccl/f32/8B/by:nccl-tests", 8, 22.54, 0, 0});
  expect_printed(one,
                 {34, 56, "all_reduce/nccl/f32/1MiB/by:nccl-tests", 1048576, 177.0, 5.93, 11.11});
  expect_printed(one, {57, 67, "all_reduce/nccl/f32/2GiB/in_place/by:nccl-tests", 2147483648, 38163,
                       56.27, 105.51});
}

TEST(PostedLogs, RcclTestsWithItsWiderHead) {
  const LogSection one = posted("rccl_tests_two_hosts.log");
  EXPECT_EQ(one.tool, "rccl-tests");
  EXPECT_EQ(one.ranks, 2);
  EXPECT_EQ(one.hosts, (std::vector<std::string>{"corona", "bootes"}));
  EXPECT_EQ(fact(one, "version"), "develop:33cc4df");
  ASSERT_EQ(one.rows.size(), 50U);
  expect_printed(one,
                 {40, 33, "all_reduce/rccl/f32/8MiB/by:rccl-tests", 8388608, 869.2, 9.65, 9.65});
  expect_printed(one, {41, 33, "all_reduce/rccl/f32/8MiB/in_place/by:rccl-tests", 8388608, 1149.4,
                       7.30, 7.30});
  expect_printed(
      one, {48, 37, "all_reduce/rccl/f32/128MiB/by:rccl-tests", 134217728, 12463, 10.77, 10.77});
}

TEST(PostedLogs, OsuAllreduceOfFourHosts) {
  const LogSection one = posted("osu_allreduce_7_5.log", {144, ""});
  EXPECT_EQ(one.tool, "osu");
  EXPECT_EQ(one.ranks, 144);
  ASSERT_EQ(one.rows.size(), 27U);
  const std::string by = "/hot/per_call/by:osu_average";
  EXPECT_EQ(one.rows[0].name, "all_reduce/mpi/i32/4B" + by);
  EXPECT_DOUBLE_EQ(one.rows[0].seconds, 11.69e-6);
  EXPECT_EQ(one.rows[15].name, "all_reduce/mpi/i32/128KiB" + by);
  EXPECT_DOUBLE_EQ(one.rows[15].seconds, 3674.69e-6);
  EXPECT_EQ(one.rows[26].work.message.count(), 268435456U);
  EXPECT_DOUBLE_EQ(one.rows[26].seconds, 496306.98e-6);
  EXPECT_FALSE(one.rows[26].correctness.checked);
}

TEST(PostedLogs, OsuAlltoallPrintsTheBytesOfOneBlock) {
  const LogSection one = posted("osu_alltoall_7_5.log", {36, ""});
  ASSERT_EQ(one.rows.size(), 27U);
  EXPECT_EQ(one.rows[0].name, "all_to_all/mpi/char/36B/hot/per_call/by:osu_average");
  EXPECT_DOUBLE_EQ(one.rows[0].seconds, 10.29e-6);
  EXPECT_EQ(one.rows[26].work.message.count(), 36U * 67108864);
  EXPECT_DOUBLE_EQ(one.rows[26].seconds, 747888.64e-6);
}

TEST(PostedLogs, OsuOnGpusWithWarningsBetweenItsLines) {
  const LogSection one = posted("osu_allreduce_5_9_cuda.log", {2, ""});
  ASSERT_EQ(one.rows.size(), 19U);
  const std::string by = "/device/hot/per_call/by:osu_average";
  EXPECT_EQ(one.rows[2].name, "all_reduce/mpi/f32/16B" + by);
  EXPECT_DOUBLE_EQ(one.rows[2].seconds, 1.60e-6);
  EXPECT_DOUBLE_EQ(one.rows[2].half, 0.005e-6);
  EXPECT_EQ(one.rows[3].name, "all_reduce/mpi/f32/32B" + by);
  EXPECT_DOUBLE_EQ(one.rows[3].seconds, 13.30e-6);
  EXPECT_EQ(one.rows[18].name, "all_reduce/mpi/f32/1MiB" + by);
  EXPECT_DOUBLE_EQ(one.rows[18].seconds, 630.67e-6);
}

void expect_imb(const LogRow& row, const std::string& size, double least, double most,
                double mean) {
  EXPECT_EQ(row.name, "all_reduce/mpi/f32/" + size + "/hot/by:imb");
  EXPECT_DOUBLE_EQ(row.seconds, most * 1e-6);
  EXPECT_DOUBLE_EQ(row.mean_seconds.value(), mean * 1e-6);
  EXPECT_DOUBLE_EQ(row.fastest_seconds.value(), least * 1e-6);
  EXPECT_DOUBLE_EQ(row.half, 0.005e-6);
}

TEST(PostedLogs, ImbAllreduceOfTwoVersions) {
  const LogSection now = posted("imb_allreduce_2021_6.log");
  EXPECT_EQ(now.ranks, 144);
  EXPECT_EQ(fact(now, "version"), "2021.6");
  ASSERT_EQ(now.rows.size(), 27U);
  expect_imb(now.rows[0], "0B", 0.04, 0.04, 0.04);
  expect_imb(now.rows[1], "8B", 3.82, 3.99, 3.89);
  expect_imb(now.rows[18], "1MiB", 604.11, 638.19, 615.04);
  expect_imb(now.rows[26], "256MiB", 196246.06, 197505.86, 196831.87);
  const LogSection old = posted("imb_allreduce_2018.log");
  EXPECT_EQ(old.ranks, 144);
  EXPECT_EQ(fact(old, "version"), "2018");
  ASSERT_EQ(old.rows.size(), 27U);
  expect_imb(old.rows[1], "8B", 4.50, 18.59, 11.69);
  expect_imb(old.rows[26], "256MiB", 331046.67, 353256.68, 343593.42);
}

}  // namespace
}  // namespace fourfold
