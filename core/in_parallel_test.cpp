// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/in_parallel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "core/error.hpp"

namespace fourfold {
namespace {

TEST(InParallel, EachIsCalledOnce) {
  for (const std::size_t count : {0u, 1u, 2u, 1000u}) {
    std::vector<int> calls(count, 0);
    in_parallel(count, [&](std::size_t i) { ++calls[i]; });
    EXPECT_THAT(calls, testing::Each(1)) << count;
  }
}

TEST(InParallel, WhatTheLowestThrewIsThrownAfterAllHaveBeenCalled) {
  std::atomic<int> calls{0};
  const auto work = [&](std::size_t i) {
    ++calls;
    if (i % 10 == 7) throw Error("of " + std::to_string(i));
  };
  EXPECT_THAT([&] { in_parallel(100, work); }, testing::ThrowsMessage<Error>("of 7"));
  EXPECT_EQ(calls, 100);
}

}  // namespace
}  // namespace fourfold
