// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/exclusion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Exclusion of(const std::string& text) { return Exclusion(HostList::parse(text, "hosts")); }

TEST(Exclusion, HalfOfTheHostsStay) {
  Exclusion four = of("h0\nh1\nh2\nh3\n");
  EXPECT_TRUE(four.add({"h1"}));
  EXPECT_TRUE(four.add({"h1", "h3"}));
  EXPECT_THAT(four.hosts(), ElementsAre("h1", "h3"));
  EXPECT_FALSE(four.add({"h2"}));
  EXPECT_THAT(four.hosts(), ElementsAre("h1", "h3"));
  EXPECT_EQ(four.left().hostfile(), "h0\nh2\n");
  EXPECT_FALSE(of("h0\nh1\nh2\nh3\n").add({"h1", "h2", "h3"}));
  EXPECT_FALSE(of("h0\nh1\nh2\n").add({"h1", "h2"}));
  EXPECT_TRUE(of("h0\nh1\n").add({"h1"}));
}

TEST(Exclusion, TheLastHostStays) { EXPECT_FALSE(of("h0\n").add({"h0"})); }

TEST(Exclusion, WhoIsLeftOutAlreadyIsNoReasonToStartAgain) {
  Exclusion four = of("h0\nh1\nh2\nh3\n");
  EXPECT_FALSE(four.add({}));
  EXPECT_TRUE(four.add({"h1"}));
  EXPECT_FALSE(four.add({"h1"}));
  EXPECT_TRUE(four.add({"h1", "h2"}));
}

TEST(Exclusion, WhoWasNotStartedIsNotAmongTheSilent) {
  const HostList all = HostList::parse("h0\nh1\nh2\nh3\n", "hosts");
  const HostList started = all.without({"h1"});
  EXPECT_THAT(started.matching({""}, {"h0", "h2", "h3"}).hosts, IsEmpty());
  EXPECT_THAT(started.matching({""}, {"h0", "h3"}).hosts, ElementsAre("h2"));
  EXPECT_THAT(all.matching({""}, {"h0", "h3"}).hosts, ElementsAre("h1", "h2"));
}

/// A start of launch 1 that was lost by these hosts, or ended.
LaunchRecord start(int number, const std::vector<std::string>& lost) {
  LaunchRecord one;
  one.start = number;
  one.ended = true;
  one.end_reason = lost.empty() ? "finished" : "lost: rank 1";
  one.exit_code = lost.empty() ? 0 : 2;
  one.lost_hosts = lost;
  return one;
}

TEST(Exclusion, WhatARecordWasLostByIsLeftOutUntilItIsBack) {
  RunRecord record;
  record.launches = {start(1, {"h1", "h2"})};
  EXPECT_THAT(hosts_lost_in(record), UnorderedElementsAre("h1", "h2"));
  record.cut_short = {start(1, {"h1", "h2"})};
  record.launches = {start(2, {})};
  EXPECT_THAT(hosts_lost_in(record), IsEmpty());  // resumed with all of them
  record.launches[0].excluded = {"h1"};
  EXPECT_THAT(hosts_lost_in(record), ElementsAre("h1"));
}

}  // namespace
}  // namespace fourfold
