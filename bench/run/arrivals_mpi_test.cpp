// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(Arrivals, ATardyRankIsLateAndASlowOneIsNot) {
  Injection tardy, slow;
  tardy.tardy_rank = slow.slow_rank = test_session().size() - 1;
  const Trial late = measured(Collective::AllReduce, tardy);
  const Trial in_time = measured(Collective::AllReduce, slow);
  if (test_session().rank() != 0) return;
  const auto ranks = static_cast<std::size_t>(test_session().size());
  if (ranks == 1) {
    EXPECT_TRUE(late.rank_late_s.empty());
    return;
  }
  ASSERT_EQ(late.rank_late_s.size(), ranks);
  ASSERT_EQ(in_time.rank_late_s.size(), ranks);
  if (test_session().size() > kProcessors) return;
  EXPECT_GT(late.rank_late_s.list().back(), 15e-6);
  EXPECT_LT(late.rank_late_s.list().front(), 10e-6);
  EXPECT_LT(in_time.rank_late_s.list().back(), late.rank_late_s.list().back());
  // The others wait for who is late; who is slow keeps them waiting at the end.
  EXPECT_LT(late.rank_median_s.list().back(), late.rank_median_s.list().front());
  EXPECT_GT(in_time.rank_median_s.list().back(), in_time.rank_median_s.list().front());
}

}  // namespace
}  // namespace fourfold
