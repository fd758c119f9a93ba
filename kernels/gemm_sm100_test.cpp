// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_sm100.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "kernels/sm100_pipeline.hpp"

namespace fourfold {
namespace {

DeviceInfo gpu(int compute_capability) {
  DeviceInfo info;
  info.kind = DeviceKind::Cuda;
  info.compute_capability = compute_capability;
  return info;
}

TEST(GemmSm100, TakesWhatItWasCompiledFor) {
  const GemmProblem odd{.m = 1, .n = 24, .k = 136, .input = DataType::bf16};
  for (const GemmKernel& row : sm100_gemm_rows()) {
    EXPECT_TRUE(row.support(odd, gpu(100))) << row.name;
    EXPECT_TRUE(row.support({.m = 1, .n = 24, .k = 144, .input = DataType::f8e4m3}, gpu(100)));
    for (const int other : {90, 103, 120}) EXPECT_FALSE(row.support(odd, gpu(other))) << other;
    EXPECT_EQ(row.support({.m = 8, .n = 8, .k = 8, .input = DataType::f64}, gpu(100)).reason(),
              std::string(row.name) + " has no f64 matmul");
    EXPECT_FALSE(row.support({.m = 8, .n = 7, .k = 8, .input = DataType::bf16}, gpu(100)));
    const auto host = open_host_device();
    EXPECT_THROW(static_cast<void>(row.prepare(odd, *host, 1)), Error);
  }
}

/// A block whose loads and products are done only when somebody waits for them, as late as can be.
struct LateMachine {
  explicit LateMachine(std::size_t count) : stages(count) {}

  struct Stage {
    std::uint32_t phases = 0;  ///< how often it was handed back
    bool full = false;
  };
  std::vector<Stage> stages;
  std::deque<int> to_multiply;
  std::vector<std::pair<int, int>> loaded;
  bool stuck = false;

  void wait_empty(int stage, std::uint32_t parity) {
    const auto ended = [&] { return ((stages.at(stage).phases - 1) & 1) == parity; };
    while (!ended() && !to_multiply.empty()) {
      Stage& next = stages.at(to_multiply.front());
      to_multiply.pop_front();
      next.full = false;
      ++next.phases;
    }
    stuck = stuck || !ended();
  }
  void load(int stage, int tile, int block) {
    stuck = stuck || stages.at(stage).full;  // would be overwritten before it was used
    stages.at(stage).full = true;
    to_multiply.push_back(stage);
    loaded.emplace_back(tile, block);
  }
};

TEST(Sm100Pipeline, LeavesWhenEveryStageThatItFilledWasHandedBack) {
  for (const int tiles : {0, 1, 2, 5, 7}) {
    for (const int k_blocks : {1, 3, 4, 9}) {
      for (const int count : {2, 4, 5}) {
        LateMachine machine(count);
        fill_stages(machine, {.cluster = 1, .clusters = 2, .tiles = tiles, .k_blocks = k_blocks},
                    count);
        SCOPED_TRACE(testing::Message() << tiles << " " << k_blocks << " " << count);
        EXPECT_FALSE(machine.stuck);
        EXPECT_TRUE(machine.to_multiply.empty()) << "what is in flight tells a block that has left";
        std::vector<std::pair<int, int>> wanted;
        for (int tile = 1; tile < tiles; tile += 2) {
          for (int block = 0; block < k_blocks; ++block) wanted.emplace_back(tile, block);
        }
        EXPECT_EQ(machine.loaded, wanted);
      }
    }
  }
}

/// [begin, end) of everything that a block keeps in shared memory.
std::vector<std::pair<int, int>> pieces(const Sm100Tile& tile) {
  std::vector<std::pair<int, int>> all;
  const auto add = [&](int at, int bytes) { all.emplace_back(at, at + bytes); };
  for (int stage = 0; stage < tile.stages; ++stage) {
    add(tile.a_at(stage), tile.a_bytes());
    add(tile.b_at(stage), tile.b_bytes());
    add(tile.full_at(stage), 8);
    add(tile.empty_at(stage), 8);
  }
  for (int i = 0; i < 2; ++i) {
    add(tile.box_at(i), Sm100Tile::kBoxBytes);
    add(tile.summed_at(i), 8);
    add(tile.read_at(i), 8);
  }
  add(tile.tensor_address_at(), 4);
  return all;
}

TEST(Sm100Tile, CutsSharedMemoryWithoutOverlap) {
  for (const Sm100Tile& tile : {kSm100Single, kSm100Pair}) {
    std::vector<std::pair<int, int>> all = pieces(tile);
    std::sort(all.begin(), all.end());
    for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LE(all[i - 1].second, all[i].first);
    EXPECT_LE(all.back().second + 1023, tile.shared_bytes());
    for (int stage = 0; stage < tile.stages; ++stage) {  // the swizzle's atom
      EXPECT_EQ(tile.a_at(stage) % 1024 + tile.b_at(stage) % 1024, 0);
    }
    EXPECT_EQ(tile.box_at(0) % 1024 + tile.box_at(1) % 1024 + tile.full_at(0) % 8, 0);
  }
  EXPECT_EQ(kSm100Single.shared_bytes(), 230'504);
  EXPECT_EQ(kSm100Pair.shared_bytes(), 230'536);
  EXPECT_LE(kSm100Pair.shared_bytes(), kSm90SharedLimit);
}

TEST(Sm100Tile, BlocksOfAPairLoadTheirOwnRowsAndHalves) {
  const TilePlace place{3, 5};
  for (const Sm100Tile& tile : {kSm100Single, kSm100Pair}) {
    std::vector<int> rows;
    std::vector<int> columns;
    for (int rank = 0; rank < tile.blocks; ++rank) {
      for (int i = 0; i < Sm100Tile::kM; ++i) rows.push_back(tile.first_row(place, rank) + i);
      for (int i = 0; i < tile.b_rows(); ++i) columns.push_back(tile.first_b_row(place, rank) + i);
    }
    const int height = Sm100Tile::kM * tile.blocks;
    for (int i = 0; i < height; ++i)
      EXPECT_EQ(rows.at(static_cast<std::size_t>(i)), 3 * height + i);
    ASSERT_EQ(columns.size(), 256u);
    for (int i = 0; i < 256; ++i) {
      EXPECT_EQ(columns.at(static_cast<std::size_t>(i)), tile.first_column(place) + i);
    }
    const TileGrid grid = tile.grid(height + 1, 257);
    EXPECT_EQ(std::pair(grid.rows, grid.columns), std::pair(2, 2));
  }
}

std::uint64_t bits(std::uint64_t value, int first, int last) {
  return value >> first & ((std::uint64_t{1} << (last - first + 1)) - 1);
}

TEST(Sm100Tile, DescriptorsHaveTheirFields) {
  const std::uint64_t d = sm100_descriptor(0x2A400);
  EXPECT_EQ(bits(d, 0, 13), 0x2A40u);
  EXPECT_EQ(bits(d, 16, 29), 1u);
  EXPECT_EQ(bits(d, 32, 45), 64u) << "1024 bytes";
  EXPECT_EQ(bits(d, 46, 48), 1u);
  EXPECT_EQ(bits(d, 49, 60), 0u);
  EXPECT_EQ(bits(d, 61, 63), 2u) << "128-byte swizzle";
  EXPECT_EQ(d + kSm100DescriptorStep, sm100_descriptor(0x2A400 + 32));

  const std::uint32_t pair = sm100_instruction(1, 256, 256);
  EXPECT_EQ(bits(pair, 0, 3), 0u);
  EXPECT_EQ(bits(pair, 4, 5), 1u) << "f32";
  EXPECT_EQ(bits(pair, 7, 9), 1u) << "bf16";
  EXPECT_EQ(bits(pair, 10, 12), 1u);
  EXPECT_EQ(bits(pair, 13, 16), 0u) << "neither negated nor transposed";
  EXPECT_EQ(bits(pair, 17, 22), 32u);
  EXPECT_EQ(bits(pair, 24, 28), 16u);
  EXPECT_EQ(bits(pair, 29, 31), 0u);
}

TEST(Sm100Tile, SumsOfBothSetsFillTensorMemoryAndLeaveItOnce) {
  std::set<std::uint32_t> places;
  for (int set = 0; set < 2; ++set) {
    for (int warp = 0; warp < 4; ++warp) {
      for (int column = 0; column < Sm100Tile::kN; column += kSm100ReadColumns) {
        const std::uint32_t at = sm100_sums_at(0, set, warp, column);
        EXPECT_EQ(at >> 16, static_cast<std::uint32_t>(32 * warp)) << "a warp has its own lanes";
        for (std::uint32_t i = 0; i < kSm100ReadColumns; ++i) places.insert(at + i);
      }
    }
  }
  EXPECT_EQ(places.size(), 4u * kSm100TensorColumns);
  EXPECT_LT(*places.rbegin() & 0xFFFF, static_cast<std::uint32_t>(kSm100TensorColumns));
}

TEST(Sm100Tile, EveryElementOfDGoesWhereTmaReadsItWithoutConflicts) {
  std::set<int> places;
  for (int warp = 0; warp < 4; ++warp) {
    for (int column = 0; column < kSm100StoreColumns; column += 8) {
      std::set<int> banks;
      for (int lane = 0; lane < 32; ++lane) {
        const int at = sm100_store_at(warp, lane, column);
        const int in_box = column % 64 * 2;
        EXPECT_EQ(at, column / 64 * Sm100Tile::kBoxBytes + swizzled_128(warp * 32 + lane, in_box));
        places.insert(at);
        banks.insert(at / 16 % 8);
        if (lane % 8 != 7) continue;
        EXPECT_EQ(banks.size(), 8u) << "lanes " << lane - 7 << " to " << lane;
        banks.clear();
      }
    }
  }
  EXPECT_EQ(places.size(), 2u * Sm100Tile::kBoxBytes / 16);
  EXPECT_LE(*places.rbegin() + 16, 2 * Sm100Tile::kBoxBytes);
}

}  // namespace
}  // namespace fourfold
