// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"
#include "bench/judge/units.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Ten launches on three nodes, ten times as fast as the baseline; in those named, node 2 takes so
/// many times as long as the others for its products.
RunRecord slow_in(const std::vector<int>& launches, double factor) {
  RunRecord record = scaled(synthetic_record(std::vector<double>(10, 1.0), 3), 0.1);
  for (const int launch : launches) {
    case_of(record, kGemm, launch).trials[0].rank_median_s.edit()[2] *= factor;
  }
  return record;
}

Clause units_of_run(const RunRecord& candidate) {
  return clause(against(candidate, synthetic_record(kEqual, 3)), "units");
}

TEST(UnitsClause, TheWorstLaunchStandsBesideTheMedian) {
  const Clause once = units_of_run(slow_in({7}, 1.5));
  EXPECT_EQ(once.decision, Decision::Accept) << "one launch is an accident";
  EXPECT_THAT(once.text, HasSubstr("takes 0.0 % longer than the fleet's median (tolerance 5 %), in "
                                   "any one launch at most 50.0 % (node2, unit 0, launch 7)"));
  EXPECT_THAT(once.text, Not(HasSubstr("at times")));
}

TEST(UnitsClause, AUnitThatIsSlowAtTimesIsOpen) {
  const Judgement j = against(slow_in({1, 2, 6, 7}, 2), synthetic_record(kEqual, 3));
  EXPECT_EQ(clause(j, "units").decision, Decision::Inconclusive);
  EXPECT_THAT(clause(j, "units").text,
              HasSubstr("slower by more than that at times: node2, unit 0 in 4 of 10 launches, by "
                        "100.0 % in launch 1, in " +
                        kGemm));
  EXPECT_EQ(j.target->decision, Decision::Inconclusive);
  EXPECT_EQ(units_of_run(slow_in({1, 2}, 2)).decision, Decision::Accept) << "two of ten";
  EXPECT_EQ(units_of_run(slow_in({1, 2, 3}, 2)).decision, Decision::Inconclusive);
  EXPECT_EQ(units_of_run(slow_in({1, 2, 3}, 1.04)).decision, Decision::Accept) << "tolerated";
  EXPECT_EQ(units_of_run(slow_in({1, 2, 3, 4, 5, 6}, 2)).decision, Decision::Reject);
}

TEST(UnitsClause, AMissingUnitStillRejects) {
  RunRecord candidate = slow_in({1, 2, 6, 7}, 2);
  case_of(candidate, kGemm, 3).trials[0].rank_median_s.edit()[0] = 0;
  EXPECT_EQ(units_of_run(candidate).decision, Decision::Reject);
  EXPECT_THAT(units_of_run(candidate).text, HasSubstr("tested 2 of 3"));
}

TEST(SlowAtTimes, IsTwoLaunchesAndAQuarterOfThem) {
  const auto pace = [](int slow, int launches, double median = 0) {
    return UnitPace{0, median, 1, 1, launches, slow};
  };
  EXPECT_FALSE(slow_at_times(pace(1, 2), 0.05));
  EXPECT_TRUE(slow_at_times(pace(2, 8), 0.05));
  EXPECT_FALSE(slow_at_times(pace(2, 9), 0.05));
  EXPECT_TRUE(slow_at_times(pace(3, 12), 0.05));
  EXPECT_FALSE(slow_at_times(pace(3, 4, 0.06), 0.05)) << "it is slow, not at times";
}

}  // namespace
}  // namespace fourfold
