// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_calls.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace fourfold {
namespace {

/// NCCL's name of a type, or ncclNumTypes where it has none.
ncclDataType_t nccl_type(DataType type) {
  switch (type) {
    case DataType::f64:
      return ncclFloat64;
    case DataType::f32:
      return ncclFloat32;
    case DataType::f16:
      return ncclFloat16;
    case DataType::bf16:
      return ncclBfloat16;
    case DataType::f8e4m3:
      return static_cast<ncclDataType_t>(10);  // ncclFloat8e4m3, which an nccl.h before 2.24 lacks
    case DataType::i32:
      return ncclInt32;
    case DataType::i8:
      return ncclInt8;
    case DataType::tf32:
      break;
  }
  return ncclNumTypes;
}

ncclRedOp_t nccl_op(ReductionOp op) {
  switch (op) {
    case ReductionOp::Sum:
      return ncclSum;
    case ReductionOp::Prod:
      return ncclProd;
    case ReductionOp::Min:
      return ncclMin;
    case ReductionOp::Max:
      return ncclMax;
    case ReductionOp::Avg:
      return ncclAvg;
  }
  return ncclSum;
}

/// One group of ncclSend and ncclRecv. Whatever happens inside, the group is ended: NCCL would take
/// every later call for a part of it.
class Group {
 public:
  Group(ncclComm_t comm, ncclDataType_t type, cudaStream_t stream)
      : comm_(comm), type_(type), stream_(stream), status_(nccl().group_start()) {}

  void send(const std::byte* from, std::uint64_t count, int to) {
    if (status_ == ncclSuccess) {
      status_ = nccl().send(from, count, type_, to, comm_, stream_);
    }
  }
  void receive(std::byte* into, std::uint64_t count, int from) {
    if (status_ == ncclSuccess) {
      status_ = nccl().receive(into, count, type_, from, comm_, stream_);
    }
  }
  /// The first failure, or that of ending the group. Exactly one call.
  ncclResult_t end() {
    const ncclResult_t ended = nccl().group_end();
    return status_ != ncclSuccess ? status_ : ended;
  }

 private:
  ncclComm_t comm_;
  ncclDataType_t type_;
  cudaStream_t stream_;
  ncclResult_t status_;
};

/// The calls of one rank of a communicator.
class Caller {
 public:
  Caller(ncclComm_t comm, int rank, int size) : comm_(comm), rank_(rank), size_(size) {}

  ncclResult_t reduce(const CollectiveCall& c, cudaStream_t stream) const {
    const ncclDataType_t type = nccl_type(c.shape.type);
    const ncclRedOp_t op = nccl_op(c.op);
    switch (c.collective) {
      case Collective::AllReduce:
        return nccl().all_reduce(c.send, c.receive, c.shape.whole, type, op, comm_, stream);
      case Collective::ReduceScatter:
        return nccl().reduce_scatter(c.send, c.receive, c.shape.block, type, op, comm_, stream);
      case Collective::Reduce:
        return nccl().reduce(c.send, c.receive, c.shape.whole, type, op, c.root, comm_, stream);
      default:
        throw Error(fmt::format("{} does not reduce", name(c.collective)));
    }
  }

  ncclResult_t move(const CollectiveCall& c, cudaStream_t stream) const {
    const ncclDataType_t type = nccl_type(c.shape.type);
    switch (c.collective) {
      case Collective::AllGather:
        return nccl().all_gather(c.send, c.receive, c.shape.block, type, comm_, stream);
      case Collective::Broadcast: {
        // In place on the root, whose own copy is no part of the call.
        const bool is_root = rank_ == c.root;
        std::byte* const data = is_root ? const_cast<std::byte*>(c.send) : c.receive;
        return nccl().broadcast(data, data, c.shape.whole, type, c.root, comm_, stream);
      }
      case Collective::AllToAll:
        if (nccl().all_to_all == nullptr) return composed_all_to_all(c, stream);
        return nccl().all_to_all(c.send, c.receive, c.shape.block, type, comm_, stream);
      case Collective::Gather:
        if (nccl().gather == nullptr) return composed_gather(c, stream);
        return nccl().gather(c.send, c.receive, c.shape.block, type, c.root, comm_, stream);
      case Collective::Scatter:
        if (nccl().scatter == nullptr) return composed_scatter(c, stream);
        return nccl().scatter(c.send, c.receive, c.shape.block, type, c.root, comm_, stream);
      case Collective::SendRecv: {
        Group group(comm_, type, stream);
        const auto [to, from] = peers_of(c, rank_, size_);
        if (to != kNobody) group.send(c.send, c.shape.whole, to);
        if (from != kNobody) group.receive(c.receive, c.shape.whole, from);
        return group.end();
      }
      default:
        throw Error(fmt::format("{} reduces", name(c.collective)));
    }
  }

 private:
  ncclResult_t composed_all_to_all(const CollectiveCall& c, cudaStream_t stream) const {
    Group group(comm_, nccl_type(c.shape.type), stream);
    for (int peer = 0; peer < size_; ++peer) {
      group.send(c.send + block_bytes(c, peer), c.shape.block, peer);
      group.receive(c.receive + block_bytes(c, peer), c.shape.block, peer);
    }
    return group.end();
  }

  // In place, the root's own block lies where it belongs.
  ncclResult_t composed_gather(const CollectiveCall& c, cudaStream_t stream) const {
    Group group(comm_, nccl_type(c.shape.type), stream);
    const bool is_root = rank_ == c.root;
    if (!(is_root && c.in_place)) group.send(c.send, c.shape.block, c.root);
    for (int peer = 0; is_root && peer < size_; ++peer) {
      if (peer == rank_ && c.in_place) continue;
      group.receive(c.receive + block_bytes(c, peer), c.shape.block, peer);
    }
    return group.end();
  }

  ncclResult_t composed_scatter(const CollectiveCall& c, cudaStream_t stream) const {
    Group group(comm_, nccl_type(c.shape.type), stream);
    const bool is_root = rank_ == c.root;
    for (int peer = 0; is_root && peer < size_; ++peer) {
      if (peer == rank_ && c.in_place) continue;
      group.send(c.send + block_bytes(c, peer), c.shape.block, peer);
    }
    if (!(is_root && c.in_place)) group.receive(c.receive, c.shape.block, c.root);
    return group.end();
  }

  /// Where the block of a rank begins in a whole buffer.
  static std::size_t block_bytes(const CollectiveCall& call, int peer) {
    return static_cast<std::size_t>(peer) * call.shape.block * traits(call.shape.type).bytes;
  }

  ncclComm_t comm_;
  int rank_;
  int size_;
};

}  // namespace

ncclResult_t nccl_call(ncclComm_t comm, int rank, int size, const CollectiveCall& call,
                       cudaStream_t stream) {
  const Caller caller(comm, rank, size);
  return traits(call.collective).reduces ? caller.reduce(call, stream) : caller.move(call, stream);
}

}  // namespace fourfold
