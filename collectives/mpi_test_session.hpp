// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fourfold {

class MpiSession;

/// The MPI job that a *_mpi_test program runs in; made by mpi_test_main.cpp.
MpiSession& test_session();

}  // namespace fourfold
