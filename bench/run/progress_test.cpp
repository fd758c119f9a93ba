// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/progress.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace fourfold {
namespace {

TEST(Progress, LinesSurviveThePipe) {
  const ProgressLine sent{ProgressLine::Kind::Case, 3, 31, "all_reduce/mpi/f32/1MiB", "104.2 us"};
  ProgressLine got;
  ASSERT_TRUE(decode(encode(sent), got));
  EXPECT_EQ(got.done, 3);
  EXPECT_EQ(got.total, 31);
  EXPECT_EQ(got.name, sent.name);
  EXPECT_EQ(got.figure, sent.figure);
}

TEST(Progress, OtherLinesAreNotProgress) {
  ProgressLine got;
  for (const char* text :
       {"", "hello", "@fourfold", "@fourfold\tcase\tx\t1\ta\tb", "@fourfold\tcase\t1"}) {
    EXPECT_FALSE(decode(text, got)) << text;
  }
}

TEST(Progress, TimeLeftIsSaidAsPeopleSayIt) {
  EXPECT_EQ(spoken(Seconds(0)), "0 s");
  EXPECT_EQ(spoken(Seconds(7.2)), "8 s");
  EXPECT_EQ(spoken(Seconds(59.5)), "1 min 00 s");
  EXPECT_EQ(spoken(Seconds(130)), "2 min 10 s");
  EXPECT_EQ(spoken(Seconds(3599.5)), "1 h 00 min");
  EXPECT_EQ(spoken(Seconds(3600 + 4 * 60 + 1)), "1 h 05 min");
  EXPECT_EQ(spoken(Seconds(3 * 86400 + 3.5 * 3600)), "3 d 04 h");
}

TEST(Progress, ATerminalGetsOneLineAndAFileOnePerCase) {
  const ProgressLine line{ProgressLine::Kind::Case, 2, 4, "gemm", "1 ms"};
  std::ostringstream terminal, file;
  ProgressDisplay on_terminal(terminal, true, 2), in_file(file, false, 1);
  on_terminal.begin_launch(2);
  on_terminal.update(line);
  EXPECT_EQ(terminal.str().find('\n'), std::string::npos);
  EXPECT_NE(terminal.str().find("launch 2/2 [2/4] gemm  1 ms"), std::string::npos)
      << terminal.str();
  in_file.begin_launch(1);
  in_file.update(line);
  in_file.update(line);
  const std::string text = file.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find(" s left)"), std::string::npos) << text;
}

}  // namespace
}  // namespace fourfold
