// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/communicator_init.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fourfold {
namespace {

using ::testing::HasSubstr;

NcclProbe version(int code, const std::string& text) {
  return {.available = true, .version = text, .version_code = code, .reason = ""};
}

TEST(InitGroup, IsEverybodyOrAHalfOrAllButTheLast) {
  for (const int ranks : {1, 2, 5, 8}) {
    for (int rank = 0; rank < ranks; ++rank) {
      EXPECT_EQ(init_group(InitKind::Plain, rank, ranks), (InitGroup{rank, ranks, 0}));
    }
  }
  EXPECT_EQ(init_group(InitKind::Split, 2, 5), (InitGroup{2, 3, 0}));
  EXPECT_EQ(init_group(InitKind::Split, 3, 5), (InitGroup{0, 2, 3}));
  EXPECT_EQ(init_group(InitKind::Shrink, 3, 5), (InitGroup{3, 4, 0}));
  EXPECT_EQ(init_group(InitKind::Shrink, 4, 5), InitGroup{});
}

TEST(InitGroup, ItsSumTellsItFromEveryOther) {
  EXPECT_EQ(group_sum({0, 5, 0}), 1 + 2 + 3 + 4 + 5);
  EXPECT_EQ(group_sum({1, 2, 3}), 4 + 5);
  EXPECT_EQ(group_sum({}), 0);
}

TEST(InitSupport, SaysWhatALibraryLacks) {
  EXPECT_TRUE(mpi_init_support(InitKind::Plain, 1));
  EXPECT_TRUE(mpi_init_support(InitKind::Split, 2));
  EXPECT_EQ(mpi_init_support(InitKind::Split, 1).reason(), "one rank alone cannot split");
  EXPECT_THAT(mpi_init_support(InitKind::Scalable, 8).reason(), HasSubstr("plain"));
  EXPECT_THAT(mpi_init_support(InitKind::Shrink, 8).reason(), HasSubstr("MPIX_Comm_shrink"));

  const NcclProbe old = version(22203, "2.22.3");
  EXPECT_TRUE(nccl_init_support(old, InitKind::Nonblocking, 2));
  EXPECT_TRUE(nccl_init_support(old, InitKind::Split, 2));
  EXPECT_EQ(nccl_init_support(old, InitKind::Scalable, 2).reason(),
            "ncclCommInitRankScalable needs NCCL 2.23 or newer, this is 2.22.3");
  EXPECT_EQ(nccl_init_support(old, InitKind::Shrink, 2).reason(),
            "ncclCommShrink needs NCCL 2.27 or newer, this is 2.22.3");
  EXPECT_TRUE(nccl_init_support(version(22703, "2.27.3"), InitKind::Shrink, 2));
  EXPECT_FALSE(nccl_init_support(version(22703, "2.27.3"), InitKind::Shrink, 1));
}

}  // namespace
}  // namespace fourfold
