// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/days.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/rule_clauses.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RunRecord started(const std::vector<std::string>& starts) {
  RunRecord record = synthetic_record(std::vector<double>(starts.size(), 1.0));
  for (std::size_t i = 0; i < starts.size(); ++i) record.launches[i].started = starts[i];
  return record;
}

/// Of all launches that such a record has.
int days(const std::vector<std::string>& starts) {
  std::vector<int> launches;
  for (std::size_t i = 0; i < starts.size(); ++i) launches.push_back(static_cast<int>(i) + 1);
  return days_of(started(starts), launches);
}

TEST(UtcSeconds, AreReadWithAndWithoutTheirFraction) {
  EXPECT_EQ(utc_seconds("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(utc_seconds("2026-11-21T06:00:00Z"), 1'795'240'800);
  EXPECT_NEAR(utc_seconds("2026-11-21T06:00:00.042Z").value(), 1'795'240'800.042, 1e-6);
  for (const char* text :
       {"", "unknown", "2026-11-21", "2026-11-21T06:00:00", "2026-13-21T06:00:00Z",
        "2026-02-30T06:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T06:00:00.Z",
        "2026-11-21T06:00:00.-2Z", "2026-11-21 06:00:00Z", "2o26-11-21T06:00:00Z",
        "2026-11-21T06:00:00,042Z", "2026-11-21T06:00:-1Z"}) {
    EXPECT_FALSE(utc_seconds(text)) << text;
  }
}

TEST(Days, BothSidesOfAMidnightAreOneDay) {
  EXPECT_EQ(days({"2026-03-02T23:59:51Z", "2026-03-02T23:59:52.500Z", "2026-03-02T23:59:53Z",
                  "2026-03-03T00:00:04Z", "2026-03-03T00:00:05Z"}),
            1);
  EXPECT_EQ(days({"2026-03-02T23:00:00Z", "2026-03-03T10:59:59Z"}), 1);
  EXPECT_EQ(days({"2026-03-02T23:00:00Z", "2026-03-03T11:00:00Z"}), 2);
  EXPECT_EQ(days({"2026-03-02T06:00:00.042Z", "2026-03-02T23:00:00Z"}), 1) << "of one date";
  EXPECT_EQ(days({"2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z", "2026-03-02T12:00:00Z",
                  "2026-03-03T00:00:00Z"}),
            3)
      << "each 12 hours after the day before it, and of a date of its own";
  EXPECT_EQ(days({"2026-03-03T06:00:00Z", "2026-03-01T06:00:00Z", "2026-03-02T06:00:00Z"}), 3)
      << "in whatever order";
  EXPECT_EQ(days({"unknown", "2026-03-01T06:00:00Z", ""}), 1);
  EXPECT_EQ(days({}), 0);
}

TEST(Days, TheSpanStandsInTheClause) {
  const RunRecord record = started({"2026-03-02T23:59:51Z", "2026-03-03T00:00:05Z"});
  const Clause open = days_clause(record, {0, {1, 2}, 4}, 2);
  EXPECT_EQ(open.decision, Decision::Inconclusive);
  EXPECT_THAT(open.text, HasSubstr("launches of 1 day (UTC) have every dimension; 2 are needed, "
                                   "so a launch on each of 1 more; 0 h 0 min 14 s from the first "
                                   "start to the last"));
  const RunRecord far = started({"2026-03-02T06:00:00Z", "2026-03-04T07:30:00.500Z"});
  EXPECT_THAT(days_clause(far, {1, {1, 2}, 0}, 2).text,
              HasSubstr("49 h 30 min 0 s from the first"));
  EXPECT_EQ(span_s_of(far, {1}), 0);
}

TEST(Days, ALaunchThatWasCompletedOnAnotherDayIsOfTheDayOnWhichItBegan) {
  RunRecord record = started({"2026-03-02T06:00:00Z", "2026-03-03T07:00:00Z"});
  record.cut_short = {record.launches[1]};
  record.cut_short[0].started = "2026-03-02T07:00:00Z";
  EXPECT_EQ(days_of(record, {1, 2}), 1);
  EXPECT_EQ(first_start(record, 2), "2026-03-02T07:00:00Z");
  record.cut_short[0].started = "2026-03-02T05:00:00Z";
  EXPECT_EQ(by_start(record, {1, 2}), (std::vector<int>{2, 1}));
}

TEST(ByStart, LaunchesAreInTheOrderOfTheirStarts) {
  const RunRecord record =
      started({"2026-03-02T06:00:00.500Z", "2026-03-02T06:00:00Z", "2026-03-01T06:00:00Z"});
  EXPECT_THAT(by_start(record, {1, 2, 3}), ElementsAre(3, 2, 1));
  EXPECT_THAT(by_start(started({"2026-03-02T06:00:00Z", ""}), {2, 1}), ElementsAre(2, 1))
      << "as they are where nobody knows";
}

}  // namespace
}  // namespace fourfold
