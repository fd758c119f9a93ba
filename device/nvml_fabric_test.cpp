// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "device/dynamic_library.hpp"
#include "device/fake_nvml.hpp"
#include "device/nvml.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kRecent = FOURFOLD_FAKE_NVML;
constexpr const char* kBus = "0000:1b:00.0";

TEST(NvmlFabric, IsTheClusterAndTheCliqueOfAGpuThatHasJoinedOne) {
  const DynamicLibrary library(std::array{kRecent});
  auto* const state = library.find<FakeNvml*()>("fake_nvml");
  ASSERT_NE(state, nullptr);
  FakeNvml& fake = *state() = FakeNvml{};
  EXPECT_EQ(nvml_fabric(kBus, kRecent), "nvlink ab00000000000000000000000000000c clique 7");
  fake.fabric_state = 2;  // in progress
  EXPECT_EQ(nvml_fabric(kBus, kRecent), "");
  fake = FakeNvml{};
  fake.in_cluster = false;
  EXPECT_EQ(nvml_fabric(kBus, kRecent), "");
  fake = FakeNvml{};
  fake.status = 15;
  EXPECT_EQ(nvml_fabric(kBus, kRecent), "");
  EXPECT_EQ(nvml_fabric("0000:ff:00.0", kRecent), "");
}

TEST(NvmlFabric, AnOldDriverOrNoneKnowsOfNone) {
  EXPECT_EQ(nvml_fabric(kBus, FOURFOLD_FAKE_OLD_NVML), "");
  EXPECT_EQ(nvml_fabric(kBus, "libno-such-library.so"), "");
}

}  // namespace
}  // namespace fourfold
