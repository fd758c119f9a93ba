// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>

#include "device/dynamic_library.hpp"
#include "device/fake_nvml.hpp"
#include "device/nvml.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kRecent = FOURFOLD_FAKE_NVML;
constexpr const char* kBus = "0000:1b:00.0";

TEST(NvmlIdentity, IsWhatTheDriverTellsAndWhyItDoesNot) {
  const DynamicLibrary library(std::array{kRecent});
  auto* const state = library.find<FakeNvml*()>("fake_nvml");
  ASSERT_NE(state, nullptr);
  *state() = FakeNvml{};
  const auto facts = nvml_identity(kBus, kRecent);
  EXPECT_EQ(facts.at("serial"), "1320223012345");
  EXPECT_EQ(facts.at("uuid"), "GPU-8a56a4bc-0000-4d3f-9e0b-1234567890ab");
  EXPECT_EQ(facts.at("driver"), "580.65.06");
  EXPECT_EQ(facts.at("vbios"), "unknown: this driver lacks nvmlDeviceGetVbiosVersion");
  state()->status = 3;
  EXPECT_EQ(nvml_identity(kBus, kRecent).at("serial"), "unknown: Not Supported");
}

TEST(NvmlIdentity, OfNoGpuSaysWhy) {
  EXPECT_EQ(nvml_identity("0000:ff:00.0", kRecent).at("nvml"),
            "unknown: GPU \"0000:ff:00.0\": Not Found");
  EXPECT_EQ(nvml_identity(kBus, "libno-such-library.so").count("nvml"), 1u);
}

}  // namespace
}  // namespace fourfold
