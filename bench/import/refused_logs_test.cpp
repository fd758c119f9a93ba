// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bench/import/collective_row.hpp"
#include "bench/import/logged_examples.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

std::string without_line(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, text.npos) << part;
  const std::size_t begin = text.rfind('\n', at) + 1;
  return text.substr(0, begin) + text.substr(text.find('\n', at) + 1);
}

/// The line that the log is refused with, and that the reason has these words.
void expect_refused(const std::string& text, int line, const std::string& words,
                    const Told& told = {}) {
  try {
    (void)parsed(text, told);
    ADD_FAILURE() << "it was taken; expected: " << words;
  } catch (const InputError& error) {
    EXPECT_EQ(error.position().file, "x.log");
    EXPECT_EQ(error.position().line, line) << error.what();
    EXPECT_NE(error.message().find(words), std::string::npos) << error.what();
  }
}

const std::string kSecondRow = "    16777216        262144";

TEST(RefusedLogs, CutShort) {
  const std::string text = logged("nccl_tests_2_18.log");
  expect_refused(text.substr(0, text.find("# Out of bounds")), 30, "cut short");
  expect_refused(text.substr(0, text.find("# Avg bus")), 31, "cut short");
  expect_refused(text.substr(0, text.find("   1.58")), 29, "cut");
  const std::string json = logged("nccl_tests.json");
  expect_refused(json.substr(0, json.size() / 2), 1, "cut short");
  const std::string imb = logged("imb.log");
  expect_refused(imb.substr(0, imb.find("# All processes")), 59, "cut short");
  const std::string osu = logged("osu_alltoall.log");
  expect_refused(osu.substr(0, osu.size() - 6), 7, "cut short", {8, ""});
  expect_refused(osu.substr(0, osu.size() - 1), 7, "the last line has no end", {8, ""});
  const std::string ours = logged("google_benchmark.json");
  expect_refused(ours.substr(0, ours.size() / 2), 52, "cut short");
}

TEST(RefusedLogs, ColumnsThatAreNotThere) {
  const std::string header = "#bytes #repetitions  t_min[usec]  t_max[usec]  t_avg[usec]";
  expect_refused(changed(logged("imb.log"), header, "#bytes #repetitions t_max[usec]"), 37,
                 "the names of the columns");
}

TEST(RefusedLogs, RunsThatMeasuredNoMachine) {
  const std::string ours = logged("google_benchmark.json");
  const std::string name = "\"executable\": \"fourfold\",";
  expect_refused(changed(ours, name, name + "\"injected\": \"nan\","), 0,
                 "injected into that run: nan");
  expect_refused(changed(ours, name, name + "\"ranks_per_gpu\": \"2\","), 0, "shared a GPU");
}

TEST(RefusedLogs, NumbersThatWouldFillTheMemory) {
  expect_refused(changed(logged("google_benchmark.json"), "\"repetition_index\": 1",
                         "\"repetition_index\": 4000000000"),
                 0, "too many");
  expect_refused(changed(logged("nccl_tests.json"), "\"nthreads\":1", "\"nthreads\":1000000000"), 1,
                 "more than 1000000 ranks");
}

TEST(RefusedLogs, LinesMissing) {
  const std::string text = logged("nccl_tests_2_18.log");
  expect_refused(without_line(text, kSecondRow), 31, "the header's sizes make 3");
  // Where the header is gone too, the average tells.
  expect_refused(without_line(without_line(text, "# nThread"), kSecondRow), 30,
                 "lines are missing or changed", {16, ""});
  expect_refused(changed(logged("google_benchmark.json"), "mpi/f32/64KiB/it", "mpi/f32/64KiB2/it"),
                 0, "repetitions of 'all_reduce/mpi/f32/64KiB' are missing");
  std::string osu = without_line(logged("osu_alltoall.log"), "2                      12.05");
  expect_refused(osu, 6, "size 4 after 1", {8, ""});
}

TEST(RefusedLogs, AnAverageThatIsNotOfTheseLines) {
  const std::string text = logged("nccl_tests_2_10.log");
  expect_refused(changed(text, "Avg bus bandwidth    : 12.34", "Avg bus bandwidth    : 13.34"), 27,
                 "average bus bandwidth");
}

TEST(RefusedLogs, RowsThatContradictThemselves) {
  const std::string text = logged("nccl_tests_2_18.log");
  expect_refused(changed(text, "   31.85   29.86", "   32.85   29.86"), 28, "contradicts itself");
  // With busbw that is not algbw's, the average is to agree or the lie would be found earlier.
  std::string busbw = changed(text, "   31.85   29.86", "   31.85   30.86");
  busbw = changed(busbw, "31.25   29.30", "31.25   28.30");
  expect_refused(busbw, 28, "busbw");
  expect_refused(changed(text, ": 0 OK", ": 2 FAILED"), 25, "has no wrong values");
  expect_refused(changed(logged("imb.log"), "34.15", "36.15"), 47, "contradicts itself");
  expect_refused(changed(logged("imb.log"), "34.15", "32.15"), 47, "contradicts itself");
  expect_refused(changed(logged("osu_reduce_full.log"), "136.56", " 36.56"), 5,
                 "contradicts itself", {192, ""});
}

TEST(RefusedLogs, CountsThatDoNotMakeTheSize) {
  const std::string text = logged("nccl_tests_2_18.log");
  expect_refused(changed(text, "33554432        524288", "33554432       8388608"), 30,
                 "8388608 elements of 4 B for each of 16 ranks are not 33554432 B");
  // That one is of blocks and the other of a whole buffer, only the collective says.
  std::string sum = logged("rccl_tests.log");
  expect_refused(changed(sum, "2097152     float", " 262144     float"), 18,
                 "262144 elements of 4 B are not 8388608 B");
}

TEST(RefusedLogs, BusBandwidthThatIsNotOfTheAlgorithms) {
  // A time of so few digits fits either rate alone.
  const LoggedRates rates{{0.6, 0.5, 0}, {10, 0.005, 2}, {11, 0.005, 2}};
  LogRow row;
  row.operation = "all_gather";
  row.work = {.message = Bytes(8000), .bus_factor = 0.5, .memory = {}, .flops = {}};
  EXPECT_NE(contradiction(row, rates).find("its algbw times 0.5"), std::string::npos);
}

TEST(RefusedLogs, NumbersThatWereCutAtTheirEnd) {
  const std::string text = logged("nccl_tests_2_18.log");
  expect_refused(changed(text, "   31.85 ", "   31.8 "), 28, "'31.8' under algbw has 1 decimals");
  expect_refused(changed(text, "   29.30 ", "   29.3 "), 28, "'29.3' under busbw has 1 decimals");
  expect_refused(changed(text, " 263.35 ", " 263. "), 28, "cut short, or changed");
  const std::string tagged = logged("posted/nccl_tests_2_13_tagged.log");
  expect_refused(changed(tagged, " 65.70 ", " 65.7 "), 60, "the time '65.7' has 1 decimals");
  const std::string old = logged("nccl_tests_2_10.log");
  const std::string last = "14.49  5e-07";
  expect_refused(changed(old, last, "14.49  5e-0"), 25, "lacks the end of an error");
  expect_refused(changed(old, last, "14.49  5"), 25, "lacks the end of an error");
  expect_refused(changed(logged("osu_alltoall_5.log"), "32.85", "32.8"), 5, "under latency",
                 {4, ""});
  expect_refused(changed(logged("imb.log"), "    1.03 ", "    1.0 "), 38, "under t_max[usec]");
  expect_refused(changed(logged("imb.log"), "63.22", "63.2"), 48, "under Mbytes/sec");
}

TEST(RefusedLogs, CyclesOfOneStartThatAreCopies) {
  std::string text = logged("nccl_tests_2_18.log");
  const std::size_t first = text.find("     8388608"), end = text.find("# Out of bounds");
  const std::string cycle = text.substr(first, end - first);
  text.insert(end, cycle);
  expect_refused(text, 31, "the same times as those from line 28");
  EXPECT_EQ(parsed(changed(text, "263.35", "263.36")).at(0).rows.size(), 12U);
}

TEST(RefusedLogs, JobsOfOneRankEach) {
  const std::string text = logged("nccl_tests_2_9_broadcast.log");
  const std::string rank_1 = "#  Rank  1";
  // Two processes that are one rank each print everything twice, mixed.
  const std::string head =
      "# nThread 1 nGpus 1 minBytes 8 maxBytes 8 step: 2(factor) warmup iters: "
      "10 iters: 100 validation: 0 \n";
  expect_refused(head + "# Using devices\n" + head, 3, "N jobs of one rank each");
  expect_refused(changed(text, rank_1, "#  Rank  0"), 6, "N jobs of one rank each");
  // One after the other, each whole.
  std::string lone = without_line(text, rank_1);
  lone = changed(changed(lone, "bandwidth    : 0.00019", "bandwidth    : 0"), "broadcast_perf",
                 "broadcast_perf");
  expect_refused(lone + lone, 18, "a second job of one rank");
}

TEST(RefusedLogs, LinesOfSeveralProcessesMixed) {
  const std::string text = logged("nccl_tests_2_18.log");
  expect_refused(changed(text, kSecondRow, "    16777216node2:7 NCCL INFO        262144"), 32,
                 "lines are missing");
  expect_refused(changed(text, kSecondRow, "    16777216        262144   x"), 29, "mixed");
  const std::string tagged = logged("nccl_tests_2_13.log");
  expect_refused(changed(tagged, "[1,0]<stdout>:  2147483648", "[1,1]<stdout>:  2147483648"), 25,
                 "mixed");
  expect_refused(text.substr(0, text.find(kSecondRow)) + text, 31, "a second start");
  const std::string imb = logged("imb.log");
  expect_refused(imb + imb, 63, "a second start");
}

TEST(RefusedLogs, WhatALogDoesNotTellIsNotGuessed) {
  const std::string text = logged("nccl_tests_2_9_broadcast.log");
  expect_refused(without_line(text, "mpirun"), 13, "does not say which collective");
  EXPECT_EQ(parsed(without_line(text, "mpirun"), {.ranks = {}, .collective = "send_recv"})
                .at(0)
                .rows[0]
                .operation,
            "send_recv");
  expect_refused(without_line(text, "mpirun"), 13, "2 elements of 4 B for each of 2 ranks",
                 {.ranks = {}, .collective = "scatter"});
  expect_refused(text, 14, "--collective says scatter", {.ranks = {}, .collective = "scatter"});
  expect_refused(text, 2, "--ranks says 3", {3, ""});
  expect_refused(logged("osu_alltoall.log"), 2, "how many ranks");
  const std::string rccl = logged("rccl_tests.log");
  expect_refused(changed(rccl, "root     time ", "root  cputime "), 16, "cputime");
  expect_refused(changed(rccl, "Rank  3 Group  0", "Rank  3 Group  1"), 9, "several communicators");
  expect_refused(changed(rccl, "all_reduce_perf", "alltoallv_perf"), 18, "not a collective");
}

TEST(RefusedLogs, WhatIsNoLog) {
  expect_refused("", 0, "no log that can be imported");
  expect_refused(logged("imb.log") + logged("rccl_tests.log"), 0, "give each a file of its own");
}

}  // namespace
}  // namespace fourfold
