// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "bench/run/bisection.hpp"
#include "bench/run/case_run.hpp"
#include "collectives/mpi_test_session.hpp"

namespace fourfold {
namespace {

/// As if each rank were a host of its own, all in one rack.
RankGroups each_its_own_host() {
  const RackFacts own{"h" + std::to_string(test_session().rank()), "", ""};
  return {test_session(), own, [](std::span<const RackFacts> ranks) {
            return std::vector<std::string>(ranks.size(), "r0");
          }};
}

Case bisected(Collective which, const std::string& backend) {
  Case one;
  one.what = CollectiveCase{
      .collective = which,
      .backend = backend,
      .shape = message_shape(which, DataType::f32, Bytes(4000), test_session().size()),
      .asked = Bytes(4000),
      .bisect = true};
  one.measure.warmup = Seconds(0.001);
  one.measure.max_time = Seconds(0.02);
  one.measure.min_samples = 6;
  one.measure.max_samples = 6;
  one.measure.cache = CacheState::Hot;
  one.name = "bisected";
  return one;
}

TEST(BisectionRun, EveryGroupIsTimedAndVerified) {
  for (const auto& [which, backend] :
       {std::pair(Collective::AllReduce, "mpi"), std::pair(Collective::AllReduce, "peer"),
        std::pair(Collective::AllGather, "mpi"), std::pair(Collective::Broadcast, "mpi")}) {
    RankGroups groups = each_its_own_host();
    Session session(test_session(), {}, nullptr, &groups);
    CaseRun run(bisected(which, backend), session, 1);
    ASSERT_TRUE(run.run_trial()) << run.record().reason;
    const std::uint64_t once = run.record().correctness.elements;
    EXPECT_TRUE(run.run_trial()) << run.record().reason;
    if (test_session().rank() != 0) continue;
    EXPECT_EQ(run.record().trials.at(0).seconds.size(), 6u);
    const std::vector<GroupRound>& rounds = run.record().trials.at(0).group_rounds;
    EXPECT_EQ(rounds.empty(), test_session().size() < 4);
    for (const GroupRound& round : rounds) {
      ASSERT_EQ(round.group.size(), static_cast<std::size_t>(test_session().size()));
      const std::set<int> numbers(round.group.begin(), round.group.end());
      EXPECT_EQ(numbers.size(), round.seconds.size());
      for (const double seconds : round.seconds) EXPECT_GT(seconds, 0);
    }
    // Once a launch; the second trial is of all ranks alone.
    EXPECT_TRUE(run.record().trials.at(1).group_rounds.empty());
    const std::uint64_t twice = run.record().correctness.elements;
    if (!rounds.empty()) {
      EXPECT_LT(twice - once, once);
    }
  }
}

TEST(BisectionRun, WithoutTheKeyThereAreNoGroups) {
  RankGroups groups = each_its_own_host();
  Session session(test_session(), {}, nullptr, &groups);
  Case one = bisected(Collective::AllReduce, "mpi");
  std::get<CollectiveCase>(one.what).bisect = false;
  CaseRun run(one, session, 1);
  EXPECT_TRUE(run.run_trial()) << run.record().reason;
  EXPECT_TRUE(run.record().trials.at(0).group_rounds.empty());
}

TEST(BisectionRun, AWrongElementInAGroupIsFound) {
  if (test_session().size() < 4) GTEST_SKIP() << "there are no groups";
  RankGroups groups = each_its_own_host();
  Session session(test_session(), {}, nullptr, &groups);
  Bisection bisection(bisected(Collective::AllReduce, "mpi"), session);
  int looks = 0;
  const auto rounds = bisection.rounds([&looks](Operation& part, CallRange calls) {
    part.corrupt(calls.end() - 1, Corruption::WrongElement);
    EXPECT_TRUE(part.verify(calls).first.has_value());
    ++looks;
    return false;
  });
  EXPECT_EQ(looks, 1);
  EXPECT_EQ(rounds.size(), test_session().rank() == 0 ? 1u : 0u);
}

}  // namespace
}  // namespace fourfold
