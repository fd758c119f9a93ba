// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "collectives/mpi_memory.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/mpi_variables.hpp"

namespace fourfold {
namespace {

/// Open MPI's control variables that decide how messages travel. Where the library has no such
/// variable (another version, MPICH), it is not listed.
constexpr std::array<const char*, 14> kWanted{
    "pml",
    "btl",
    "coll",
    "mpi_yield_when_idle",
    "mpi_leave_pinned",
    "btl_vader_max_send_size",
    "btl_vader_single_copy_mechanism",
    "btl_tcp_if_include",
    "coll_tuned_use_dynamic_rules",
    "coll_tuned_dynamic_rules_filename",
    "coll_tuned_allreduce_algorithm",
    "coll_tuned_allgather_algorithm",
    "mpi_built_with_cuda_support",
    "opal_cuda_support",
};

}  // namespace

std::map<std::string, std::string> mpi_parameters() {
  std::map<std::string, std::string> found;
  const MpiVariables& variables = MpiVariables::of_this_process();
  for (const char* const name : kWanted) {
    const auto value = variables.read(name);
    if (value && !value->empty()) found.emplace(name, *value);
  }
  // Of every transport between ranks: above it a message waits for its receiver (rendezvous).
  for (const std::string& name : variables.names("btl_")) {
    const bool other = name.starts_with("btl_self_") || name.ends_with("_rndv_eager_limit");
    if (other || !name.ends_with("_eager_limit")) continue;
    if (const auto value = variables.read(name)) found.emplace(name, *value);
  }
  found.emplace("cuda_support", name(mpi_cuda_support()));
  return found;
}

}  // namespace fourfold
