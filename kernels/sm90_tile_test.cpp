// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/sm90_tile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "kernels/gemm.hpp"
#include "kernels/sm90_variants.hpp"

namespace fourfold {
namespace {

class Sm90TileOf : public ::testing::TestWithParam<int> {
 protected:
  const Sm90Variant& variant() const { return kSm90Variants[static_cast<std::size_t>(GetParam())]; }
  Sm90Tile tile() const { return variant().tile; }
};

TEST_P(Sm90TileOf, FitsItsSm) {
  EXPECT_LE(tile().shared_bytes(), kSm90SharedLimit);
  EXPECT_GE(tile().stages, 4);
  EXPECT_EQ(tile().consumers(), 2);
  EXPECT_EQ(tile().threads(), 384);
  EXPECT_LE(kSm90WarpgroupRows / 4 * tile().n / 32 * (tile().promotes ? 2 : 1), 128)
      << "accumulators of a thread";
  // What the three warpgroups end up with is at most what they began with, or take_registers waits
  // for ever.
  EXPECT_LE(kSm90ProducerRegisters + tile().consumers() * kSm90ConsumerRegisters,
            (1 + tile().consumers()) * kSm90LaunchRegisters);
  EXPECT_LE(tile().threads() * kSm90LaunchRegisters, 65536);
  EXPECT_LE(tile().m, 256) << "rows of a box";
  EXPECT_LE(tile().b_part(0).rows, 256);
}

TEST_P(Sm90TileOf, CutsSharedMemoryWithoutOverlap) {
  std::vector<std::pair<int, int>> pieces;  // begin, end
  for (int stage = 0; stage < tile().stages; ++stage) {
    pieces.emplace_back(tile().a_at(stage), tile().a_at(stage) + tile().a_bytes());
    pieces.emplace_back(tile().b_at(stage), tile().b_at(stage) + tile().b_bytes());
    pieces.emplace_back(tile().full_at(stage), tile().full_at(stage) + 8);
    pieces.emplace_back(tile().empty_at(stage), tile().empty_at(stage) + 8);
    EXPECT_EQ(tile().a_at(stage) % 1024, 0) << "a swizzle begins there";
    EXPECT_EQ(tile().b_at(stage) % 1024, 0);
  }
  for (int consumer = 0; consumer < tile().consumers(); ++consumer) {
    for (int box = 0; box < tile().boxes; ++box) {
      const int at = tile().box_at(consumer, box);
      EXPECT_EQ(at % 1024, 0);
      pieces.emplace_back(at, at + kSm90BoxBytes);
    }
  }
  for (int consumer = 0; consumer < 2; ++consumer) {
    pieces.emplace_back(tile().turn_at(consumer), tile().turn_at(consumer) + 8);
  }
  std::sort(pieces.begin(), pieces.end());
  EXPECT_EQ(pieces.front().first, 0);
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    EXPECT_EQ(pieces[i].first, pieces[i - 1].second) << "piece " << i;
  }
  EXPECT_EQ(pieces.back().second + 1024, tile().shared_bytes());
}

TEST_P(Sm90TileOf, ItsClusterLoadsEveryRowOfBOnceForAllAndItsOwnRowsOfA) {
  std::vector<int> rows(static_cast<std::size_t>(tile().n));
  std::set<int> own_rows;
  const TilePlace place{5, 3};
  for (int rank = 0; rank < tile().cluster; ++rank) {
    const Sm90Part part = tile().b_part(rank);
    EXPECT_EQ(part.shared, part.first_row * kSm90KBytes) << "as one load of the whole would lie";
    EXPECT_EQ(part.shared % 1024, 0);
    for (int row = 0; row < part.rows; ++row) {
      ++rows[static_cast<std::size_t>(part.first_row + row)];
    }
    own_rows.insert(tile().first_row(place, rank));
  }
  EXPECT_EQ(std::count(rows.begin(), rows.end(), 1), tile().n);
  EXPECT_EQ(static_cast<int>(own_rows.size()), tile().cluster);
  EXPECT_EQ(*own_rows.begin(), 5 * tile().cluster * tile().m);
  EXPECT_EQ(tile().handed_back(), (tile().turns ? 4 : 8) * tile().cluster)
      << "every warp that multiplies a stage, of each block";
}

TEST_P(Sm90TileOf, ItsTilesCoverDOnce) {
  for (int m = 1; m <= 700; m += 37) {
    for (int n = 1; n <= 1100; n += 53) {
      const TileGrid grid = tile().grid(m, n);
      std::vector<int> rows(static_cast<std::size_t>(m));
      std::vector<int> columns(static_cast<std::size_t>(n));
      for (int row = 0; row < grid.rows; ++row) {
        for (int rank = 0; rank < tile().cluster; ++rank) {
          const int first = tile().first_row({row, 0}, rank);
          for (int i = first; i < std::min(first + tile().m, m); ++i) {
            ++rows[static_cast<std::size_t>(i)];
          }
        }
      }
      for (int column = 0; column < grid.columns; ++column) {
        const int first = tile().first_column({0, column});
        for (int i = first; i < std::min(first + tile().n, n); ++i) {
          ++columns[static_cast<std::size_t>(i)];
        }
      }
      ASSERT_EQ(std::count(rows.begin(), rows.end(), 1), m) << m << "x" << n;
      ASSERT_EQ(std::count(columns.begin(), columns.end(), 1), n) << m << "x" << n;
    }
  }
}

TEST_P(Sm90TileOf, ItsColumnsAreWholeChunksOfTheEpilogue) {
  for (const DataType type : variant().types) {
    const GemmProblem problem{.m = 1, .n = 1, .k = 1, .input = type};
    const int bytes = static_cast<int>(traits(problem.output()).bytes);
    EXPECT_EQ(tile().n % (tile().boxes * 128 / bytes), 0) << name(type);
  }
}

INSTANTIATE_TEST_SUITE_P(Variants, Sm90TileOf,
                         ::testing::Range(0, static_cast<int>(kSm90Variants.size())),
                         [](const auto& one) {
                           return std::string(
                               kSm90Variants[static_cast<std::size_t>(one.param)].name);
                         });

TEST_P(Sm90TileOf, ItsWarpgroupsShareOutTheRowsOfATileOrTheTiles) {
  if (tile().turns) {
    EXPECT_EQ(tile().m, kSm90WarpgroupRows);
    EXPECT_EQ(tile().own_row(0), 0);
    EXPECT_EQ(tile().own_row(1), 0);
    return;
  }
  EXPECT_EQ(tile().own_row(0), 0);
  EXPECT_EQ(tile().own_row(1), 64);
  EXPECT_EQ(tile().m, 128);
}

TEST(Sm90Ring, SkipsAsManyStagesAsItWouldStep) {
  for (int stages = 1; stages <= 8; ++stages) {
    for (int blocks = 0; blocks <= 40; ++blocks) {
      Sm90Ring stepped;
      Sm90Ring skipped;
      for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < blocks; ++i) stepped.advance(stages);
        skipped.skip(stages, blocks);
        ASSERT_EQ(skipped.stage, stepped.stage) << stages << " " << blocks;
        ASSERT_EQ(skipped.parity, stepped.parity) << stages << " " << blocks;
      }
    }
  }
}

TEST(Sm90Swizzle, ExchangesBytesOfARowAndNothingElse) {
  for (int row = 0; row < 64; ++row) {
    std::set<int> places;
    for (int byte = 0; byte < 128; ++byte) {
      const int at = swizzled_128(row, byte);
      EXPECT_EQ(at / 128, row);
      EXPECT_EQ(at % 16, byte % 16) << "chunks of 16 bytes stay whole";
      places.insert(at);
    }
    ASSERT_EQ(places.size(), 128u);
  }
  EXPECT_EQ(swizzled_128(0, 16), 16);
  EXPECT_EQ(swizzled_128(1, 16), 128);
  EXPECT_EQ(swizzled_128(8, 16), 8 * 128 + 16) << "the pattern is of eight rows";
}

TEST(Sm90Swizzle, EightRowsOfOneColumnLieInAllBanks) {
  for (int byte = 0; byte < 128; byte += 16) {
    std::set<int> groups;
    for (int row = 0; row < 8; ++row) groups.insert(swizzled_128(row, byte) % 128 / 16);
    EXPECT_EQ(groups.size(), 8u) << byte;
  }
}

TEST(Sm90Descriptor, HasTheFieldsOfTheIsa) {
  const auto field = [](std::uint64_t of, int first, int bits) {
    return of >> first & ((std::uint64_t{1} << bits) - 1);
  };
  for (const std::uint32_t address : {0U, 1024U, 49152U, 231424U}) {
    const std::uint64_t descriptor = wgmma_descriptor(address);
    EXPECT_EQ(field(descriptor, 0, 14), address / 16);
    EXPECT_EQ(field(descriptor, 14, 2), 0u);
    EXPECT_EQ(field(descriptor, 16, 14), 1u);
    EXPECT_EQ(field(descriptor, 30, 2), 0u);
    EXPECT_EQ(field(descriptor, 32, 14), 64u) << "1024 bytes between groups of eight rows";
    EXPECT_EQ(field(descriptor, 46, 16), 0u) << "no base offset";
    EXPECT_EQ(field(descriptor, 62, 2), 1u) << "128-byte swizzle";
    // Steps of k stay within the 128 bytes of a row and do not carry into the next field.
    EXPECT_EQ(descriptor + 3 * kWgmmaDescriptorStep, wgmma_descriptor(address + 96));
  }
}

/// Column within its group of eight, and row, of accumulator `i` of a lane (PTX ISA).
int column_of(int lane, int i) { return i / 4 * 8 + lane % 4 * 2 + i % 2; }
int row_of(int warp, int lane, int i) { return warp * 16 + lane / 4 + i % 4 / 2 * 8; }
/// What element (row, column) is called in the tests below.
int element(int row, int column) { return 1 + row * 1000 + column; }

TEST(Sm90Epilogue, StmatrixPutsEveryElementWhereTmaReadsIt) {
  std::array<int, kSm90BoxBytes / 2> memory{};
  for (int warp = 0; warp < 4; ++warp) {
    for (int column = 0; column < 64; column += 16) {
      // stmatrix: row r of matrix j goes to the address of lane 8 j + r; of that row, lane l of the
      // warp holds elements 2 (l % 4) and that + 1 where l / 4 is r.
      for (int matrix = 0; matrix < 4; ++matrix) {
        std::set<int> banks;
        for (int row = 0; row < 8; ++row) {
          const int at = stmatrix_at(warp, 8 * matrix + row, column);
          banks.insert(at % 128 / 16);
          for (int pair = 0; pair < 8; ++pair) {
            const int lane = row * 4 + pair / 2;
            const int i = column / 2 + matrix * 2 + pair % 2;  // registers d[i], d[i + 1], ...
            memory.at(static_cast<std::size_t>(at / 2 + pair)) =
                element(row_of(warp, lane, i), column_of(lane, i));
          }
        }
        EXPECT_EQ(banks.size(), 8u) << "one matrix, written at once";
      }
    }
  }
  for (int row = 0; row < 64; ++row) {
    for (int column = 0; column < 64; ++column) {
      ASSERT_EQ(memory.at(static_cast<std::size_t>(swizzled_128(row, column * 2) / 2)),
                element(row, column));
    }
  }
}

TEST(Sm90Epilogue, StoresOfPairsPutEveryElementWhereTmaReadsIt) {
  std::array<int, kSm90BoxBytes / 4> memory{};
  for (int warp = 0; warp < 4; ++warp) {
    for (int step = 0; step < 4; ++step) {
      for (int half = 0; half < 2; ++half) {
        std::array<std::set<int>, 2> banks;  // of pairs, per half of the warp: written at once
        for (int lane = 0; lane < 32; ++lane) {
          const int at = store_at(warp, lane, step, half);
          banks.at(static_cast<std::size_t>(lane / 16)).insert(at % 128 / 8);
          const int i = store_group(lane, step) * 4 + half * 2;
          for (int one = 0; one < 2; ++one) {
            memory.at(static_cast<std::size_t>(at / 4 + one)) =
                element(row_of(warp, lane, i + one), column_of(lane, i + one));
          }
        }
        EXPECT_EQ(banks[0].size(), 16u);
        EXPECT_EQ(banks[1].size(), 16u);
      }
    }
  }
  for (int row = 0; row < 64; ++row) {
    for (int column = 0; column < 32; ++column) {
      ASSERT_EQ(memory.at(static_cast<std::size_t>(swizzled_128(row, column * 4) / 4)),
                element(row, column));
    }
  }
}

}  // namespace
}  // namespace fourfold
