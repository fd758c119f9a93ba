// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/memory_index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace fourfold {
namespace {

/// How often each element of an array is visited by a whole grid.
std::vector<int> visits(std::size_t elements, unsigned blocks) {
  std::vector<int> count(elements + 4 * kTilePairs);  // beyond the end too: nothing may go there
  const auto visit_pair = [&](std::size_t i) {
    ++count.at(2 * i);
    ++count.at(2 * i + 1);
  };
  for (unsigned block = 0; block < blocks; ++block) {
    for (unsigned thread = 0; thread < kWalkThreads; ++thread) {
      walk(
          elements, blocks, block, thread,
          [&](std::size_t i) {
            for (unsigned u = 0; u < kWalkUnroll; ++u)
              visit_pair(i + std::size_t{u} * kWalkThreads);
          },
          visit_pair, [&](std::size_t i) { ++count.at(i); });
    }
  }
  return count;
}

void expect_each_element_once(std::size_t elements, unsigned blocks) {
  const std::vector<int> count = visits(elements, blocks);
  const auto end = count.begin() + static_cast<std::ptrdiff_t>(elements);
  EXPECT_TRUE(std::all_of(count.begin(), end, [](int n) { return n == 1; }))
      << elements << " elements, " << blocks << " blocks";
  EXPECT_TRUE(std::all_of(end, count.end(), [](int n) { return n == 0; }))
      << "beyond " << elements << " elements, " << blocks << " blocks";
}

TEST(MemoryWalk, VisitsEveryElementOnceAroundEveryBoundary) {
  constexpr std::size_t kTile = 2 * kTilePairs;
  for (const unsigned blocks : {1u, 2u, 3u, 7u}) {
    for (const std::size_t boundary : {std::size_t{0}, std::size_t{2} * kWalkThreads, kTile,
                                       2 * kTile, blocks * kTile, 5 * kTile * blocks}) {
      for (std::size_t elements = boundary - std::min<std::size_t>(boundary, 3);
           elements <= boundary + 3; ++elements) {
        expect_each_element_once(elements, blocks);
      }
    }
  }
}

TEST(MemoryWalk, VisitsEveryElementOnceWithTheGridOfAReduction) {
  for (const std::size_t elements : {0u, 1u, 2u, 1023u, 1000003u, 2u << 20}) {
    expect_each_element_once(elements, 1024);
  }
}

TEST(MemoryWalk, NeighbouringThreadsTakeNeighbouringPairs) {
  std::vector<std::size_t> first;
  for (unsigned thread = 0; thread < kWalkThreads; ++thread) {
    walk(
        2 * kTilePairs, 1, 0, thread, [&](std::size_t i) { first.push_back(i); },
        [](std::size_t) { FAIL(); }, [](std::size_t) { FAIL(); });
  }
  ASSERT_EQ(first.size(), kWalkThreads);
  for (unsigned thread = 0; thread < kWalkThreads; ++thread) EXPECT_EQ(first[thread], thread);
}

TEST(MemoryWalk, NoMoreBlocksThanHaveWork) {
  EXPECT_EQ(working_blocks(0), 1u);
  EXPECT_EQ(working_blocks(2 * kTilePairs - 1), 1u);
  EXPECT_EQ(working_blocks(2 * kTilePairs), 2u);  // the second takes the empty rest
  const std::size_t elements = 20 * kTilePairs + 5;
  expect_each_element_once(elements, static_cast<unsigned>(working_blocks(elements)));
}

}  // namespace
}  // namespace fourfold
