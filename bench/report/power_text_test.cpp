// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/power_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fourfold {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

TEST(PowerText, TellsSpreadAndVerdictsByLaunchesAndTrueRatio) {
  const Power power{.candidate = {5, 0.012, {0.0072, 0.0345}},
                    .baseline = {6, 0.008, {0.005, 0.02}},
                    .campaigns = 4000,
                    .rows = {{5, 3.8, 0, 0.9325}, {5, 4.4, 1, 0}, {10, 4.0, 0.05, 0.049}}};
  const std::string text = power_text(power, Target{});
  EXPECT_THAT(text, HasSubstr("4 times the baseline at 95 %,\nno dimension below 3.6, 5 launches"));
  EXPECT_THAT(text, HasSubstr("this run  1.20 % from 5 launches; at 95 % it is 0.72 to 3.45 %"));
  EXPECT_THAT(text, HasSubstr("baseline  0.80 % from 6 launches"));
  EXPECT_THAT(text, HasSubstr("\n5 launches of the candidate, 6 of the baseline\n"));
  // None of 4000 has been seen: below 3 of 4000 at 95 %.
  EXPECT_THAT(text, ContainsRegex("3\\.800 +< 0\\.075 % +93\\.2 % +6\\.8 %"));
  EXPECT_THAT(text, ContainsRegex("4\\.400 +> 99\\.92 % +< 0\\.075 % +< 0\\.075 %"));
  EXPECT_THAT(text, ContainsRegex("10 launches of.*\n.*\n +4\\.000 +5\\.0 % +4\\.9 % +90\\.1 %"));
}

TEST(PowerText, WhatHappensOnceIsNotNeverAndAllButOnceIsNotAlways) {
  const Power power{.candidate = {5, 0.012, {0.0072, 0.0345}},
                    .baseline = {6, 0.008, {0.005, 0.02}},
                    .campaigns = 4000,
                    .rows = {{5, 3.9, 0, 3999.0 / 4000}, {5, 4.1, 0.50004, 0.00025}}};
  const std::string text = power_text(power, Target{});
  EXPECT_THAT(text, ContainsRegex("3\\.900 +< 0\\.075 % +99\\.9 % +0\\.1 %"));
  EXPECT_THAT(text, ContainsRegex("4\\.100 +50\\.0 % +0\\.1 % +50\\.0 %"));
  EXPECT_THAT(text, testing::Not(HasSubstr(" 100.0 %")));
}

TEST(PowerText, SeveralLooksAreNamed) {
  const Power power{.candidate = {5, 0.012, {0.0072, 0.0345}},
                    .baseline = {6, 0.008, {0.005, 0.02}},
                    .campaigns = 4000,
                    .rows = {{10, 3.9, 0, 1}}};
  Target target;
  EXPECT_THAT(power_text(power, target),
              HasSubstr("\nEach number of launches is a plan of its own"));
  target.looks = {5, 10};
  EXPECT_THAT(power_text(power, target),
              HasSubstr("campaigns a row.\nJudged at 5, 10 launches, as many of these as"));
}

}  // namespace
}  // namespace fourfold
