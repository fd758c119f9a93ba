// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/run/case_run.hpp"
#include "collectives/mpi_test_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

/// Ranks 0, 1, 3, 4, 6 ... in rack a, 2, 5 ... in rack b, as their hosts would be.
std::string rack_of(std::size_t rank) { return rank % 3 == 2 ? "b" : "a"; }

RankGroups split_by_rack() {
  return {test_session(), {test_session().host(), "", ""}, [](std::span<const RackFacts> ranks) {
            std::vector<std::string> racks;
            for (std::size_t i = 0; i < ranks.size(); ++i) racks.push_back(rack_of(i));
            return racks;
          }};
}

Case in_racks(Collective which, GroupOrder order, const std::string& backend = "mpi") {
  Case one;
  one.what = CollectiveCase{
      .collective = which,
      .backend = backend,
      .shape = message_shape(which, DataType::f32, Bytes(4004), test_session().size()),
      .asked = Bytes(4004),
      .grouping = {Scope::Rack, order}};
  one.measure.max_time = Seconds(0.5);  // 40 samples come first, but on a busy machine
  one.measure.warmup = Seconds(0.001);
  one.measure.min_samples = 6;
  one.measure.max_samples = 40;
  one.name = std::string(name(which));
  return one;
}

TEST(GroupRun, EveryCollectiveIsRightInEachRackInBothOrders) {
  RankGroups groups = split_by_rack();
  Session session(test_session(), {}, nullptr, &groups);
  const int ranks = test_session().size();
  for (const GroupOrder order : {GroupOrder::Concurrent, GroupOrder::OneAtATime}) {
    for (const CollectiveTraits& row : kCollectives) {
      CaseRun run(in_racks(row.collective, order), session, 1);
      // A broadcast in a group of one has nothing to check; in both groups of 2 and 1 only one has.
      EXPECT_TRUE(run.run_trial()) << row.name << ": " << run.record().reason;
      const Trial& trial = run.record().trials.at(0);
      EXPECT_EQ(run.record().groups_in_turns, order == GroupOrder::OneAtATime && ranks > 2);
      if (test_session().rank() != 0) continue;
      ASSERT_EQ(trial.groups.size(), ranks > 2 ? 2u : 1u);
      EXPECT_EQ(trial.groups[0].name, "a");
      EXPECT_EQ(trial.groups[0].ranks, ranks - ranks / 3);
      if (ranks > 2) {
        EXPECT_EQ(trial.groups[1].name, "b");
        EXPECT_EQ(trial.groups[1].first_rank, 2);
        EXPECT_EQ(trial.groups[1].ranks, ranks / 3);
      }
      for (const GroupSummary& one : trial.groups) {
        EXPECT_GT(one.median_s, 0);
        EXPECT_LE(one.lower_s, one.median_s);
        EXPECT_GE(one.upper_s, one.median_s);
        // No group is slower than the slowest of all.
        EXPECT_LE(one.median_s, *std::ranges::max_element(trial.seconds));
      }
    }
  }
}

TEST(GroupRun, TheBusFactorIsThatOfTheGroupsWhereAllAreAlike) {
  RankGroups groups = split_by_rack();
  Session session(test_session(), {}, nullptr, &groups);
  CaseRun run(in_racks(Collective::AllReduce, GroupOrder::Concurrent), session, 1);
  const int ranks = test_session().size();
  const bool even = ranks < 3 || ranks - ranks / 3 == ranks / 3;
  EXPECT_EQ(run.record().work.bus_factor,
            even ? bus_factor(Collective::AllReduce, std::min(ranks, 2)) : 0);
}

TEST(GroupRun, OurOwnAllReduceIsDoneInGroupsToo) {
  RankGroups groups = split_by_rack();
  Session session(test_session(), {}, nullptr, &groups);
  CaseRun run(in_racks(Collective::AllReduce, GroupOrder::OneAtATime, "peer"), session, 1);
  EXPECT_TRUE(run.run_trial()) << run.record().reason;
}

TEST(GroupRun, AWrongElementOfTheLastRankIsFoundAndNamed) {
  RankGroups groups = split_by_rack();
  Injection faults;
  faults.output = Corruption::WrongElement;
  Session session(test_session(), faults, nullptr, &groups);
  CaseRun run(in_racks(Collective::AllReduce, GroupOrder::Concurrent), session, 1);
  EXPECT_FALSE(run.run_trial());
  ASSERT_TRUE(run.record().correctness.first);
  EXPECT_EQ(run.record().correctness.first->rank, test_session().size() - 1);
}

/// Median of rack b, whose one rank is slowed or not.
double median_of_b(const Injection& faults) {
  RankGroups groups = split_by_rack();
  Session session(test_session(), faults, nullptr, &groups);
  Case one = in_racks(Collective::AllReduce, GroupOrder::OneAtATime);
  one.measure.min_sample_time = Seconds(2e-3);  // far above what the machine's noise does
  CaseRun run(one, session, 1);
  EXPECT_TRUE(run.run_trial()) << run.record().reason;
  return test_session().rank() == 0 ? run.record().trials[0].groups[1].median_s : 0;
}

TEST(GroupRun, ASlowRankIsInTheTimesOfItsGroup) {
  if (test_session().size() != 3)
    GTEST_SKIP() << "needs a rack of one rank, on a processor of its own";
  Injection faults;
  faults.slow_rank = 2;
  const double healthy = median_of_b({});
  const double slowed = median_of_b(faults);
  // It takes 60 % longer.
  if (test_session().rank() != 0) return;
  EXPECT_GT(slowed, 1.25 * healthy);
}

TEST(RankGroups, NodesAreWhatSharesMemory) {
  RankGroups groups = split_by_rack();
  const GroupSizes& nodes = groups.sizes().at(Scope::Node);
  EXPECT_EQ(nodes.groups, 1);
  EXPECT_EQ(nodes.largest, test_session().size());
  EXPECT_EQ(groups.own(Scope::Node).mpi.size(), test_session().size());
  EXPECT_EQ(groups.places().size(),
            test_session().rank() == 0 ? static_cast<std::size_t>(test_session().size()) : 0u);
}

TEST(RankGroups, AnUnknownRackSplitsNobody) {
  const RankGroups groups(test_session(), {"h7", "", ""}, [](std::span<const RackFacts> ranks) {
    return std::vector<std::string>(ranks.size());
  });
  EXPECT_EQ(groups.sizes().at(Scope::Rack).groups, 0);
  EXPECT_EQ(groups.sizes().at(Scope::Rack).why_not, "it is not known which rack host h7 is in");
}

TEST(RankGroups, AFileThatIsWrongOnRank0IsSaidOnAll) {
  try {
    const RankGroups groups(
        test_session(), {"h7", "", ""}, [](std::span<const RackFacts>) -> std::vector<std::string> {
          throw InputError({"racks.txt", 2, 4}, "the rack of host 'h7' is missing");
        });
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("racks.txt:2:4: the rack of host 'h7' is missing"));
  }
}

}  // namespace
}  // namespace fourfold
