// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "collectives/mpi_session.hpp"
#include "collectives/mpi_variables.hpp"

namespace fourfold {
namespace {

/// Open MPI's control variables that decide how messages travel. Where the library has no such
/// variable (another version, MPICH), it is not listed.
constexpr std::array<const char*, 16> kWanted{
    "pml",
    "btl",
    "coll",
    "mpi_yield_when_idle",
    "mpi_leave_pinned",
    "btl_vader_eager_limit",
    "btl_vader_max_send_size",
    "btl_vader_single_copy_mechanism",
    "btl_tcp_eager_limit",
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
  return found;
}

}  // namespace fourfold
