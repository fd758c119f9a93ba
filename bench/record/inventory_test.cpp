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

TEST(Inventory, RecordsVariablesByTheirWholeNameAlone) {
  const std::map<std::string, std::string> recorded{
      {"OMP_NUM_THREADS", "3"},
      {"NCCL_ALGO", "Ring"},
      {"NCCL_IB_HCA", "mlx5"},
      {"OMPI_MCA_btl", "self,vader"},
      {"OMPI_MCA_coll_tuned_allreduce_algorithm", "4"},
      {"UCX_TLS", "rc"},
      {"FI_PROVIDER", "efa"},
      {"CUBLAS_WORKSPACE_CONFIG", ":8"},
      {"SLURM_NTASKS", "8"}};
  for (const auto& [name, value] : recorded) setenv(name.c_str(), value.c_str(), 1);
  for (const char* name :
       {"NCCL_SECRET_TOKEN", "NCCL_API_TOKEN", "NCCL_ALGO_", "nccl_algo", "UCX_secret_key",
        "OMPI_MCA_plm_ssh_password", "OMPI_MCA_btl_tcp_if_include_pin", "OMPI_MCA_orte_hnp_uri",
        "FI_LOGIN", "MPICH_SITE_CODE", "SLURM_JWT", "CUBLAS_LICENCE", "OMP_", "MY_VARIABLE"}) {
    setenv(name, "hunter2", 1);
  }
  const auto found = recorded_environment();
  for (const auto& [name, value] : recorded) {
    ASSERT_EQ(found.count(name), 1u) << name;
    EXPECT_EQ(found.at(name), value) << name;
  }
  for (const auto& [name, value] : found) EXPECT_NE(value, "hunter2") << name;
}

}  // namespace
}  // namespace fourfold
