// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "bench/run/arrivals.hpp"
#include "bench/run/case_run.hpp"
#include "bench/run/clock.hpp"
#include "collectives/mpi_test_session.hpp"

namespace fourfold {
namespace {

/// Ranks beyond the processors are late for want of one.
constexpr int kProcessors = 2;

TEST(Arrivals, HowMuchLaterThanTheFirstOnClocksThatAreHeldAgainstEachOther) {
  MpiSession& mpi = test_session();
  Arrivals arrivals(mpi);
  arrivals.begin();
  const double now = now_s() - mpi.clock_offset_s();  // of rank 0's clock
  const double same = mpi.agree_max(now);
  for (int i = 0; i < 5; ++i) {
    // What each adds is 1 ms later than the one before; a host has one clock for all its ranks.
    arrivals.add(same + 0.01 * i + 1e-3 * mpi.rank());
  }
  const std::vector<double> late = arrivals.gather();
  if (mpi.rank() != 0) return;
  ASSERT_EQ(late.size(), static_cast<std::size_t>(mpi.size()));
  EXPECT_GE(late[0], 0);
  for (std::size_t rank = 0; rank < late.size(); ++rank) {
    EXPECT_NEAR(late[rank], 1e-3 * static_cast<double>(rank), 0.4e-3) << rank;
  }
}

Trial measured(Collective which, const Injection& injection) {
  Session session(test_session(), injection);
  Case one;
  one.what =
      CollectiveCase{.collective = which,
                     .backend = "mpi",
                     .shape = message_shape(which, DataType::f32, Bytes(8), test_session().size()),
                     .asked = Bytes(8)};
  one.measure.max_time = Seconds(0.05);
  one.measure.warmup = Seconds(0.001);
  one.measure.timing = Timing::PerCall;
  one.measure.max_samples = 200;
  one.name = "late";
  CaseRun run(one, session, 1);
  EXPECT_TRUE(run.run_trial()) << run.record().reason;
  return run.record().trials.at(0);
}

/// A trial with the last rank tardy, and one with it slow.
struct Trials {
  Trial late, in_time;

  /// On rank 0, of ranks that have a processor each. The others wait for who is late; who is slow
  /// keeps them waiting at the end.
  bool tell_apart() const {
    if (late.rank_late_s.empty() || in_time.rank_late_s.empty()) return false;
    const std::vector<double> of_late = late.rank_late_s.list();
    const std::vector<double> median_of_late = late.rank_median_s.list();
    const std::vector<double> median_of_slow = in_time.rank_median_s.list();
    return of_late.back() > 15e-6 && of_late.front() < 10e-6 &&
           in_time.rank_late_s.list().back() < of_late.back() &&
           median_of_late.back() < median_of_late.front() &&
           median_of_slow.back() > median_of_slow.front();
  }
};

Trials both_measured() {
  Injection tardy, slow;
  tardy.tardy_rank = slow.slow_rank = test_session().size() - 1;
  return {measured(Collective::AllReduce, tardy), measured(Collective::AllReduce, slow)};
}

TEST(Arrivals, ATardyRankIsLateAndASlowOneIsNot) {
  MpiSession& mpi = test_session();
  const auto ranks = static_cast<std::size_t>(mpi.size());
  Trials trials = both_measured();
  if (ranks == 1) {
    EXPECT_TRUE(trials.late.rank_late_s.empty());
    return;
  }
  if (mpi.rank() == 0) {
    EXPECT_EQ(trials.late.rank_late_s.size(), ranks);
    EXPECT_EQ(trials.in_time.rank_late_s.size(), ranks);
  }
  if (mpi.size() > kProcessors) return;
  // A machine that does something else meanwhile spoils one attempt, and not ten.
  const auto told = [&] {
    return mpi.agree_max(mpi.rank() == 0 && trials.tell_apart() ? 1.0 : 0.0) > 0;
  };
  bool apart = told();
  for (int attempt = 1; attempt < 10 && !apart; ++attempt) {
    trials = both_measured();
    apart = told();
  }
  EXPECT_TRUE(apart) << "late by " << testing::PrintToString(trials.late.rank_late_s.list())
                     << " and " << testing::PrintToString(trials.in_time.rank_late_s.list())
                     << ", calls of " << testing::PrintToString(trials.late.rank_median_s.list())
                     << " and " << testing::PrintToString(trials.in_time.rank_median_s.list());
}

}  // namespace
}  // namespace fourfold
