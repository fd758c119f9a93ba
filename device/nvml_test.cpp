// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/nvml.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "device/dynamic_library.hpp"

namespace fourfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

TEST(Nvml, SaysWhyItIsAbsentWhereItIsNotInstalled) {
  constexpr std::array<std::string_view, 1> kLibrary{"libnvidia-ml.so.1"};
  if (DynamicLibrary(kLibrary).loaded()) GTEST_SKIP() << "this machine has an NVIDIA driver";
  EXPECT_FALSE(nvml_support());
  EXPECT_THAT(nvml_support().reason(), HasSubstr("libnvidia-ml.so.1"));
  EXPECT_THAT(nvml_facts("0000:1b:00.0"), ElementsAre(Pair("nvml", nvml_support().reason())));
}

TEST(Nvml, AnAddressWithoutAGpuGivesAReasonAndNoFacts) {
  EXPECT_THAT(nvml_facts("ffff:ff:1f.7"), ElementsAre(Pair("nvml", Not(IsEmpty()))));
}

TEST(ClockEventNames, NameEachBitAndHideNone) {
  EXPECT_EQ(clock_event_names(0), "none");
  EXPECT_EQ(clock_event_names(0x1), "gpu_idle");
  EXPECT_EQ(clock_event_names(0x4 | 0x40), "sw_power_cap, hw_thermal_slowdown");
  EXPECT_EQ(clock_event_names(0x100), "display_clock_setting");
  EXPECT_EQ(clock_event_names(0x200 | 0x400), "board_limit, reliability");
  EXPECT_EQ(clock_event_names(0x8 | std::uint64_t{1} << 40), "hw_slowdown, bit 40");
}

}  // namespace
}  // namespace fourfold
