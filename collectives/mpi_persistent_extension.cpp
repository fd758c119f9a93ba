// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
// Open MPI 4.1 has them as an extension, before the standard had them.
// The extension cannot be read before MPI itself.
// clang-format off
#include <mpi.h>
#include <mpi-ext.h>
// clang-format on

#include "collectives/mpi_call.hpp"

namespace fourfold {
namespace {

struct Persistent {
  MPI_Comm comm;
  MpiRequests& requests;

  int all_reduce(const void* send, void* receive, int count, MPI_Datatype type, MPI_Op op) const {
    return MPIX_Allreduce_init(send, receive, count, type, op, comm, MPI_INFO_NULL, requests.all);
  }
  int reduce_scatter(const void* send, void* receive, int count, MPI_Datatype type,
                     MPI_Op op) const {
    return MPIX_Reduce_scatter_block_init(send, receive, count, type, op, comm, MPI_INFO_NULL,
                                          requests.all);
  }
  int reduce(const void* send, void* receive, int count, MPI_Datatype type, MPI_Op op,
             int root) const {
    return MPIX_Reduce_init(send, receive, count, type, op, root, comm, MPI_INFO_NULL,
                            requests.all);
  }
  int all_gather(const void* send, int sent, MPI_Datatype type, void* receive, int received,
                 MPI_Datatype as) const {
    return MPIX_Allgather_init(send, sent, type, receive, received, as, comm, MPI_INFO_NULL,
                               requests.all);
  }
  int all_to_all(const void* send, int sent, MPI_Datatype type, void* receive, int received,
                 MPI_Datatype as) const {
    return MPIX_Alltoall_init(send, sent, type, receive, received, as, comm, MPI_INFO_NULL,
                              requests.all);
  }
  int gather(const void* send, int sent, MPI_Datatype type, void* receive, int received,
             MPI_Datatype as, int root) const {
    return MPIX_Gather_init(send, sent, type, receive, received, as, root, comm, MPI_INFO_NULL,
                            requests.all);
  }
  int scatter(const void* send, int sent, MPI_Datatype type, void* receive, int received,
              MPI_Datatype as, int root) const {
    return MPIX_Scatter_init(send, sent, type, receive, received, as, root, comm, MPI_INFO_NULL,
                             requests.all);
  }
  int broadcast(void* buffer, int count, MPI_Datatype type, int root) const {
    return MPIX_Bcast_init(buffer, count, type, root, comm, MPI_INFO_NULL, requests.all);
  }
  int send_receive(const void* send, void* receive, int count, MPI_Datatype type, int to,
                   int from) const {
    requests.count = 2;
    const int status = MPI_Recv_init(receive, count, type, from, 0, comm, &requests.all[1]);
    if (status != MPI_SUCCESS) return status;
    return MPI_Send_init(send, count, type, to, 0, comm, &requests.all[0]);
  }
};

}  // namespace

int mpi_prepare(const CollectiveCall& call, MPI_Comm comm, int rank, int size,
                MpiRequests& requests) {
  return with_arguments(call, rank, size, Persistent{comm, requests});
}

Support mpi_persistent_support() { return Support::yes(); }

}  // namespace fourfold
