// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/usual_times.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/statistics.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

/// Few different ones, so that many are equal.
std::vector<double> drawn(std::size_t count, std::uint64_t seed) {
  std::vector<double> logs;
  for (std::size_t i = 0; i < count; ++i) {
    logs.push_back(-7 + 0.1 * static_cast<double>(random_bits(seed, i) % 12));
  }
  return logs;
}

TEST(UsualTimes, ItsMediansAreThoseOfTheRestToTheLastBit) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const std::vector<double> all = drawn(1 + seed % 23, seed);
    const std::size_t without = random_bits(7, seed) % (all.size() + 1);
    // Drawn at random, the first of them are as good as any.
    const std::vector<double> some(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(without));
    const std::vector<double> rest(all.begin() + static_cast<std::ptrdiff_t>(without), all.end());
    UsualTimes usual({{}, all});
    ASSERT_EQ(usual.median(1), median(all));
    if (rest.empty()) {
      EXPECT_FALSE(usual.median_without(1, some));
    } else {
      EXPECT_EQ(usual.median_without(1, some), median(rest)) << "seed " << seed;
    }
    usual.take_out(1, some);
    EXPECT_EQ(usual.count(1), rest.size());
    EXPECT_EQ(usual.median(1), rest.empty() ? std::nullopt : std::optional(median(rest)));
  }
}

TEST(UsualTimes, OfAKindThatThereIsNotNothingIsUsual) {
  const UsualTimes usual({{}, {1}});
  EXPECT_EQ(usual.count(0), 0u);
  EXPECT_FALSE(usual.median(0));
  EXPECT_FALSE(usual.median_without(0, {}));
}

}  // namespace
}  // namespace fourfold
