// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/child_process.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>

#include "core/error.hpp"

namespace fourfold {
namespace {

const auto kIgnore = [](std::string_view) {};

TEST(RunChild, PassesLinesEnvironmentAndExitCodeOn) {
  std::vector<std::string> lines;
  setenv("BENCHMARK_OUT", "somewhere", 1);
  const ChildExit exit = run_child(
      {"/bin/sh", "-c", "echo one; echo $PLANET; echo [$BENCHMARK_OUT]; printf end; exit 3"},
      {{"PLANET", "earth"}}, Seconds(20), [&](std::string_view line) { lines.emplace_back(line); });
  EXPECT_EQ(exit.code, 3);
  EXPECT_FALSE(exit.timed_out);
  EXPECT_EQ(lines, (std::vector<std::string>{"one", "earth", "[]", "end"}));
}

TEST(RunChild, SaysWhatCannotBeStarted) {
  try {
    (void)run_child({"/no/such/program"}, {}, Seconds(5), kIgnore);
    ADD_FAILURE() << "started nothing";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("/no/such/program"), std::string::npos);
  }
}

TEST(RunChild, EndsAtTheDeadline) {
  const auto began = std::chrono::steady_clock::now();
  const ChildExit exit = run_child({"/bin/sleep", "60"}, {}, Seconds(0.2), kIgnore);
  EXPECT_TRUE(exit.timed_out);
  EXPECT_EQ(exit.code, 128 + SIGTERM);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

TEST(RunChild, ReportsASignalAndDoesNotWaitForGrandchildren) {
  const auto began = std::chrono::steady_clock::now();
  const ChildExit exit =
      run_child({"/bin/sh", "-c", "sleep 3 & kill -SEGV $$"}, {}, Seconds(20), kIgnore);
  EXPECT_EQ(exit.code, 128 + SIGSEGV);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
}

// Last in this file: the request stays.
TEST(RunChild, ZStopsWhenAskedTo) {
  EXPECT_FALSE(stop_requested());
  const ChildExit exit =
      run_child({"/bin/sh", "-c", "kill -INT $PPID; exec sleep 60"}, {}, Seconds(20), kIgnore);
  EXPECT_TRUE(exit.interrupted);
  EXPECT_TRUE(stop_requested());
}

}  // namespace
}  // namespace fourfold
