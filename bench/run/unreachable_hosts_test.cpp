// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/unreachable_hosts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

HostList many(int hosts) {
  std::string text;
  for (int i = 0; i < hosts; ++i) text += "h" + std::to_string(i) + " slots=4\n";
  return HostList::parse(text, "hosts");
}

/// A machine on which these hosts are off.
struct Machine {
  std::vector<std::string> off;
  int tries = 0;

  bool reaches(const HostList& hosts) {
    ++tries;
    return std::ranges::none_of(hosts.entries(), [&](const HostEntry& one) {
      return std::ranges::find(off, one.name) != off.end();
    });
  }
  Unreachable search(const HostList& hosts, int most_tries = 1000) {
    return unreachable_hosts(
        hosts, [&](const HostList& some) { return reaches(some); }, most_tries);
  }
};

TEST(UnreachableHosts, AreFoundInFewTries) {
  Machine machine{{"h3", "h700"}};
  const Unreachable found = machine.search(many(1000));
  EXPECT_THAT(found.hosts, ElementsAre("h3", "h700"));
  EXPECT_TRUE(found.complete);
  EXPECT_LE(machine.tries, 45);
  EXPECT_EQ(describe(found, many(1000)), "2 of 1000 hosts cannot be started on: h3, h700");
}

TEST(UnreachableHosts, WhereAllAreThereOneTryIsEnough) {
  Machine machine;
  EXPECT_THAT(machine.search(many(1000)).hosts, IsEmpty());
  EXPECT_EQ(machine.tries, 1);
  EXPECT_EQ(describe({}, many(4)), "");
}

TEST(UnreachableHosts, ALauncherThatReachesNobodyIsSuspectItself) {
  Machine machine{{"h0", "h1", "h2"}};
  EXPECT_EQ(describe(machine.search(many(3)), many(3)),
            "none of the 3 hosts can be started on; the launcher itself may be at fault");
}

TEST(UnreachableHosts, ASearchThatWasGivenUpSaysSo) {
  Machine machine{{"h1", "h900"}};
  const Unreachable found = machine.search(many(1000), 15);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(machine.tries, 15);
  EXPECT_THAT(describe(found, many(1000)), testing::HasSubstr("there may be more"));
}

}  // namespace
}  // namespace fourfold
