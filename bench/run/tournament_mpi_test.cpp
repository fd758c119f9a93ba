// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "bench/run/case_run.hpp"
#include "bench/run/tournament.hpp"
#include "collectives/mpi_test_session.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;

/// As if each rank were a host of its own, in racks of two.
RankGroups each_its_own_host() {
  const RackFacts own{"h" + std::to_string(test_session().rank()), "", ""};
  return {test_session(), own, [](std::span<const RackFacts> ranks) {
            std::vector<std::string> racks;
            for (std::size_t i = 0; i < ranks.size(); ++i) racks.push_back(std::to_string(i / 2));
            return racks;
          }};
}

Case in_pairs(Probing computation) {
  Case one;
  const MessageShape shape =
      message_shape(Collective::SendRecv, DataType::f32, Bytes(4000), test_session().size());
  one.what = PairwiseCase{.backend = "mpi",
                          .shape = shape,
                          .asked = Bytes(4000),
                          .rounds = 12,
                          .computation = computation};
  one.measure.warmup = Seconds(0.001);
  one.measure.max_time = Seconds(0.02);
  one.measure.min_samples = 6;
  one.measure.max_samples = 6;
  one.measure.cache = CacheState::Hot;
  one.name = "pairwise";
  return one;
}

TEST(Tournament, EveryPairIsTimedInBothDirectionsAndVerified) {
  RankGroups groups = each_its_own_host();
  Session session(test_session(), {}, nullptr, &groups);
  CaseRun run(in_pairs(Probing::OneAtATime), session, 1);
  EXPECT_TRUE(run.run_trial()) << run.record().reason;
  const int ranks = test_session().size();
  EXPECT_EQ(run.record().work.message.count(), 4000u);
  if (test_session().rank() != 0) return;
  const Trial& trial = run.record().trials.at(0);
  std::set<std::pair<int, int>> met;
  std::uint64_t messages = 0;
  for (const PairRound& round : trial.pair_rounds) {
    ASSERT_EQ(round.partner.size(), static_cast<std::size_t>(ranks));
    for (int rank = 0; rank < ranks; ++rank) {
      const auto at = static_cast<std::size_t>(rank);
      const int partner = round.partner[at];
      EXPECT_EQ(round.seconds[at] > 0, partner >= 0);
      if (partner < 0) continue;
      met.insert(std::minmax(rank, partner));
      ++messages;
    }
    EXPECT_EQ(round.samples_up, 6);
    EXPECT_EQ(round.samples_down, 6);
    if (round.again) continue;
    for (const double seconds : round.compute_s) EXPECT_GT(seconds, 0);
  }
  EXPECT_EQ(met.size(), static_cast<std::size_t>(ranks * (ranks - 1) / 2));
  EXPECT_EQ(run.record().correctness.checked, ranks > 1);
  // One slot, so of each block the last message is there to look at.
  EXPECT_EQ(run.record().correctness.elements, messages * 1000);
  EXPECT_EQ(trial.rank_median_s.size(), static_cast<std::size_t>(ranks));
}

TEST(Tournament, AWrongElementIsFoundOnTheRankThatReceivedIt) {
  RankGroups groups = each_its_own_host();
  Session session(test_session(), parse_injection({"wrong-element"}), nullptr, &groups);
  CaseRun run(in_pairs(Probing::None), session, 1);
  const bool alone = test_session().size() == 1;
  EXPECT_EQ(run.run_trial(), alone);
  EXPECT_EQ(run.record().correctness.first.has_value(), !alone);
  EXPECT_THAT(run.record().reason, alone ? HasSubstr("") : HasSubstr("wrong result"));
  if (test_session().rank() != 0 || alone) return;
  EXPECT_TRUE(run.record().trials.at(0).pair_rounds.at(0).compute_s.empty());
}

TEST(Tournament, AMessageOfAnotherRankIsWrong) {
  if (test_session().size() < 3) GTEST_SKIP() << "needs three ranks";
  Session session(test_session(), {});
  const auto operation = make_operation(in_pairs(Probing::None), session);
  const int rank = test_session().rank();
  const int partner = rank == 0 ? 1 : rank == 1 ? 0 : kNobody;
  operation->pairing()->meet({partner, rank == 1});
  operation->reset();
  operation->rendezvous();
  operation->enqueue(0);
  EXPECT_EQ(operation->has_output(), rank == 0);
  EXPECT_FALSE(operation->verify({0, 1}).first.has_value());
  if (rank == 0) {
    operation->pairing()->meet({2, false});
    EXPECT_TRUE(operation->verify({0, 1}).first.has_value()) << "rank 2 sends other data";
  }
  test_session().barrier_asleep();
}

}  // namespace
}  // namespace fourfold
