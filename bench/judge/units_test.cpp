// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/units.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;

/// Two launches on two hosts of two units, in another order the second time.
RunRecord permuted() {
  RunRecord record = synthetic_record({1, 1}, 4);
  record.launches[0].hosts = {"a", "a", "b", "b"};
  record.launches[1].hosts = {"b", "a", "b", "a"};
  return record;
}

TEST(Units, AreTheSameWhereverTheirHostComes) {
  const RunRecord record = permuted();
  const UnitIndex index(record);
  EXPECT_EQ(index.count(), 4);
  EXPECT_THAT(index.of(&record.launches[0]), ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(index.of(&record.launches[1]), ElementsAre(2, 0, 3, 1));
  EXPECT_EQ(index.name(3), "b, unit 1");
}

TEST(Units, OfHostsThatAreNotRecordedAreRanks) {
  RunRecord record = permuted();
  record.launches[0].hosts.clear();
  const UnitIndex index(record);
  EXPECT_EQ(index.count(), 8) << "nobody knows which of the second launch they are";
  EXPECT_EQ(index.name(index.of(&record.launches[0])[2]), "rank 2");
  record.launches.clear();
  const UnitIndex lost(record);
  EXPECT_EQ(lost.name(lost.of(nullptr)[3]), "rank 3");
}

TEST(Units, PacesAreMediansOverLaunchesAgainstTheFleet) {
  RunRecord record = permuted();
  case_of(record, kGemm, 1).trials[0].rank_median_s = {1, 1, 1, 1.2};
  case_of(record, kGemm, 2).trials[0].rank_median_s = {3, 3.3, 3.6, 3};  // b 0, a 0, b 1, a 1
  const UnitPaces paces = unit_paces(record, UnitIndex(record), kGemm, 0.02, 2);
  EXPECT_EQ(paces.tested, 4);
  EXPECT_EQ(paces.slow, 2u);
  ASSERT_EQ(paces.slowest.size(), 2u);
  EXPECT_EQ(paces.slowest[0].unit, 3);
  EXPECT_NEAR(paces.slowest[0].excess, (0.2 + (3.6 / 3.15 - 1)) / 2, 1e-12);
  EXPECT_EQ(paces.slowest[1].unit, 0);
  EXPECT_EQ(paces.worst.unit, 3);
  EXPECT_NEAR(paces.worst.worst, 0.2, 1e-12);
  EXPECT_EQ(paces.worst.worst_launch, 1);
  EXPECT_EQ(paces.at_times, 0u);
}

TEST(Units, WithoutATimeAreNotTested) {
  RunRecord record = permuted();
  case_of(record, kGemm, 2).trials[0].rank_median_s = {1, 0, 1, 1};
  const UnitPaces paces = unit_paces(record, UnitIndex(record), kGemm, 0.02, 9);
  EXPECT_EQ(paces.tested, 3);
  EXPECT_EQ(units_tested(record, kGemm), 3);
  EXPECT_EQ(paces.slowest.size(), 4u) << "the first launch has timed all";
  EXPECT_EQ(units_tested(record, "gemm/none"), 0);
}

}  // namespace
}  // namespace fourfold
