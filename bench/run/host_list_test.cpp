// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/host_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "bench/run/host_racks.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

HostList list(const std::string& text) { return HostList::parse(text, "hosts"); }

std::vector<std::string> names(const HostList& hosts) {
  std::vector<std::string> all;
  for (const HostEntry& one : hosts.entries()) all.push_back(one.name);
  return all;
}

std::string refusal(const std::string& text) {
  try {
    (void)list(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(HostList, ReadsWhatPeopleHave) {
  const HostList hosts = list("# ours\nn1 slots=2 max_slots=4\n\nn2:3  # broken fan\nn3\r\n");
  EXPECT_THAT(names(hosts), ElementsAre("n1", "n2", "n3"));
  EXPECT_EQ(hosts.ranks(), 6);
  EXPECT_EQ(hosts.hostfile(), "n1\nn1\nn2\nn2\nn2\nn3\n");
  EXPECT_EQ(list(hosts.listing()).hostfile(), hosts.hostfile());
}

TEST(HostList, RefusesWhatItWouldMisread) {
  EXPECT_EQ(refusal("# nobody\n"), "hosts: there is no host in it");
  EXPECT_EQ(refusal("n1\nn1\n"),
            "hosts:2:1: host 'n1' is there twice; several ranks on a host are 'n1 slots=N'");
  EXPECT_EQ(refusal("n1 slots=0\n").find("hosts:1:1: '0' is not a number of ranks"), 0u);
  EXPECT_EQ(refusal("n1 gpus=8\n").find("hosts:1:1: 'gpus=8' is nothing"), 0u);
  EXPECT_NE(refusal("n1:x\n"), "");
  EXPECT_EQ(
      refusal("localhost slots=4\n").find("hosts:1:1: 'localhost' is another machine on each"), 0u);
  EXPECT_NE(refusal("n1\n127.0.0.1:2\n"), "");
}

TEST(HostList, TheOrderIsTheLaunchs) {
  std::string text;
  for (int i = 0; i < 16; ++i) text += "n" + std::to_string(i) + "\n";
  const HostList hosts = list(text);
  EXPECT_EQ(names(hosts.permuted(1)), names(hosts));
  EXPECT_NE(names(hosts.permuted(2)), names(hosts));
  EXPECT_NE(names(hosts.permuted(2)), names(hosts.permuted(3)));
  EXPECT_EQ(names(hosts.permuted(2)), names(hosts.permuted(2)));
  EXPECT_THAT(names(hosts.permuted(2)), testing::UnorderedElementsAreArray(names(hosts)));
}

TEST(HostList, HostsOfARackStayTogetherWhereRacksAreKnown) {
  std::string text;
  std::vector<std::string> racks;
  for (int i = 0; i < 16; ++i) {
    text += "n" + std::to_string(i) + "\n";
    racks.push_back("r" + std::to_string(i % 4));
  }
  const HostList hosts = list(text);
  std::set<std::vector<std::string>> orders;
  for (int launch = 2; launch < 8; ++launch) {
    const HostList order = hosts.permuted(launch, racks);
    EXPECT_THAT(names(order), testing::UnorderedElementsAreArray(names(hosts)));
    orders.insert(names(order));
    int changes = 0;
    std::string last;
    for (const HostEntry& one : order.entries()) {
      const std::string own = racks[std::stoul(one.name.substr(1))];
      changes += own != last ? 1 : 0;
      last = own;
    }
    EXPECT_EQ(changes, 4) << launch;
  }
  EXPECT_EQ(orders.size(), 6u);
  EXPECT_EQ(names(hosts.permuted(1, racks)), names(hosts));
  racks[5].clear();
  EXPECT_EQ(names(hosts.permuted(2, racks)), names(hosts.permuted(2))) << "one is not known";
}

TEST(HostList, RacksAreThoseThatNamesTell) {
  RackRule rule;
  EXPECT_TRUE(racks_of(list("r1n1\nr2n1\n"), rule).empty()) << "only ranks can tell";
  rule.from = RackRule::From::Pattern;
  rule.text = "(r[0-9]+)n.*";
  EXPECT_THAT(racks_of(list("r1n1\nr2n1\n"), rule), testing::ElementsAre("r1", "r2"));
}

TEST(HostList, FindsMachinesByTheirOwnNames) {
  const HostList hosts = list("n1.site\nn2\n10.0.0.3\n");
  const MatchedHosts found = hosts.matching({"n1", "n2.site"}, {});
  EXPECT_THAT(found.hosts, ElementsAre("n1.site", "n2"));
  EXPECT_EQ(found.unclear, "");
  EXPECT_THAT(names(hosts.without({"n2"})), ElementsAre("n1.site", "10.0.0.3"));
}

TEST(HostList, AFullNameIsNoOtherFullName) {
  const HostList hosts = list("node1.rack-a\nnode1.rack-b\nnode2.rack-a\nnode2.rack-b\n");
  const MatchedHosts one = hosts.matching({"node1.rack-a"}, {});
  EXPECT_THAT(one.hosts, ElementsAre("node1.rack-a"));
  EXPECT_EQ(one.unclear, "");
  const MatchedHosts elsewhere = hosts.matching({"node1.rack-c"}, {});
  EXPECT_THAT(elsewhere.hosts, IsEmpty());
  EXPECT_EQ(elsewhere.unclear, "node1.rack-c is none of the list of hosts");
}

TEST(HostList, AShortNameOfSeveralIsNobodys) {
  const HostList hosts = list("node1.rack-a\nnode1.rack-b\nnode2\nnode2.rack-b\n");
  const MatchedHosts found = hosts.matching({"node1"}, {});
  EXPECT_THAT(found.hosts, IsEmpty());
  EXPECT_EQ(found.unclear, "node1 may be node1.rack-a or node1.rack-b");
  EXPECT_THAT(hosts.matching({"node2"}, {}).hosts, ElementsAre("node2"));  // equal: no doubt
  EXPECT_THAT(hosts.matching({"node2.rack-a"}, {}).hosts, IsEmpty());
}

TEST(HostList, AnAddressHasNoShortName) {
  const HostList hosts = list("10.0.0.1\n10.0.0.2\n");
  EXPECT_THAT(hosts.matching({"10.0.0.2"}, {}).hosts, ElementsAre("10.0.0.2"));
  EXPECT_THAT(hosts.matching({"10.0.0.9"}, {}).hosts, IsEmpty());
  EXPECT_THAT(hosts.matching({"10"}, {}).hosts, IsEmpty());
}

TEST(HostList, WhoWasNeverHeardOfIsAmongThoseThatSaidNothing) {
  const HostList hosts = list("n1\nn2\nn3\n");
  EXPECT_THAT(hosts.matching({""}, {"n1", "n3"}).hosts, ElementsAre("n2"));
  EXPECT_THAT(hosts.matching({""}, {}).hosts, IsEmpty());  // nobody was heard: it is none of them
}

TEST(HostList, WhereTheHeardAreNotOfTheListNobodyIsSilent) {
  const HostList addresses = list("10.0.0.1\n10.0.0.2\n10.0.0.3\n10.0.0.4\n");
  const MatchedHosts none = addresses.matching({""}, {"n1", "n2", "n3"});
  EXPECT_THAT(none.hosts, IsEmpty());
  EXPECT_EQ(none.unclear,
            "n1 is none of the list of hosts; n2 is none of the list of hosts; n3 is none of the "
            "list of hosts");
  // One that is not known may be any of those that seem silent.
  EXPECT_THAT(list("n1\nn2\nn3\n").matching({""}, {"n1", "gateway"}).hosts, IsEmpty());
}

}  // namespace
}  // namespace fourfold
