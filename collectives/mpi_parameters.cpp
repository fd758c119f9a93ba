// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <mpi.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "collectives/mpi_session.hpp"

namespace fourfold {
namespace {

/// Open MPI's control variables that decide how messages travel. Where the library has no such
/// variable (another version, MPICH), it is not listed.
constexpr std::array<std::string_view, 14> kWanted{
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
    "coll_tuned_allreduce_algorithm",
    "coll_tuned_allgather_algorithm",
    "opal_cuda_support",
};

/// The variable's value as text; "" for kinds of no interest here.
std::string read_variable(int index, MPI_Datatype type) {
  MPI_T_cvar_handle handle = MPI_T_CVAR_HANDLE_NULL;
  int count = 0;
  if (MPI_T_cvar_handle_alloc(index, nullptr, &handle, &count) != MPI_SUCCESS) return "";
  std::string text;
  if (type == MPI_INT && count == 1) {
    int value = 0;
    if (MPI_T_cvar_read(handle, &value) == MPI_SUCCESS) text = std::to_string(value);
  } else if (type == MPI_C_BOOL && count == 1) {
    bool value = false;
    if (MPI_T_cvar_read(handle, &value) == MPI_SUCCESS) text = value ? "true" : "false";
  } else if (type == MPI_UNSIGNED_LONG && count == 1) {
    unsigned long value = 0;
    if (MPI_T_cvar_read(handle, &value) == MPI_SUCCESS) text = std::to_string(value);
  } else if (type == MPI_CHAR && count > 0) {
    std::string value(static_cast<std::size_t>(count) + 1, '\0');
    if (MPI_T_cvar_read(handle, value.data()) == MPI_SUCCESS) text = value.c_str();
  }
  MPI_T_cvar_handle_free(&handle);
  return text;
}

}  // namespace

std::map<std::string, std::string> mpi_parameters() {
  std::map<std::string, std::string> found;
  int provided = 0;
  if (MPI_T_init_thread(MPI_THREAD_SINGLE, &provided) != MPI_SUCCESS) return found;
  int variables = 0;
  MPI_T_cvar_get_num(&variables);
  for (int i = 0; i < variables; ++i) {
    std::array<char, 256> name{};
    int length = static_cast<int>(name.size());
    int verbosity = 0, binding = 0, scope = 0;
    MPI_Datatype type = MPI_DATATYPE_NULL;
    MPI_T_enum names = MPI_T_ENUM_NULL;
    if (MPI_T_cvar_get_info(i, name.data(), &length, &verbosity, &type, &names, nullptr, nullptr,
                            &binding, &scope) != MPI_SUCCESS) {
      continue;
    }
    if (std::find(kWanted.begin(), kWanted.end(), std::string_view(name.data())) == kWanted.end()) {
      continue;
    }
    if (std::string value = read_variable(i, type); !value.empty()) {
      found.emplace(name.data(), std::move(value));
    }
  }
  MPI_T_finalize();
  return found;
}

}  // namespace fourfold
