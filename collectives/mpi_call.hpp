// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mpi.h>

#include "collectives/communicator.hpp"
#include "core/error.hpp"
#include "core/support.hpp"

namespace fourfold {

/// MPI's type for reducing such elements, MPI_DATATYPE_NULL where it has none.
MPI_Datatype mpi_reduction_type(DataType type);
/// For moving, any type of the right size does.
MPI_Datatype mpi_move_type(DataType type);
/// MPI_OP_NULL where MPI has no such operation.
MPI_Op mpi_op(ReductionOp op);

/// As MPI writes a rank that may be nobody.
inline int mpi_peer(int rank) { return rank == kNobody ? MPI_PROC_NULL : rank; }

/// send_recv is two requests, one each way; everything else is one.
struct MpiRequests {
  MPI_Request all[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};
  int count = 1;
};

/// Makes persistent requests of a call, not started (MPI 4, section 6.13). Collective; the same in
/// the same order on every rank. Returns MPI's status.
int mpi_prepare(const CollectiveCall& call, MPI_Comm comm, int rank, int size,
                MpiRequests& requests);
/// Whether the MPI that this program was compiled with has them.
Support mpi_persistent_support();

/// Does the call through `functions`, which has one member for each collective of MPI with the
/// arguments that all three forms of it share; returns what that returned. The forms differ in what
/// follows these arguments only.
template <class Functions>
int with_arguments(const CollectiveCall& c, int rank, int size, Functions&& functions) {
  const int whole = static_cast<int>(c.shape.whole);
  const int block = static_cast<int>(c.shape.block);
  const bool is_root = rank == c.root;
  const bool root_in_place = c.in_place && is_root;
  const void* const send = c.in_place ? MPI_IN_PLACE : c.send;
  const MPI_Datatype moved = mpi_move_type(c.shape.type);
  const MPI_Datatype reduced = mpi_reduction_type(c.shape.type);
  const MPI_Op op = mpi_op(c.op);
  if (traits(c.collective).reduces && (reduced == MPI_DATATYPE_NULL || op == MPI_OP_NULL)) {
    throw Error(mpi_support(c).reason());
  }
  switch (c.collective) {
    case Collective::AllReduce:
      return functions.all_reduce(send, c.receive, whole, reduced, op);
    case Collective::ReduceScatter:
      return functions.reduce_scatter(send, c.receive, block, reduced, op);
    case Collective::Reduce:
      return functions.reduce(root_in_place ? MPI_IN_PLACE : c.send, c.receive, whole, reduced, op,
                              c.root);
    case Collective::AllGather:
      return functions.all_gather(send, block, moved, c.receive, block, moved);
    case Collective::Broadcast:
      return functions.broadcast(is_root ? const_cast<std::byte*>(c.send) : c.receive, whole, moved,
                                 c.root);
    case Collective::AllToAll:
      return functions.all_to_all(c.send, block, moved, c.receive, block, moved);
    case Collective::Gather:
      return functions.gather(root_in_place ? MPI_IN_PLACE : c.send, block, moved, c.receive, block,
                              moved, c.root);
    case Collective::Scatter:
      return functions.scatter(c.send, block, moved, root_in_place ? MPI_IN_PLACE : c.receive,
                               block, moved, c.root);
    case Collective::SendRecv:
      return functions.send_receive(c.send, c.receive, whole, moved,
                                    mpi_peer(peers_of(c, rank, size).to),
                                    mpi_peer(peers_of(c, rank, size).from));
  }
  return MPI_ERR_OTHER;
}

}  // namespace fourfold
