// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "bench/import/logged_examples.hpp"
#include "bench/import/nccl_tests_row.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

// What stands above the table of a log of nccl-tests.

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(NcclTestsHeader, ProgramsMayHaveASuffixOfTheirBuildersChoice) {
  const LogSection one = parsed(logged("nccl_tests_2_18_mpi.log")).at(0);
  ASSERT_EQ(one.rows.size(), 4U);
  EXPECT_EQ(one.rows[0].name, "all_reduce/nccl/f32/16MiB/by:nccl-tests");
  EXPECT_DOUBLE_EQ(one.rows[0].seconds, 7728.29e-6);
  const std::string json = changed(logged("nccl_tests.json"), "alltoall_perf", "alltoall_perf.mpi");
  EXPECT_EQ(parsed(json).at(0).rows.at(0).operation, "all_to_all");
  EXPECT_EQ(collective_of_program("reduce_scatter_perf-ompi5"), "reduce_scatter");
  EXPECT_EQ(collective_of_program("reduce_perf2"), "reduce");
  for (const char* const other :
       {"alltoallv_perf_mpi", "all_reduce", "all_reduce_mpi_perf", "my_all_reduce_perf", ""}) {
    EXPECT_EQ(collective_of_program(other), "") << other;
  }
}

TEST(NcclTestsHeader, ACommandLineNamesThemWithTheirSuffixAndMayNameFilesToo) {
  const std::string text = logged("nccl_tests_2_9_broadcast.log");
  const auto by = [&](const std::string& program) {
    return parsed(changed(text, "broadcast_perf", program)).at(0).rows.at(0).operation;
  };
  EXPECT_EQ(by("broadcast_perf_mpi"), "broadcast");
  EXPECT_EQ(by("broadcast_perf_mpi /tmp/broadcast_perf"), "broadcast");
  EXPECT_EQ(by("broadcast_perf --output /tmp/gather_perf.log"), "broadcast");
  EXPECT_THROW((void)by("broadcast_perf.log"), InputError);
  EXPECT_THROW((void)by("broadcast_perf /tmp/gather_perf"), InputError);
}

TEST(NcclTestsHeader, RanksAreToldTheirDevicesByBusIdElseByNumber) {
  EXPECT_EQ(parsed(logged("nccl_tests_2_18_mpi.log")).at(0).devices,
            (std::vector<std::string>{"0000:02:00", "0000:02:00"}));
  EXPECT_EQ(parsed(logged("posted/nccl_tests_2_11_two_hosts.log")).at(0).devices.at(2),
            "0x51, device 2");
  const std::vector<std::string> eight = parsed(logged("nccl_tests.json")).at(0).devices;
  ASSERT_EQ(eight.size(), 16U);
  EXPECT_EQ(eight[15], "0000:0d:00");
  const std::string bare = changed(logged("nccl_tests_2_9_broadcast.log"), " [0000:06:00] ", " ");
  EXPECT_EQ(parsed(bare).at(0).devices, (std::vector<std::string>{"device 0", "0000:06:00"}));
}

}  // namespace
}  // namespace fourfold
