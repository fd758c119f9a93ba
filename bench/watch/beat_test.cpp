// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/beat.hpp"

#include <gtest/gtest.h>

namespace fourfold {
namespace {

RankView view(int rank) {
  RankView v;
  v.rank = rank;
  v.host = "b";
  v.pid = 4711;
  v.process = ProcessState::Stopped;
  v.ended = 11;
  v.phase = Phase::Operation;
  v.step = Step::Call;
  v.entered = 1'000'000'000'000;
  v.left = 999'999'999'999;
  v.call = 57;
  v.case_number = 3;
  v.allowance_s = 1.5;
  v.case_name = "all_reduce/mpi/f32/8KiB";
  v.call_text = "all_reduce f32 sum 8KiB";
  v.said = "line\nand\ttab";
  v.library = "unhandled system error";
  return v;
}

TEST(Beat, ComesBackAsItWas) {
  const Beat beat{"b", 12, "/runs/x", {view(5), view(7)}};
  const auto datagrams = encode_beat(beat, "token");
  ASSERT_EQ(datagrams.size(), 1u);
  Beat back;
  ASSERT_TRUE(decode_beat(datagrams[0], "token", back));
  EXPECT_EQ(back.host, "b");
  EXPECT_EQ(back.ranks, 12);
  EXPECT_EQ(back.directory, "/runs/x");
  ASSERT_EQ(back.views.size(), 2u);
  const RankView& v = back.views[1];
  EXPECT_EQ(v.rank, 7);
  EXPECT_EQ(v.host, "b");
  EXPECT_EQ(v.pid, 4711);
  EXPECT_EQ(v.process, ProcessState::Stopped);
  EXPECT_EQ(v.ended, 11);
  EXPECT_EQ(v.phase, Phase::Operation);
  EXPECT_EQ(v.step, Step::Call);
  EXPECT_EQ(v.entered, 1'000'000'000'000u);
  EXPECT_EQ(v.left, 999'999'999'999u);
  EXPECT_EQ(v.call, 57u);
  EXPECT_EQ(v.case_number, 3u);
  EXPECT_EQ(v.allowance_s, 1.5);
  EXPECT_EQ(v.case_name, "all_reduce/mpi/f32/8KiB");
  EXPECT_EQ(v.call_text, "all_reduce f32 sum 8KiB");
  EXPECT_EQ(v.said, "line and tab");
  EXPECT_EQ(v.library, "unhandled system error");
}

TEST(Beat, ANodeOfManyRanksTakesSeveralDatagrams) {
  Beat beat{"b", 1000, "", {}};
  for (int i = 0; i < 1000; ++i) beat.views.push_back(view(i));
  const auto datagrams = encode_beat(beat, "t");
  EXPECT_GT(datagrams.size(), 1u);
  int next = 0;
  for (const std::string& one : datagrams) {
    EXPECT_LE(one.size(), std::size_t{32} << 10);
    Beat back;
    ASSERT_TRUE(decode_beat(one, "t", back));
    for (const RankView& v : back.views) EXPECT_EQ(v.rank, next++);
  }
  EXPECT_EQ(next, 1000);
}

TEST(Beat, StrangersAndRuinsAreRefused) {
  const std::string good = encode_beat({"b", 2, "", {view(1)}, 5}, "t")[0];
  Beat back;
  EXPECT_TRUE(decode_beat(good, "t", back));
  EXPECT_EQ(back.number, 5u);
  EXPECT_FALSE(decode_beat(good, "other", back));
  EXPECT_FALSE(decode_beat("", "t", back));
  EXPECT_FALSE(decode_beat("fourfold-beat-1\tt\tb\tmany\t\t1", "t", back));
  for (std::size_t cut = 1; cut < good.size(); ++cut) {
    const bool whole_line = good[cut] == '\n';
    const bool in_last_field = cut > good.rfind('\t');
    if (whole_line || in_last_field) continue;
    EXPECT_FALSE(decode_beat(good.substr(0, cut), "t", back)) << cut;
  }
}

TEST(Answer, ComesBackAsItWas) {
  Answer back;
  ASSERT_TRUE(decode_answer(encode_answer({true, "rank 5\nhangs", 77}, "t"), "t", back));
  EXPECT_TRUE(back.end);
  EXPECT_EQ(back.why, "rank 5 hangs");
  EXPECT_EQ(back.number, 77u);
  ASSERT_TRUE(decode_answer(encode_answer({}, "t"), "t", back));
  EXPECT_FALSE(back.end);
  EXPECT_FALSE(decode_answer(encode_answer({}, "t"), "u", back));
}

}  // namespace
}  // namespace fourfold
