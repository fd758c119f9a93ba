// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "bench/plan/plan_test_suite.hpp"

namespace fourfold {
namespace {

double deadline_s(const std::string& body, std::size_t cases = 1) {
  return launch_deadline(suite_of(body), cases).value();
}

TEST(LaunchDeadline, IsTheSuitesOwnWhereItHasOne) {
  EXPECT_EQ(deadline_s("launch_timeout: 10min\ncases: [{collective: all_reduce, size: 8B}]\n"),
            600);
}

TEST(LaunchDeadline, LeavesEachRoundFourTimesItsBudget) {
  const std::string head = "ranks: 8\nmeasure: {max_time: 10s}\ncases: ";
  const double usual = deadline_s(head + "[{collective: all_reduce, size: 8B}]\n");
  EXPECT_GT(usual, 40);
  EXPECT_LT(usual, 1000);
  EXPECT_GT(deadline_s(head + "[{collective: all_reduce, size: 8B, bisect: true}]\n"), 8 * 40);
  // In either direction, and five rounds once more.
  EXPECT_GT(deadline_s(head + "[{pairwise: send_recv, size: 8B, rounds: 20}]\n"), 2 * 25 * 40);
}

TEST(LaunchDeadline, IsOfAllCasesAsLongAsTheLongest) {
  const std::string body =
      "cases: [{pairwise: send_recv, size: 8B}, {collective: all_reduce, size: 8B}]\n";
  const double one = deadline_s(body, 1);
  const double start = deadline_s(body, 0);
  EXPECT_NEAR(deadline_s(body, 7) - start, 7 * (one - start), 1e-6);
}

TEST(LaunchDeadline, GrowsWithTheRanksThatHaveToStart) {
  const auto start_s = [](int ranks) {
    return deadline_s(
        fmt::format("ranks: {}\ncases: [{{collective: all_reduce, size: 8B}}]\n", ranks), 0);
  };
  // The watch lets 100,000 stand still for 800 s until MPI is there, and then for 600 s.
  EXPECT_GT(start_s(100'000), 800 + 600);
  EXPECT_LT(start_s(8), 600);
}

TEST(LaunchDeadline, CountsTheTurnsOfGroups) {
  const auto case_s = [](const std::string& groups) {
    const std::string body =
        "ranks: 100000\ncases: [{collective: all_reduce, size: 8B, " + groups + "}]\n";
    return deadline_s(body, 1) - deadline_s(body, 0);
  };
  const double at_once = case_s("scope: node, groups: concurrent");
  // 12,500 hosts of eight one after the other, each with a barrier of a millisecond.
  EXPECT_GT(case_s("scope: node, groups: one_at_a_time") - at_once, 12.5);
}

TEST(LaunchDeadline, OfEverySuiteIsBeyondWhatItsPlanTakesAtMost) {
  int suites = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(FOURFOLD_SOURCE_DIR "/configs/suites")) {
    const Config config = load_config(entry.path(), {});
    Capabilities many = host_of(config.ranks);
    many.groups[Scope::Node] = {.groups = config.ranks, .smallest = 1, .largest = 1, .why_not = ""};
    const Plan plan = make_plan(config, many);
    EXPECT_GT(launch_deadline(config, plan.cases.size() + plan.skips.size()).value(),
              estimate(plan, many).most.value())
        << entry.path();
    ++suites;
  }
  EXPECT_GT(suites, 10);
}

}  // namespace
}  // namespace fourfold
