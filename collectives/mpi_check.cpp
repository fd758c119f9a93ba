// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi_check.hpp"

#include <array>
#include <sstream>
#include <string>

#include "collectives/mpi_session.hpp"
#include "core/error.hpp"

namespace fourfold {

void check(int mpi_status, Where where) {
  if (mpi_status == MPI_SUCCESS) return;
  std::array<char, MPI_MAX_ERROR_STRING> text{};
  int length = 0;
  MPI_Error_string(mpi_status, text.data(), &length);
  throw Error("MPI: " + std::string(text.data(), static_cast<std::size_t>(length)), where);
}

std::string mpi_library_name() {
  std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
  int length = 0;
  MPI_Get_library_version(text.data(), &length);
  std::istringstream words(std::string(text.data(), static_cast<std::size_t>(length)));
  std::string first, second, third;
  words >> first >> second >> third;
  // "Open MPI v4.1.4, package: ..." and "MPICH Version: 4.0.2\nMPICH Release date: ..."
  if (first == "Open" && third.starts_with('v')) {
    return "Open MPI " + third.substr(1, third.find(',') - 1);
  }
  if (first == "MPICH") return "MPICH " + third;
  return first + " " + second + " " + third;
}

}  // namespace fourfold
