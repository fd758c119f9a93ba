// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <mpi.h>

/// A broken MPI library, for tests: preloaded, it reduces floats in the first 3000 calls of this
/// process and then returns at once, without an error and without a result. The harness's own
/// agreements (of doubles) go on.
extern "C" int MPI_Allreduce(const void* send, void* receive, int count, MPI_Datatype type,
                             MPI_Op op, MPI_Comm comm) {
  constexpr int kHonestCalls = 3000;
  static int calls = 0;
  if (type == MPI_FLOAT && ++calls > kHonestCalls) return MPI_SUCCESS;
  return PMPI_Allreduce(send, receive, count, type, op, comm);
}
