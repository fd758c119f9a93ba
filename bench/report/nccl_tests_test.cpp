// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "bench/report/report_test_data.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// The words of every line that is no comment: what a script for nccl-tests reads.
std::vector<std::vector<std::string>> data_lines(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    rows.emplace_back();
    for (std::string word; words >> word;) rows.back().push_back(word);
  }
  return rows;
}

TEST(NcclTests, PairsOutOfPlaceAndInPlaceOnOneLine) {
  const auto rows = data_lines(written(healthy_run(), "nccl-tests"));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_THAT(rows[1], ElementsAre("1048576", "262144", "float", "sum", "-1", "104.20", "10.06",
                                   "10.06", "0", "98.70", "10.62", "10.62", "0"));
  EXPECT_THAT(rows[0], ElementsAre("8", "2", "float", "sum", "-1", "0.22", "0.04", "0.04", "0",
                                   "N/A", "N/A", "N/A", "N/A"));
}

TEST(NcclTests, CountsARanksShareWhereRanksHoldShares) {
  const auto rows = data_lines(written(healthy_run(), "nccl-tests"));
  // all_gather of 64 KiB over 2 ranks: 16384 floats, 8192 from each.
  EXPECT_THAT(rows[2], ElementsAre("65536", "8192", "float", "none", "-1", "9.84", "6.66", "3.33",
                                   "0", "N/A", "N/A", "N/A", "N/A"));
}

TEST(NcclTests, HasTheClassicHeader) {
  const std::string text = written(healthy_run(), "nccl-tests");
  EXPECT_THAT(text,
              HasSubstr("#       size         count      type   redop    root     time   algbw   "
                        "busbw #wrong     time   algbw   busbw #wrong\n"));
  EXPECT_THAT(text, HasSubstr("# nThread 1 nGpus 1 "));
  EXPECT_THAT(text, HasSubstr("#  Rank  1 on     node-a\n"));
  EXPECT_THAT(text, Not(HasSubstr("# Avg bus bandwidth")));
}

TEST(NcclTests, ReadsOperationRootAndVariantFromTheName) {
  const std::string text = written(acceptance_run(), "nccl-tests");
  const auto rows = data_lines(text);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_THAT(rows[1], ElementsAre("1048576", "524288", "bfloat16", "none", "1", "12.00", "87.38",
                                   "87.38", "5", "N/A", "N/A", "N/A", "N/A"));
  EXPECT_EQ(rows[2][3], "max");
  EXPECT_EQ(rows[2][5], "N/A");
  EXPECT_THAT(text, HasSubstr("all_reduce, backend nccl, variant /per_call"));
}

TEST(NcclTests, SaysOkOnlyWhenEveryResultWasChecked) {
  ReportParts parts = healthy_run();
  EXPECT_THAT(written(parts, "nccl-tests"), HasSubstr("# Out of bounds values : 0 OK\n"));
  parts.metrics[1].correct = false;
  EXPECT_THAT(written(parts, "nccl-tests"),
              HasSubstr("# Out of bounds values : N/A (1 not checked)\n"));
  EXPECT_THAT(written(acceptance_run(), "nccl-tests"),
              HasSubstr("# Out of bounds values : 1 FAILED\n"));
  EXPECT_THAT(written(empty_run(), "nccl-tests"),
              HasSubstr("# Out of bounds values : N/A (no collective was measured)\n"));
}

TEST(NcclTests, TellsOfWhatHasNoLine) {
  EXPECT_THAT(
      written(acceptance_run(), "nccl-tests"),
      HasSubstr("# failed: all_to_all/nccl/f16/1GiB: rank 2: out of memory, \"1GiB\" asked\n"));
  EXPECT_THAT(written(healthy_run(), "nccl-tests"),
              HasSubstr("# skipped: all_reduce/nccl/bf16/1KiB: no NVIDIA driver\n"));
}

TEST(NcclTests, LeavesOutWhatIsNoCollective) {
  EXPECT_THAT(written(healthy_run(), "nccl-tests"), Not(HasSubstr("gemm/")));
}

}  // namespace
}  // namespace fourfold
