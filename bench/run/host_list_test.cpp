// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/host_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(HostList, FindsMachinesByTheirOwnNames) {
  const HostList hosts = list("n1.site\nn2\n10.0.0.3\n");
  EXPECT_THAT(hosts.matching({"n1", "n2.site"}, {}), ElementsAre("n1.site", "n2"));
  EXPECT_THAT(hosts.matching({"10.0.0.9"}, {}), IsEmpty());
  EXPECT_THAT(names(hosts.without({"n2"})), ElementsAre("n1.site", "10.0.0.3"));
}

TEST(HostList, WhoWasNeverHeardOfIsAmongThoseThatSaidNothing) {
  const HostList hosts = list("n1\nn2\nn3\n");
  EXPECT_THAT(hosts.matching({""}, {"n1", "n3"}), ElementsAre("n2"));
  EXPECT_THAT(hosts.matching({""}, {}), IsEmpty());  // nobody was heard: it is none of the hosts
}

}  // namespace
}  // namespace fourfold
