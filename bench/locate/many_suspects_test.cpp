// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "bench/locate/modelled_machine.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAreArray;

/// So many of the hosts, drawn.
std::set<int> drawn(int hosts, int count, std::uint64_t seed) {
  std::set<int> some;
  for (std::uint64_t i = 0; std::ssize(some) < count; ++i) {
    some.insert(static_cast<int>(random_bits(1000 + seed, i) % static_cast<unsigned>(hosts)));
  }
  return some;
}

/// Cables of these hosts have a quarter of the rate. What two of them take together is that of one
/// (the narrower link decides) or of both (each adds).
void slow_cables(Bed& bed, const std::set<int>& hosts, bool add_up) {
  bed.times = [hosts, add_up](int from, int to) {
    const std::size_t slow = hosts.count(from) + hosts.count(to);
    return add_up ? std::pow(4.0, slow) : slow > 0 ? 4.0 : 1.0;
  };
}

struct Machine {
  int hosts, racks;
};

TEST(ManySuspects, UpToHalfOfTheCablesAreNamedAndNothingElse) {
  for (const auto& [hosts, racks] : {Machine{8, 2}, {16, 4}, {8, 1}, {16, 1}, {4, 1}, {4, 2}}) {
    for (int slow = 2; slow <= hosts / 2; ++slow) {
      int right = 0;
      for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        Bed one = bed(hosts, racks, seed);
        const std::set<int> planted = drawn(hosts, slow, seed);
        slow_cables(one, planted, seed % 2 == 0);
        std::vector<std::string> expected;
        for (const int host : planted) expected.push_back("cable: host h" + std::to_string(host));
        const std::vector<std::string> found = named(one, one.run().named);
        right += testing::Matches(UnorderedElementsAreArray(expected))(found);
        for (const std::string& each : found) {
          EXPECT_THAT(expected, testing::Contains(each)) << "is healthy; seed " << seed;
        }
      }
      EXPECT_GE(right, 24) << slow << " of " << hosts << " hosts in " << racks << " racks";
    }
  }
}

TEST(ManySuspects, OfMoreThanHalfItIsSaidWhoIsInTheSlowerGroup) {
  for (const auto& [hosts, racks] : {Machine{8, 1}, {16, 1}}) {
    for (int slow = hosts / 2 + 1; slow <= 2 * hosts / 3; ++slow) {
      for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        Bed one = bed(hosts, racks, seed);
        const std::set<int> planted = drawn(hosts, slow, seed);
        slow_cables(one, planted, seed % 2 == 0);
        const Located located = one.run();
        ASSERT_THAT(located.named, SizeIs(1)) << slow << " of " << hosts << ", seed " << seed;
        EXPECT_EQ(located.named[0].fault, Fault::Divided);
        EXPECT_THAT(located.named[0].nodes, UnorderedElementsAreArray(planted));
      }
    }
  }
}

TEST(ManySuspects, AGroupIsNamedHostByHostAndWithItsFactor) {
  Bed one = bed(8, 1, 1);
  one.noise = 0;
  slow_cables(one, {0, 1, 2, 5, 6}, false);
  const Located located = one.run();
  ASSERT_THAT(located.named, SizeIs(1));
  EXPECT_EQ(place(one.fabric, located.named[0]), "hosts h0, h1, h2, h5, h6");
  EXPECT_THAT(evidence(one.fabric, located.named[0], one.rules),
              testing::AllOf(HasSubstr("these 5 of 8 hosts are in the slower one: 0.25"),
                             HasSubstr("either they are slow, or the others share")));
}

TEST(ManySuspects, AllCablesOfOneOfTwoRacksAreNamedOrTheRackIsTheSlowerGroup) {
  Bed one = bed(8, 2, 1);
  slow_cables(one, {0, 1, 2, 3}, false);
  EXPECT_THAT(named(one, one.run().named),
              testing::UnorderedElementsAre("cable: host h0", "cable: host h1", "cable: host h2",
                                            "cable: host h3"));
  // Nothing says here what crossing should take, so that the pairs within racks alone speak.
  one.rules.oversubscription.reset();
  EXPECT_THAT(named(one, one.run().named), testing::ElementsAre("divided: hosts h0, h1, h2, h3"));
}

TEST(ManySuspects, RacksThatNobodyKnowsMakeNoSuspects) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Bed one = bed(8, 1, seed);
    one.times = [](int from, int to) { return from / 4 == to / 4 ? 1.0 : 3.0; };
    EXPECT_THAT(named(one, one.run().named), IsEmpty()) << "seed " << seed;
  }
}

TEST(ManySuspects, ASlowUplinkAndASlowCableAreBothNamed) {
  int right = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Bed one = bed(16, 4, seed);
    const int host = static_cast<int>(random_bits(99, seed) % 16);
    const int rack = static_cast<int>(random_bits(98, seed) % 4);
    one.times = [host, rack](int from, int to) {
      const bool crosses = from / 4 != to / 4 && (from / 4 == rack || to / 4 == rack);
      return (crosses ? 4.0 : 1.0) * (from == host || to == host ? 4 : 1);
    };
    const std::vector<std::string> expected{"uplink: uplink of rack r" + std::to_string(rack),
                                            "cable: host h" + std::to_string(host)};
    right += named(one, one.run().named) == expected;
  }
  EXPECT_GE(right, 95);
}

TEST(ManySuspects, RailsThatShareACableAreHeldAgainstOthersThatDo) {
  const std::vector<int> ranks{2, 1, 3, 1, 2, 2};
  std::vector<std::string> hosts, racks;
  for (int host = 0; host < 6; ++host) {
    for (int rank = 0; rank < ranks[static_cast<std::size_t>(host)]; ++rank) {
      hosts.push_back("h" + std::to_string(host));
      racks.push_back(host < 4 ? "r0" : "r1");
    }
  }
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Bed one = bed(8, 1, seed);
    one.fabric = fabric_of(hosts, seed % 2 == 0 ? racks : std::vector<std::string>());
    const int slow = static_cast<int>(seed % 7) - 1;
    one.times = [&fabric = one.fabric, &ranks, slow](int from, int to) {
      const int a = fabric.node_of[static_cast<std::size_t>(from)];
      const int b = fabric.node_of[static_cast<std::size_t>(to)];
      return std::min(ranks[static_cast<std::size_t>(a)], ranks[static_cast<std::size_t>(b)]) *
             (a == slow || b == slow ? 4.0 : 1.0);
    };
    std::vector<std::string> expected;
    if (slow >= 0) expected.push_back("cable: host h" + std::to_string(slow));
    EXPECT_EQ(named(one, one.run().named), expected) << "seed " << seed;
  }
}

TEST(ManySuspects, ASecondLookLeavesPairsOfThoseThatAreNotDoubted) {
  const Fabric all = bed(8, 2, 1).fabric;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::vector<int> doubted{0, 2, 5, 7};
    std::set<int> met_good;
    std::set<std::pair<int, int>> tested;
    for (const Matching& one : second_matchings(all, {doubted, {}}, seed)) {
      for (int node = 0; node < 8; ++node) {
        const int other = one[static_cast<std::size_t>(node)];
        const bool bad = std::ranges::count(doubted, node) > 0;
        const bool with_bad = std::ranges::count(doubted, other) > 0;
        if (!bad && !with_bad) met_good.insert(node);
        if (bad && !with_bad) tested.emplace(node, other);
      }
    }
    EXPECT_THAT(met_good, SizeIs(4)) << "seed " << seed;
    for (const int node : doubted) {
      EXPECT_GE(std::ranges::count(tested, node, &std::pair<int, int>::first), 2)
          << "node " << node << ", seed " << seed;
    }
  }
}

}  // namespace
}  // namespace fourfold
