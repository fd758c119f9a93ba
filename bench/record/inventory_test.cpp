// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/inventory.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace fourfold {
namespace {

TEST(Inventory, KnowsTheHost) {
  const auto facts = host_facts();
  for (const char* key : {"cpu", "cpus_usable", "memory_available", "kernel", "hostname"}) {
    ASSERT_EQ(facts.count(key), 1u) << key;
    EXPECT_FALSE(facts.at(key).empty()) << key;
  }
}

TEST(Inventory, RecordsOnlyNamedVariablesAndNoSecrets) {
  setenv("NCCL_ALGO", "Ring", 1);
  setenv("OMP_NUM_THREADS", "3", 1);
  setenv("NCCL_API_TOKEN", "hunter2", 1);
  setenv("UCX_secret_key", "hunter2", 1);
  setenv("MY_VARIABLE", "hunter2", 1);
  const auto found = recorded_environment();
  EXPECT_EQ(found.at("NCCL_ALGO"), "Ring");
  EXPECT_EQ(found.at("OMP_NUM_THREADS"), "3");
  for (const auto& [name, value] : found) EXPECT_NE(value, "hunter2") << name;
}

}  // namespace
}  // namespace fourfold
