// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bench/locate/modelled_machine.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

constexpr int kEach = 4;  // hosts in a rack

/// So many of the racks, drawn.
std::set<int> drawn(int racks, int count, std::uint64_t seed) {
  std::set<int> some;
  for (std::uint64_t i = 0; std::ssize(some) < count; ++i) {
    some.insert(static_cast<int>(random_bits(2000 + seed, i) % static_cast<unsigned>(racks)));
  }
  return some;
}

/// What crosses the uplinks of `slow` takes so many times as long: by one of them (the narrower
/// decides), or by both (each adds). A cable of one host, or of none (-1), has a quarter of the
/// rate.
void slow_uplinks(Bed& bed, const std::set<int>& slow, double times, bool add_up, int host = -1) {
  bed.times = [=](int from, int to) {
    const int a = from / kEach, b = to / kEach;
    const auto through = a == b ? 0 : slow.count(a) + slow.count(b);
    const double uplinks = add_up ? std::pow(times, through) : through > 0 ? times : 1.0;
    return std::max(uplinks, from == host || to == host ? 4.0 : 1.0);
  };
}

std::vector<std::string> uplinks(const std::set<int>& racks) {
  std::vector<std::string> all;
  for (const int rack : racks) all.push_back(fmt::format("uplink: uplink of rack r{}", rack));
  return all;
}

struct Machine {
  int racks, slow;
  double times;
};

const std::vector<Machine> kMachines{{3, 1, 4.0},  {4, 1, 4.0},   {8, 1, 4.0},   {4, 2, 4.0},
                                     {8, 3, 4.0},  {8, 4, 4.0},   {20, 6, 4.0},  {20, 10, 4.0},
                                     {8, 3, 1.41}, {8, 4, 1.41},  {20, 6, 1.41}, {20, 10, 1.41},
                                     {8, 1, 1.41}, {20, 1, 1.41}, {9, 4, 4.0}};

TEST(SlowUplinks, UpToHalfOfThemAreNamedAndNoHost) {
  for (const auto& [racks, slow, times] : kMachines) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Bed one = bed(kEach * racks, racks, seed);
      if (seed % 4 < 2) one.rules.oversubscription.reset();
      const std::set<int> planted = drawn(racks, slow, seed);
      slow_uplinks(one, planted, times, seed % 2 == 0);
      const Located located = one.run();
      EXPECT_THAT(named(one, located.named), UnorderedElementsAreArray(uplinks(planted)))
          << slow << " of " << racks << " racks, " << times << " times, seed " << seed << ", once "
          << testing::PrintToString(named(one, located.once));
    }
  }
}

TEST(SlowUplinks, ACableElsewhereIsNamedBesideThem) {
  for (const auto& [racks, slow, times] : kMachines) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Bed one = bed(kEach * racks, racks, seed);
      const std::set<int> planted = drawn(racks, slow, seed);
      int rack = 0;
      while (planted.contains(rack)) ++rack;
      const int host = kEach * rack + static_cast<int>(seed % kEach);
      slow_uplinks(one, planted, times, seed % 2 == 0, host);
      std::vector<std::string> expected = uplinks(planted);
      expected.push_back(fmt::format("cable: host h{}", host));
      const Located located = one.run();
      EXPECT_THAT(named(one, located.named), UnorderedElementsAreArray(expected))
          << slow << " of " << racks << " racks, " << times << " times, seed " << seed << ", once "
          << testing::PrintToString(named(one, located.once));
    }
  }
}

TEST(SlowUplinks, OfMoreThanHalfItIsSaidWhichRacksAreInTheSlowerGroup) {
  for (const auto& [racks, slow, times] :
       {Machine{8, 5, 4.0}, {8, 6, 1.41}, {20, 11, 4.0}, {20, 11, 1.41}}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Bed one = bed(kEach * racks, racks, seed);
      if (seed % 4 < 2) one.rules.oversubscription.reset();
      const std::set<int> planted = drawn(racks, slow, seed);
      slow_uplinks(one, planted, times, false);
      const Located located = one.run();
      ASSERT_EQ(located.named.size(), 1U)
          << testing::PrintToString(named(one, located.named)) << " seed " << seed;
      EXPECT_EQ(located.named[0].fault, Fault::Divided);
      EXPECT_THAT(located.named[0].nodes, IsEmpty());
      EXPECT_THAT(located.named[0].racks, UnorderedElementsAreArray(planted));
      EXPECT_NEAR(located.named[0].factor, times, 0.15 * times);
    }
  }
}

TEST(SlowUplinks, OfRacksInTwoGroupsTheCablesAreJudgedWithinThem) {
  Bed one = bed(32, 8, 3);
  slow_uplinks(one, {0, 1, 2, 4, 7}, 4, false, 9);
  const Located located = one.run();
  EXPECT_THAT(named(one, located.named),
              ElementsAre("cable: host h9", "divided: racks r0, r1, r2, r4, r7"));
  EXPECT_THAT(evidence(one.fabric, located.named.back(), one.rules),
              testing::AllOf(HasSubstr("these 5 of 8 racks are slower to all others, and no slower "
                                       "within: 0.2"),
                             HasSubstr("or those of the others are faster")));
}

TEST(SlowUplinks, WhereNoPairOfRacksIsFastWhatTheyAreBuiltForSaysIt) {
  for (const int slow : {2, 3}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      Bed one = bed(3 * kEach, 3, seed);
      slow_uplinks(one, drawn(3, slow, seed), 4, false);
      const Located located = one.run();
      EXPECT_THAT(named(one, located.named), ElementsAre("divided: racks r0, r1, r2"));
      EXPECT_THAT(evidence(one.fabric, located.named.at(0), one.rules),
                  HasSubstr("as racks.oversubscription says: 0.2"));
      one.rules.oversubscription = 4;
      EXPECT_THAT(named(one, one.run().named), IsEmpty());
      // Nobody can tell.
      one.rules.oversubscription.reset();
      EXPECT_THAT(named(one, one.run().named), IsEmpty());
    }
  }
}

TEST(SlowUplinks, HostsThatAreFastWithinTheirRacksAreNeverTheSlowerGroup) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    // Of so many nothing says which racks are slow.
    Bed one = bed(16 * kEach, 16, seed);
    one.rules.oversubscription.reset();
    slow_uplinks(one, drawn(16, 13, seed), 4, false);
    EXPECT_THAT(named(one, one.run().named), IsEmpty()) << "seed " << seed;
  }
}

TEST(SlowUplinks, HalfOfTheRailsAreNamedToo) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Bed one = bed(16, 1, seed, 4);
    one.times = [](int from, int) { return from % 4 == 1 || from % 4 == 2 ? 2.0 : 1.0; };
    EXPECT_THAT(named(one, one.run().named),
                testing::UnorderedElementsAre("rail: rail 1", "rail: rail 2"))
        << "seed " << seed;
  }
}

/// By rack, which ones its hosts met in those matchings across.
std::vector<std::set<int>> met(const Fabric& fabric, const std::vector<Matching>& matchings) {
  std::vector<std::set<int>> racks(fabric.racks.size());
  const auto rack = [&](int node) { return fabric.nodes[static_cast<std::size_t>(node)].rack; };
  for (const Matching& one : matchings) {
    for (int node = 0; node < static_cast<int>(one.size()); ++node) {
      const int other = one[static_cast<std::size_t>(node)];
      if (other < 0 || !fabric.across(node, other)) continue;
      racks[static_cast<std::size_t>(rack(node))].insert(rack(other));
    }
  }
  return racks;
}

TEST(SlowUplinks, ASecondLookLetsDoubtedRacksMeetOthersAndTheseEachOther) {
  for (const auto& [racks, doubted, times] :
       {Machine{3, 1, 0}, {4, 1, 0}, {4, 2, 0}, {8, 4, 0}, {9, 4, 0}, {20, 10, 0}, {20, 3, 0}}) {
    const Fabric fabric = bed(kEach * racks, racks, 1).fabric;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const std::set<int> bad = drawn(racks, doubted, seed);
      const auto all =
          met(fabric, second_matchings(fabric, {{}, {}, {bad.begin(), bad.end()}}, seed));
      for (int rack = 0; rack < racks; ++rack) {
        const std::set<int>& others = all[static_cast<std::size_t>(rack)];
        const auto good =
            std::ranges::count_if(others, [&](int one) { return !bad.contains(one); });
        EXPECT_GE(good, bad.contains(rack) && racks > 3 ? 2 : 1)
            << "rack " << rack << " of " << racks << ", seed " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace fourfold
