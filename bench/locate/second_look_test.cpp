// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bench/locate/modelled_machine.hpp"

namespace fourfold {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

int hosts_of(const Bed& bed) { return static_cast<int>(bed.fabric.nodes.size()); }

/// Eight hosts in two racks, one of which loses messages in both looks. In one of the looks
/// something else makes what crosses take longer, as if the uplinks were slow.
Bed lossy_beside_noise(std::uint64_t seed, int lossy, bool noise_in_second_look) {
  Bed one = bed(8, 2, seed);
  one.stall = [lossy](int from, int to) { return to == lossy ? 0.4 : from == lossy ? 0.1 : 0.001; };
  const auto noisy = [](int from, int to) { return from / 4 != to / 4 ? 2.0 : 1.0; };
  const auto quiet = [](int, int) { return 1.0; };
  if (!noise_in_second_look) one.times = noisy;
  one.meanwhile = [=](Bed& bed) {
    if (noise_in_second_look) {
      bed.times = noisy;
    } else {
      bed.times = quiet;
    }
  };
  return one;
}

TEST(SecondLook, AnUplinkThatOneLookAloneSeesExcusesNoLoss) {
  for (const bool in_second : {true, false}) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const int host = static_cast<int>(seed % 8);
      Bed one = lossy_beside_noise(seed, host, in_second);
      EXPECT_THAT(named(one, one.run().named), ElementsAre("loss: host h" + std::to_string(host)))
          << "seed " << seed << (in_second ? ", noise in the second look" : ", in the first");
    }
  }
}

TEST(SecondLook, WhatStallsInTheQueueOfASlowUplinkIsNoLoss) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Bed one = bed(16, 4, seed);
    const auto crosses = [](int from, int to) {
      return from / 4 != to / 4 && (from / 4 == 2 || to / 4 == 2);
    };
    one.times = [crosses](int from, int to) { return crosses(from, to) ? 4.0 : 1.0; };
    one.stall = [crosses](int from, int to) { return crosses(from, to) ? 0.3 : 0.001; };
    EXPECT_THAT(named(one, one.run().named), ElementsAre("uplink: uplink of rack r2"))
        << "seed " << seed;
  }
}

/// Nothing of it is broken. In each round each pair takes so many times as long with that
/// probability, drawn anew, as where flows share a link by chance.
struct Sharing {
  double probability, times;
};
void share(Bed& bed, Sharing how) {
  bed.noise = 0.03;
  bed.times = [&bed, how](int from, int to) {
    const auto [low, high] = std::minmax(from, to);
    const auto pair = static_cast<std::uint64_t>(low * hosts_of(bed) + high);
    const double drawn =
        static_cast<double>(random_bits(1000 * bed.seed + bed.rounds, pair) >> 11) / 0x1p53;
    return drawn < how.probability ? how.times : 1.0;
  };
}

TEST(SecondLook, PairsThatVaryFromRoundToRoundAreNoSlowPaths) {
  for (const int racks : {1, 4}) {
    for (const Sharing how : {Sharing{0.05, 1.3}, {0.05, 2.0}, {0.02, 1.3}, {0.02, 2.0}}) {
      for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Bed one = bed(64, racks, seed);
        share(one, how);
        EXPECT_THAT(named(one, one.run().named), IsEmpty())
            << how.probability << " of pairs " << how.times << " times, seed " << seed;
      }
    }
  }
}

TEST(SecondLook, OfManyPairsThatVaryItIsSaidHowManyAndNoneIsListed) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Bed one = bed(64, 1, seed);
    share(one, {0.05, 1.3});
    const Located located = one.run();
    ASSERT_THAT(located.varying, SizeIs(1)) << "seed " << seed;
    const Varying& some = located.varying[0];
    EXPECT_FALSE(some.across);
    EXPECT_GT(some.slow, 10);
    EXPECT_LT(some.slow, 45);
    EXPECT_LT(some.again, 2);
    EXPECT_GT(some.pairs, 430);  // of 512 some met twice
    for (const Suspect& each : located.once) EXPECT_NE(each.fault, Fault::Path);
  }
}

/// Paths that are slow whenever their ends meet.
void slow_paths(Bed& bed, std::vector<std::pair<int, int>> paths) {
  bed.times = [paths](int from, int to) {
    return std::ranges::count(paths, std::pair<int, int>(std::minmax(from, to))) > 0 ? 4.0 : 1.0;
  };
}

TEST(SecondLook, APathThatIsSlowEachTimeIsNamedByTheSecondLooksFactor) {
  for (const int hosts : {8, 16, 64}) {
    for (const int racks : {1, 2}) {
      for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        Bed one = bed(hosts, racks, seed);
        // Of many hosts not all meet.
        const Matching met = first_matchings(one.fabric, 16, seed)[seed % 7];
        const int a = static_cast<int>(seed) % hosts;
        const auto [low, high] = std::minmax(a, met[static_cast<std::size_t>(a)]);
        slow_paths(one, {{low, high}});
        one.meanwhile = [low = low, high = high](Bed& bed) {
          bed.times = [=](int from, int to) {
            return std::minmax(from, to) == std::minmax(low, high) ? 2.0 : 1.0;
          };
        };
        const Located located = one.run();
        EXPECT_THAT(named(one, located.named),
                    ElementsAre(fmt::format("path: path h{} - h{}", low, high)))
            << hosts << " hosts in " << racks << " racks, seed " << seed;
        ASSERT_FALSE(located.named.empty());
        EXPECT_NEAR(located.named[0].factor, 2, 0.3);
      }
    }
  }
}

TEST(SecondLook, ManyPathsThatAreSlowEachTimeDoNotVary) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    Bed one = bed(16, 1, seed);
    slow_paths(one, {{0, 1}, {2, 5}, {3, 9}, {4, 12}, {6, 7}});
    const Located located = one.run();
    EXPECT_THAT(located.named, SizeIs(5)) << "seed " << seed;
    EXPECT_THAT(located.varying, IsEmpty());
  }
}

TEST(SecondLook, APathThatIsFastInOneMeetingOfThreeIsNotNamed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Bed one = bed(8, 1, seed);
    one.times = [&one, met = 0](int from, int to) mutable {
      if (std::minmax(from, to) != std::minmax(2, 5)) return 1.0;
      // The first meeting of the second look, both directions of it.
      if (one.rounds > 7 && met++ < 2) return 1.0;
      return 4.0;
    };
    const Located located = one.run();
    EXPECT_THAT(named(one, located.named), IsEmpty()) << "seed " << seed;
    EXPECT_THAT(named(one, located.once), Contains("path: path h2 - h5"));
  }
}

}  // namespace
}  // namespace fourfold
