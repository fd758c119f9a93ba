// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/cublaslt_environment.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace fourfold {
namespace {

using ::testing::Contains;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

TEST(CublasLtEnvironment, IsScrubbedOfWhatChangesArithmeticAndRemembersIt) {
  const std::map<std::string, std::string> variables{
      {"NVIDIA_TF32_OVERRIDE", "1"},
      {"CUBLAS_EMULATE_SINGLE_PRECISION", "1"},
      {"CUBLAS_EMULATE_DOUBLE_PRECISION", ""},
      {"CUBLAS_EMULATION_STRATEGY", "eager"},
      {"CUBLAS_FIXEDPOINT_EMULATION_MANTISSA_BIT_COUNT", "23"},
      {"CUBLASLT_HEURISTICS_LUT_FILE", "/a=b.bin"},
      {"CUBLASLT_HEURISTICS_CACHE_CAPACITY", "0"},
      {"CUBLAS_WORKSPACE_CONFIG", ":16:8"}};
  for (const auto& [name, value] : variables) setenv(name.c_str(), value.c_str(), 1);
  setenv("FOURFOLD_CUBLAS", "mine", 1);
  const auto& scrubbed = scrub_cublaslt_environment();
  for (const auto& [name, value] : variables) {
    EXPECT_EQ(std::getenv(name.c_str()), nullptr) << name;
    EXPECT_THAT(scrubbed, Contains(Pair(name, value)));
  }
  EXPECT_STREQ(std::getenv("FOURFOLD_CUBLAS"), "mine");
  EXPECT_THAT(scrubbed, Not(Contains(Key("FOURFOLD_CUBLAS"))));
  unsetenv("FOURFOLD_CUBLAS");
  EXPECT_THAT(scrub_cublaslt_environment(), Contains(Pair("NVIDIA_TF32_OVERRIDE", "1")))
      << "still known when there is nothing left to unset";
}

}  // namespace
}  // namespace fourfold
