// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mpi.h>

#include "core/where.hpp"

namespace fourfold {

/// Throws Error with MPI's own text when a call did not succeed. Only useful on communicators whose
/// handler is MPI_ERRORS_RETURN, as all of ours are.
void check(int mpi_status, Where where = Where::current());

}  // namespace fourfold
