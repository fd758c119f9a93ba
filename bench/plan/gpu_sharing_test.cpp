// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/gpu_sharing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/plan/plan_test_suite.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(GpuSharing, RanksShareGpusWhereTheSuiteSaysSo) {
  Capabilities machine = gpus_of(3, 2);
  machine.cuda.memory = Bytes(std::uint64_t{4} << 30);
  const auto plan_of = [&](const std::string& size) {
    return make_plan(
        suite_of("share_gpus: true\ncases: [{collective: all_reduce, backend: nccl, size: " + size +
                 "}]\n"),
        machine);
  };
  EXPECT_EQ(plan_of("8B").ranks_per_gpu, 2);
  EXPECT_THAT(case_names(plan_of("8B")), ElementsAre("all_reduce/nccl/f32/8B"));
  EXPECT_THAT(plan_of("8B").notes, ElementsAre(HasSubstr("2 ranks share a GPU")));
  // Each has half of the memory.
  EXPECT_THAT(case_names(plan_of("1100MiB")), IsEmpty());
  machine.ranks_per_host = 2;
  EXPECT_THAT(case_names(plan_of("1100MiB")), ElementsAre("all_reduce/nccl/f32/1100MiB"));
  EXPECT_EQ(plan_of("8B").ranks_per_gpu, 1);
  EXPECT_THAT(plan_of("8B").notes, IsEmpty());
}

}  // namespace
}  // namespace fourfold
