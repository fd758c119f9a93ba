// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi_call.hpp"

namespace fourfold {

int mpi_prepare(const CollectiveCall&, MPI_Comm, int, int, MpiRequests&) {
  throw Error(mpi_persistent_support().reason());
}

Support mpi_persistent_support() {
  return Support::no("this program was compiled with an MPI that has no persistent collectives");
}

}  // namespace fourfold
