// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mpi.h>

#include <string>

#include "core/where.hpp"

namespace fourfold {

/// Throws Error with MPI's own text when a call did not succeed. Only useful on communicators whose
/// handler is MPI_ERRORS_RETURN, as all of ours are.
void check(int mpi_status, Where where = Where::current());

/// "Open MPI 4.1.4" or "MPICH 4.0.2", from MPI_Get_library_version.
std::string mpi_library_name();

}  // namespace fourfold
