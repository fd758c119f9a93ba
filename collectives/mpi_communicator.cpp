// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <mpi.h>

#include <limits>
#include <optional>

#include "collectives/communicator.hpp"
#include "collectives/mpi_algorithms.hpp"
#include "collectives/mpi_check.hpp"
#include "collectives/mpi_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

MPI_Datatype reduction_type(DataType type) {
  switch (type) {
    case DataType::f64:
      return MPI_DOUBLE;
    case DataType::f32:
      return MPI_FLOAT;
    case DataType::i32:
      return MPI_INT32_T;
    case DataType::i8:
      return MPI_INT8_T;
    case DataType::tf32:
    case DataType::f16:
    case DataType::bf16:
    case DataType::f8e4m3:
      break;
  }
  return MPI_DATATYPE_NULL;
}

/// For moving, any type of the right size does.
MPI_Datatype move_type(DataType type) {
  switch (traits(type).bytes) {
    case 8:
      return MPI_DOUBLE;
    case 4:
      return MPI_FLOAT;
    case 2:
      return MPI_UINT16_T;
    default:
      return MPI_BYTE;
  }
}

MPI_Op mpi_op(ReductionOp op) {
  switch (op) {
    case ReductionOp::Sum:
      return MPI_SUM;
    case ReductionOp::Prod:
      return MPI_PROD;
    case ReductionOp::Min:
      return MPI_MIN;
    case ReductionOp::Max:
      return MPI_MAX;
    case ReductionOp::Avg:
      break;
  }
  return MPI_OP_NULL;
}

class MpiCommunicator final : public Communicator {
 public:
  MpiCommunicator(MpiSession& session, const AlgorithmChoice& choice)
      : library_(session.library()), choice_(choice) {
    std::optional<ForcedAlgorithm> forced;
    if (choice.algorithm != kAnyAlgorithm) forced.emplace(choice.collective, choice.algorithm);
    check(MPI_Comm_dup(MPI_COMM_WORLD, &comm_));
    check(MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN));
    check(MPI_Comm_rank(comm_, &rank_));
    check(MPI_Comm_size(comm_, &size_));
  }
  ~MpiCommunicator() override { MPI_Comm_free(&comm_); }
  MpiCommunicator(const MpiCommunicator&) = delete;
  MpiCommunicator& operator=(const MpiCommunicator&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  Support support(const CollectiveCall& call) const override { return mpi_support(call); }
  std::string library() const override { return library_; }
  std::string algorithm(Collective collective) const override {
    const bool chosen = collective == choice_.collective;
    return mpi_algorithm_in_words(collective, chosen ? choice_.algorithm : kAnyAlgorithm, size_);
  }

  std::uint64_t in_place_offset(const CollectiveCall& call) const override {
    if (call.collective == Collective::ReduceScatter) return 0;
    return Communicator::in_place_offset(call);
  }

  void enqueue(const CollectiveCall& call, Stream&) override {
    if (traits(call.collective).reduces) {
      reduce(call);
    } else {
      move(call);
    }
  }

  std::vector<std::pair<std::string, std::string>> parameters() const override {
    const auto found = mpi_parameters();
    return {found.begin(), found.end()};
  }

  /// One smallest call, to see whether it is refused.
  void call_once(Collective collective) {
    const MessageShape shape = message_shape(collective, DataType::i32, Bytes(1), size_);
    std::vector<std::byte> send(shape.message().count()), receive(shape.message().count());
    const CollectiveCall call{.collective = collective,
                              .op = ReductionOp::Sum,
                              .shape = shape,
                              .root = 0,
                              .in_place = false,
                              .send = send.data(),
                              .receive = receive.data()};
    if (traits(collective).reduces) {
      reduce(call);
    } else {
      move(call);
    }
  }

 private:
  void reduce(const CollectiveCall& c) {
    const MPI_Datatype type = reduction_type(c.shape.type);
    const MPI_Op op = mpi_op(c.op);
    const bool is_root = rank_ == c.root;
    if (type == MPI_DATATYPE_NULL || op == MPI_OP_NULL) throw Error(mpi_support(c).reason());
    switch (c.collective) {
      case Collective::AllReduce:
        return check(MPI_Allreduce(c.in_place ? MPI_IN_PLACE : c.send, c.receive, whole(c), type,
                                   op, comm_));
      case Collective::ReduceScatter:
        return check(MPI_Reduce_scatter_block(c.in_place ? MPI_IN_PLACE : c.send, c.receive,
                                              block(c), type, op, comm_));
      case Collective::Reduce:
        return check(MPI_Reduce(c.in_place && is_root ? MPI_IN_PLACE : c.send, c.receive, whole(c),
                                type, op, c.root, comm_));
      default:
        throw Error(fmt::format("{} does not reduce", name(c.collective)));
    }
  }

  void move(const CollectiveCall& c) {
    const MPI_Datatype type = move_type(c.shape.type);
    const bool is_root = rank_ == c.root;
    switch (c.collective) {
      case Collective::AllGather:
        return check(MPI_Allgather(c.in_place ? MPI_IN_PLACE : c.send, block(c), type, c.receive,
                                   block(c), type, comm_));
      case Collective::Broadcast:
        return check(MPI_Bcast(is_root ? const_cast<std::byte*>(c.send) : c.receive, whole(c), type,
                               c.root, comm_));
      case Collective::AllToAll:
        return check(MPI_Alltoall(c.send, block(c), type, c.receive, block(c), type, comm_));
      case Collective::Gather:
        return check(MPI_Gather(c.in_place && is_root ? MPI_IN_PLACE : c.send, block(c), type,
                                c.receive, block(c), type, c.root, comm_));
      case Collective::Scatter:
        return check(MPI_Scatter(c.send, block(c), type,
                                 c.in_place && is_root ? MPI_IN_PLACE : c.receive, block(c), type,
                                 c.root, comm_));
      case Collective::SendRecv:
        return check(MPI_Sendrecv(c.send, whole(c), type, (rank_ + 1) % size_, 0, c.receive,
                                  whole(c), type, (rank_ + size_ - 1) % size_, 0, comm_,
                                  MPI_STATUS_IGNORE));
      default:
        throw Error(fmt::format("{} reduces", name(c.collective)));
    }
  }

  static int whole(const CollectiveCall& call) { return static_cast<int>(call.shape.whole); }
  static int block(const CollectiveCall& call) { return static_cast<int>(call.shape.block); }

  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
  std::string library_;
  AlgorithmChoice choice_;
};

}  // namespace

Support mpi_support(const CollectiveCall& call) {
  const CollectiveTraits& row = traits(call.collective);
  const DataType type = call.shape.type;
  if (type == DataType::tf32) {
    return Support::no("tf32 is a way to multiply f32 data, not a type that messages have");
  }
  if (row.reduces && call.op == ReductionOp::Avg) {
    return Support::no("MPI has no average, only sum, prod, min and max");
  }
  if (row.reduces && reduction_type(type) == MPI_DATATYPE_NULL) {
    return Support::no(fmt::format("MPI has no reduction of {}", name(type)));
  }
  const bool has_in_place =
      call.collective != Collective::AllToAll && call.collective != Collective::SendRecv;
  if (call.in_place && !has_in_place) {
    return Support::no(fmt::format("{} is measured out of place only", row.name));
  }
  if (call.shape.whole > static_cast<std::uint64_t>(std::numeric_limits<int>::max())) {
    return Support::no(fmt::format("{} elements exceed MPI 3's limit of 2147483647 in one call",
                                   call.shape.whole));
  }
  return Support::yes();
}

std::unique_ptr<Communicator> make_mpi_communicator(MpiSession& session,
                                                    const AlgorithmChoice& choice) {
  auto communicator = std::make_unique<MpiCommunicator>(session, choice);
  if (choice.algorithm == kAnyAlgorithm) return communicator;
  // Some algorithms refuse some numbers of ranks. Found here, a case fails; found in the midst of
  // its calls, the run would end.
  std::string refused;
  try {
    communicator->call_once(choice.collective);
  } catch (const Error& error) {
    refused = fmt::format("{} refuses {} by '{}' to {} ranks: {}", session.library(),
                          name(choice.collective), choice.algorithm, session.size(), error.what());
  }
  if (const auto consent = session.consent(refused.empty(), refused); !consent.all_well) {
    throw Error(consent.text);
  }
  return communicator;
}

}  // namespace fourfold
