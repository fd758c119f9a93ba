// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/suspects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "bench/locate/matchings.hpp"
#include "bench/locate/modelled_machine.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Of 100 machines each of 8 and of 16 hosts, what `plant` did to each is all that is named.
void expect_always(const std::function<std::string(Bed&, int drawn)>& plant) {
  for (const auto& [hosts, racks] : {std::pair(8, 2), std::pair(16, 4)}) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      Bed one = bed(hosts, racks, seed);
      const std::string expected = plant(one, static_cast<int>(random_bits(99, seed) % 1000));
      const Located located = one.run();
      if (expected.empty()) {
        EXPECT_THAT(named(one, located.named), IsEmpty()) << hosts << " hosts, seed " << seed;
      } else {
        EXPECT_THAT(named(one, located.named), ElementsAre(expected))
            << hosts << " hosts, seed " << seed << ", once "
            << testing::PrintToString(named(one, located.once));
      }
    }
  }
}

int hosts_of(const Bed& bed) { return static_cast<int>(bed.fabric.nodes.size()); }

TEST(Suspects, OfAHealthyMachineNothingIsNamed) {
  expect_always([](Bed&, int) { return std::string(); });
}

TEST(Suspects, ACableIsNamedAndNoneOfItsPairs) {
  expect_always([](Bed& bed, int drawn) {
    const int node = drawn % hosts_of(bed);
    bed.times = [node](int from, int to) { return from == node || to == node ? 4.0 : 1.0; };
    return "cable: host h" + std::to_string(node);
  });
}

TEST(Suspects, ACableThatIsSlowInOneDirectionIsNamed) {
  expect_always([](Bed& bed, int drawn) {
    const int node = drawn % hosts_of(bed);
    bed.times = [node](int, int to) { return to == node ? 1.5 : 1.0; };
    return "cable: host h" + std::to_string(node);
  });
}

TEST(Suspects, AnUplinkIsNamedAndNoneOfItsNodes) {
  expect_always([](Bed& bed, int drawn) {
    const int racks = static_cast<int>(bed.fabric.racks.size());
    const int rack = drawn % racks;
    const Fabric fabric = bed.fabric;
    auto noise = std::make_shared<std::uint64_t>(0);
    bed.times = [fabric, rack, noise](int from, int to) {
      const auto in_rack = [&](int node) {
        return fabric.nodes[static_cast<std::size_t>(node)].rack == rack;
      };
      // Those that share it get unlike parts of it.
      const double share = 0.7 + 0.6 * static_cast<double>(random_bits(7, (*noise)++) % 100) / 100;
      return in_rack(from) != in_rack(to) ? 4.0 * share : 1.0;
    };
    return racks == 2 ? std::string("uplink: uplink of rack r0 or r1")
                      : "uplink: uplink of rack r" + std::to_string(rack);
  });
}

TEST(Suspects, WithTwoRacksAndNoWordOfTheirUplinksNoneIsNamed) {
  Bed one = bed(8, 2, 1);
  one.rules.oversubscription.reset();
  const Fabric fabric = one.fabric;
  one.times = [fabric](int from, int to) { return fabric.across(from, to) ? 4.0 : 1.0; };
  EXPECT_THAT(named(one, one.run().named), IsEmpty());
  one.rules.oversubscription = 4;
  EXPECT_THAT(named(one, one.run().named), IsEmpty());
  one.rules.oversubscription = 2;
  EXPECT_THAT(named(one, one.run().named), ElementsAre("uplink: uplink of rack r0 or r1"));
}

TEST(Suspects, APathIsNamedAndNeitherOfItsEnds) {
  expect_always([](Bed& bed, int drawn) {
    const int a = drawn % hosts_of(bed);
    const int b = (a + 1 + drawn / 20 % (hosts_of(bed) - 1)) % hosts_of(bed);
    bed.times = [a, b](int from, int to) {
      return std::minmax(from, to) == std::minmax(a, b) ? 4.0 : 1.0;
    };
    return "path: path h" + std::to_string(std::min(a, b)) + " - h" +
           std::to_string(std::max(a, b));
  });
}

TEST(Suspects, AHostThatComputesSlowlyIsNamedAndItsLinksAreNot) {
  expect_always([](Bed& bed, int drawn) {
    const int node = drawn % hosts_of(bed);
    bed.compute = [node](int rank) { return rank == node ? 3.5 : 1.0; };
    bed.times = [node](int from, int to) { return from == node || to == node ? 1.6 : 1.0; };
    bed.stall = [node](int from, int to) { return from == node || to == node ? 0.3 : 0.001; };
    return "processor: host h" + std::to_string(node);
  });
}

TEST(Suspects, LossIsToldFromACableByStallsBesideSteadyMedians) {
  expect_always([](Bed& bed, int drawn) {
    const int node = drawn % hosts_of(bed);
    bed.stall = [node](int from, int to) { return to == node ? 0.4 : from == node ? 0.1 : 0.001; };
    return "loss: host h" + std::to_string(node);
  });
}

TEST(Suspects, TwoCulpritsAreBothNamed) {
  Bed one = bed(16, 4, 3);
  one.times = [](int from, int to) {
    return from == 2 || to == 2 ? 3.0 : from == 9 || to == 9 ? 1.4 : 1.0;
  };
  EXPECT_THAT(named(one, one.run().named), ElementsAre("cable: host h2", "cable: host h9"));
}

TEST(Suspects, OfTwoThatLoseMessagesTheSecondIsHeldAgainstTheOthers) {
  Bed one = bed(8, 2, 3);
  one.stall = [](int from, int to) {
    return to == 2 ? 0.5 : to == 5 ? 0.4 : from == 2 || from == 5 ? 0.1 : 0.001;
  };
  const Located located = one.run();
  ASSERT_THAT(named(one, located.named), ElementsAre("loss: host h2", "loss: host h5"));
  EXPECT_EQ(located.named[0].of, 7);
  EXPECT_EQ(located.named[1].of, 6);
}

TEST(Suspects, OneAdapterOfAHostAndOneRailOfAllAreToldApart) {
  Bed adapter = bed(8, 2, 1, 4);
  adapter.times = [](int from, int to) { return from == 6 || to == 6 ? 4.0 : 1.0; };
  EXPECT_THAT(named(adapter, adapter.run().named),
              ElementsAre("adapter: rank 6 (host h1, rail 2)"));
  Bed rail = bed(8, 2, 1, 4);
  rail.times = [](int from, int) { return from % 4 == 3 ? 2.0 : 1.0; };
  EXPECT_THAT(named(rail, rail.run().named), ElementsAre("rail: rail 3"));
  Bed host = bed(8, 2, 1, 4);
  host.times = [](int from, int to) { return from / 4 == 5 || to / 4 == 5 ? 4.0 : 1.0; };
  EXPECT_THAT(named(host, host.run().named), ElementsAre("cable: host h5"));
}

TEST(Suspects, WhatASecondLookDoesNotFindIsNotNamed) {
  Bed one = bed(8, 2, 4);
  std::vector<PairRound> rounds;
  one.times = [](int from, int to) { return from == 3 || to == 3 ? 4.0 : 1.0; };
  for (const Matching& each : first_matchings(one.fabric, 16, 4)) {
    rounds.push_back(one.measured(each, false));
  }
  one.times = [](int, int) { return 1.0; };
  for (const Matching& each : second_matchings(one.fabric, {{3}, {}}, 4)) {
    rounds.push_back(one.measured(each, true));
  }
  const Located located = locate(one.fabric, rounds, one.rules);
  EXPECT_THAT(located.named, IsEmpty());
  EXPECT_THAT(named(one, located.once), ElementsAre("cable: host h3"));
}

TEST(Suspects, SaysHowMuchAndToHowManyPartners) {
  Bed one = bed(8, 2, 1);
  one.noise = 0;
  one.times = [](int from, int to) { return from == 5 || to == 5 ? 4.0 : 1.0; };
  const Located located = one.run();
  ASSERT_EQ(located.named.size(), 1u);
  EXPECT_EQ(evidence(one.fabric, located.named[0], one.rules),
            "cable or adapter: 0.25 of its peers' rate, to 7 of 7 partners");
}

TEST(Suspects, RobustZ) {
  const std::vector<double> all{1, 2, 3, 4, 100};
  EXPECT_DOUBLE_EQ(robust_z(100, all), 0.6745 * 97);
  const std::vector<double> equal{1, 1, 1};
  EXPECT_NEAR(robust_z(1.001, equal), 0.6745 * 0.001 / 0.005, 1e-9);
}

TEST(Suspects, ARecordOfOtherRanksThanTheLaunchHadDoesNoHarm) {
  Bed one = bed(8, 2, 1);
  const PairRound larger = one.measured(first_matchings(one.fabric, 16, 1)[0], false);
  const Bed small = bed(4, 2, 1);
  EXPECT_THAT(suspects_of(small.fabric, std::vector<PairRound>{larger, {}}, one.rules).all,
              IsEmpty());
}

}  // namespace
}  // namespace fourfold
