// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/block_log.hpp"

#include <gtest/gtest.h>

namespace fourfold {
namespace {

TEST(BlockLog, NamesTheProcessorOfTheElementsOwnCall) {
  const auto host = open_host_device();
  const BlockLayout layout = block_per_tile(64, 32, 8, 128, 96);  // 2 x 3 tiles
  BlockLog log(*host, layout, 2);
  Stream stream = host->make_stream();
  log.forget(stream);
  EXPECT_EQ(log.processor_of(0, 0, 0), "the block that computes it has not run");
  for (std::uint64_t slot = 0; slot < 2; ++slot) {
    for (unsigned block = 0; block < 6; ++block) {
      log.of_slot(slot)[block] = static_cast<std::uint32_t>(100 * slot + block);
    }
  }
  // Down the two rows of a column of tiles, then the next column.
  EXPECT_EQ(log.processor_of(0, 0, 0), "computed by SM 0");
  EXPECT_EQ(log.processor_of(0, 127, 31), "computed by SM 1");
  EXPECT_EQ(log.processor_of(1, 63, 32), "computed by SM 102");
  EXPECT_EQ(log.processor_of(1, 64, 95), "computed by SM 105");
}

TEST(BlockLog, OfAKernelThatDoesNotTellIsEmpty) {
  const auto host = open_host_device();
  const BlockLog log(*host, BlockLayout{}, 4);
  EXPECT_EQ(log.of_slot(3), nullptr);
  EXPECT_EQ(log.processor_of(3, 1, 1), "");
}

}  // namespace
}  // namespace fourfold
