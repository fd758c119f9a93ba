// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "bench/locate/modelled_machine.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;

/// Eight hosts in two racks, one of which loses messages in both looks. In one of the looks
/// something else makes what crosses take longer, as if the uplinks were slow.
Bed lossy_beside_noise(std::uint64_t seed, int lossy, bool noise_in_second_look) {
  Bed one = bed(8, 2, seed);
  one.stall = [lossy](int from, int to) {
    return to == lossy ? 0.4 : from == lossy ? 0.1 : 0.001;
  };
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

}  // namespace
}  // namespace fourfold
