// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The index arithmetic of the mma.sync, DMMA and FMA kernels, thread by thread.
#include "kernels/mma_tile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <vector>

#include "kernels/dmma_tile.hpp"
#include "kernels/simt_tile.hpp"

namespace fourfold {
namespace {

constexpr int kWarp = 32;

bool each_once(const std::vector<int>& visits) {
  return std::all_of(visits.begin(), visits.end(), [](int n) { return n == 1; });
}

/// Whether accesses of `width` bytes at these addresses go to the banks of shared memory (128 bytes
/// in all) without two different ones meeting.
bool no_conflict(const std::vector<int>& addresses, int width) {
  const std::set<int> different(addresses.begin(), addresses.end());
  std::set<int> places;
  for (const int address : different) places.insert(address / width % (128 / width));
  return places.size() == different.size();
}

// mma.sync

TEST(MmaTile, CopiesEveryChunkOnceWithoutConflicts) {
  for (const int rows : {MmaTile::kM, MmaTile::kN}) {
    std::vector<int> chunks(static_cast<std::size_t>(rows * MmaTile::kRowChunks));
    std::vector<int> places(chunks.size());
    for (int turn = 0; turn < mma_copy_turns(rows); ++turn) {
      std::vector<int> phase;
      for (int thread = 0; thread < MmaTile::kThreads; ++thread) {
        const MmaCopy copy = mma_copy(thread, turn);
        const int at = mma_chunk_at(copy.row, copy.chunk);
        ASSERT_EQ(at % MmaTile::kChunk, 0);
        ++chunks.at(static_cast<std::size_t>(copy.row * MmaTile::kRowChunks + copy.chunk));
        ++places.at(static_cast<std::size_t>(at / MmaTile::kChunk));
        phase.push_back(at);
        if (phase.size() < 8) continue;
        EXPECT_TRUE(no_conflict(phase, 16)) << "thread " << thread;
        phase.clear();
      }
    }
    EXPECT_TRUE(each_once(chunks)) << rows;
    EXPECT_TRUE(each_once(places)) << rows;
  }
}

TEST(MmaTile, ChunksOfATailAddUpToTheRow) {
  for (std::int64_t row_bytes = 1; row_bytes < 300; ++row_bytes) {
    std::int64_t sum = 0;
    for (std::int64_t first = 0; first < row_bytes + MmaTile::kKBytes; first += MmaTile::kKBytes) {
      for (int chunk = 0; chunk < MmaTile::kRowChunks; ++chunk) {
        const int bytes = mma_chunk_bytes(first, chunk, row_bytes);
        ASSERT_TRUE(bytes >= 0 && bytes <= MmaTile::kChunk);
        if (bytes > 0) {
          ASSERT_EQ(first + chunk * MmaTile::kChunk, sum) << "no gap before it";
        }
        sum += bytes;
      }
    }
    EXPECT_EQ(sum, row_bytes);
  }
}

/// Where each byte of a stage of an operand lies: by address, row * kKBytes + byte of the row.
std::vector<int> stage_of(int rows) {
  std::vector<int> stage(static_cast<std::size_t>(rows * MmaTile::kKBytes));
  for (int row = 0; row < rows; ++row) {
    for (int byte = 0; byte < MmaTile::kKBytes; ++byte) {
      stage.at(static_cast<std::size_t>(mma_chunk_at(row, byte / 16) + byte % 16)) =
          row * MmaTile::kKBytes + byte;
    }
  }
  return stage;
}

/// The first byte that each lane gets in each register of ldmatrix.x4 (PTX ISA, "ldmatrix"): lanes
/// 8 i to 8 i + 7 give the rows of matrix i, and lane l gets four bytes of row l / 4 of each.
std::array<std::array<int, 4>, kWarp> load_matrices(const std::vector<int>& stage,
                                                    const std::array<int, kWarp>& addresses) {
  std::array<std::array<int, 4>, kWarp> registers{};
  for (int lane = 0; lane < kWarp; ++lane) {
    for (int matrix = 0; matrix < 4; ++matrix) {
      const int row = addresses.at(static_cast<std::size_t>(8 * matrix + lane / 4));
      const auto at = static_cast<std::size_t>(row + lane % 4 * 4);
      for (std::size_t byte = 1; byte < 4; ++byte) {
        EXPECT_EQ(stage.at(at + byte), stage.at(at) + static_cast<int>(byte));
      }
      registers.at(static_cast<std::size_t>(lane)).at(static_cast<std::size_t>(matrix)) =
          stage.at(at);
    }
  }
  return registers;
}

void expect_no_conflict(const std::array<int, kWarp>& addresses) {
  for (std::size_t matrix = 0; matrix < 4; ++matrix) {
    const auto first = addresses.begin() + static_cast<std::ptrdiff_t>(8 * matrix);
    EXPECT_TRUE(no_conflict({first, first + 8}, 16));
  }
}

// PTX ISA, fragments of mma.m16n8k16 (16 bits), k8 (tf32) and k32 (8 bits), in bytes of k: A's
// register r is row lane / 4 + 8 (r % 2), bytes 16 (r / 2) + 4 (lane % 4) on; B's register r is
// column lane / 4, bytes 16 r + 4 (lane % 4) on.
TEST(MmaTile, EveryLaneGetsTheFragmentsOfItsInstructions) {
  const std::vector<int> a = stage_of(MmaTile::kM);
  const std::vector<int> b = stage_of(MmaTile::kN);
  for (int step = 0; step < MmaTile::kSteps; ++step) {
    for (int row = 0; row < MmaTile::kN; row += 16) {
      std::array<int, kWarp> of_a{};
      std::array<int, kWarp> of_b{};
      for (int lane = 0; lane < kWarp; ++lane) {
        of_a.at(static_cast<std::size_t>(lane)) = mma_a_at(lane, row % MmaTile::kM, step);
        of_b.at(static_cast<std::size_t>(lane)) = mma_b_at(lane, row, step);
      }
      expect_no_conflict(of_a);
      expect_no_conflict(of_b);
      const auto got_a = load_matrices(a, of_a);
      const auto got_b = load_matrices(b, of_b);
      for (int lane = 0; lane < kWarp; ++lane) {
        const int first = step * MmaTile::kStepBytes + lane % 4 * 4;
        for (int r = 0; r < 4; ++r) {
          const auto in = static_cast<std::size_t>(r);
          EXPECT_EQ(got_a.at(static_cast<std::size_t>(lane)).at(in),
                    (row % MmaTile::kM + lane / 4 + 8 * (r % 2)) * MmaTile::kKBytes + first +
                        16 * (r / 2));
          EXPECT_EQ(got_b.at(static_cast<std::size_t>(lane)).at(in),
                    (row + 8 * (r / 2) + lane / 4) * MmaTile::kKBytes + first + 16 * (r % 2));
        }
      }
    }
  }
}

TEST(MmaTile, EveryElementOfDBelongsToOneSum) {
  std::vector<int> visits(static_cast<std::size_t>(MmaTile::kM) * MmaTile::kN);
  for (int thread = 0; thread < MmaTile::kThreads; ++thread) {
    const MmaPlace place = mma_place(thread % kWarp);
    for (int i = 0; i < MmaTile::kBlocksM; ++i) {
      for (int j = 0; j < MmaTile::kBlocksN; ++j) {
        const int row = mma_warp_row(thread / kWarp) + 16 * i + place.row;
        const int column = mma_warp_column(thread / kWarp) + 8 * j + place.column;
        for (const int at : {row * MmaTile::kN + column, (row + 8) * MmaTile::kN + column}) {
          ++visits.at(static_cast<std::size_t>(at));
          ++visits.at(static_cast<std::size_t>(at) + 1);
        }
      }
    }
  }
  EXPECT_TRUE(each_once(visits));
}

TEST(MmaTile, FitsTheSharedMemoryOfEveryGpuOfComputeCapability8) {
  EXPECT_EQ(MmaTile::kSharedBytes, 98304);
  EXPECT_LE(MmaTile::kSharedBytes, 99 * 1024) << "8.6 and 8.9";
}

// DMMA

TEST(DmmaTile, CopiesEveryElementOnce) {
  for (const int rows : {DmmaTile::kM, DmmaTile::kN}) {
    for (const int each : {1, 2}) {
      std::vector<int> elements(static_cast<std::size_t>(rows) * DmmaTile::kK);
      std::vector<int> places(elements.size());
      for (int turn = 0; turn < dmma_copy_turns(rows, each); ++turn) {
        for (int thread = 0; thread < DmmaTile::kThreads; ++thread) {
          const DmmaCopy copy = dmma_copy(thread, turn, each);
          const int at = dmma_at(copy.row, copy.k);
          ASSERT_EQ(at % each, 0) << "a pair starts at a multiple of 16 bytes";
          for (int i = 0; i < each; ++i) {
            ASSERT_EQ(dmma_at(copy.row, copy.k + i), at + i) << "and lies together";
            ++elements.at(static_cast<std::size_t>(copy.row * DmmaTile::kK + copy.k + i));
            ++places.at(static_cast<std::size_t>(at + i));
          }
        }
      }
      EXPECT_TRUE(each_once(elements)) << rows << " " << each;
      EXPECT_TRUE(each_once(places)) << rows << " " << each;
    }
  }
}

TEST(DmmaTile, HalfAWarpReadsFromAllBanks) {
  for (int row = 0; row < DmmaTile::kM; row += 8) {
    for (int slice = 0; slice < DmmaTile::kSlices; ++slice) {
      for (const int half : {0, 16}) {
        std::vector<int> addresses;
        for (int lane = half; lane < half + 16; ++lane) {
          const int at = dmma_fragment_at(lane, row, slice);
          EXPECT_EQ(at, dmma_at(row + lane / 4, 4 * slice + lane % 4));
          addresses.push_back(8 * at);
        }
        EXPECT_TRUE(no_conflict(addresses, 8)) << row << " " << slice;
      }
    }
  }
}

TEST(DmmaTile, EveryElementOfDBelongsToOneSum) {
  std::vector<int> visits(static_cast<std::size_t>(DmmaTile::kM) * DmmaTile::kN);
  for (int thread = 0; thread < DmmaTile::kThreads; ++thread) {
    const DmmaPlace place = dmma_place(thread % kWarp);
    for (int i = 0; i < 2 * DmmaTile::kBlocksM; ++i) {
      for (int j = 0; j < DmmaTile::kBlocksN; ++j) {
        const int row = dmma_warp_row(thread / kWarp) + 8 * i + place.row;
        const int column = dmma_warp_column(thread / kWarp) + 8 * j + place.column;
        for (const int at : {column, column + 1}) {
          ++visits.at(static_cast<std::size_t>(row * DmmaTile::kN + at));
        }
      }
    }
  }
  EXPECT_TRUE(each_once(visits));
  EXPECT_EQ(DmmaTile::kSharedBytes, 73728);
  EXPECT_LE(2 * (DmmaTile::kSharedBytes + 1024), 164 * 1024) << "two blocks to an SM of sm_80";
}

// FMA

TEST(SimtTile, CopiesEveryElementOnceWithoutConflicts) {
  std::set<int> elements;
  std::set<int> places;
  for (int turn = 0; turn < simt_copy_turns(); ++turn) {
    std::vector<int> warp;
    for (int thread = 0; thread < SimtTile::kThreads; ++thread) {
      const SimtCopy copy = simt_copy(thread, turn);
      ASSERT_LT(copy.row, SimtTile::kM);
      elements.insert(copy.row * SimtTile::kK + copy.k);
      places.insert(simt_at(copy.row, copy.k));
      warp.push_back(4 * simt_at(copy.row, copy.k));
      if (warp.size() < kWarp) continue;
      EXPECT_TRUE(no_conflict(warp, 4)) << "thread " << thread;
      warp.clear();
    }
  }
  const auto all = static_cast<std::size_t>(SimtTile::kM) * SimtTile::kK;
  EXPECT_EQ(elements.size(), all);
  EXPECT_EQ(places.size(), all);
  EXPECT_LT(*places.rbegin(), SimtTile::kOperand);
}

TEST(SimtTile, ReadsWithoutConflictsAndCoversD) {
  std::vector<int> visits(static_cast<std::size_t>(SimtTile::kM) * SimtTile::kN);
  std::vector<int> rows;
  std::vector<int> columns;
  for (int thread = 0; thread < SimtTile::kThreads; ++thread) {
    const int row = simt_first_row(thread);
    const int column = simt_first_column(thread);
    rows.push_back(4 * simt_at(row, 1));
    columns.push_back(4 * simt_at(column, 1));
    EXPECT_EQ(rows.back() % 16 + columns.back() % 16, 0);
    if (rows.size() == 8) {  // what 16-byte reads take at once
      EXPECT_TRUE(no_conflict(rows, 16) && no_conflict(columns, 16)) << "thread " << thread;
      rows.clear();
      columns.clear();
    }
    for (int i = 0; i < SimtTile::kEach * SimtTile::kEach; ++i) {
      const int at_row = row + simt_offset(i / SimtTile::kEach);
      const int at_column = column + simt_offset(i % SimtTile::kEach);
      ++visits.at(static_cast<std::size_t>(at_row * SimtTile::kN + at_column));
    }
  }
  EXPECT_TRUE(each_once(visits));
}

}  // namespace
}  // namespace fourfold
