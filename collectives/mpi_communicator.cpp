// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <mpi.h>

#include <limits>
#include <optional>

#include "collectives/communicator.hpp"
#include "collectives/mpi_algorithms.hpp"
#include "collectives/mpi_call.hpp"
#include "collectives/mpi_check.hpp"
#include "collectives/mpi_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

struct Blocking {
  MPI_Comm comm;

  int all_reduce(const void* send, void* receive, int count, MPI_Datatype type, MPI_Op op) const {
    return MPI_Allreduce(send, receive, count, type, op, comm);
  }
  int reduce_scatter(const void* send, void* receive, int count, MPI_Datatype type,
                     MPI_Op op) const {
    return MPI_Reduce_scatter_block(send, receive, count, type, op, comm);
  }
  int reduce(const void* send, void* receive, int count, MPI_Datatype type, MPI_Op op,
             int root) const {
    return MPI_Reduce(send, receive, count, type, op, root, comm);
  }
  int all_gather(const void* send, int sent, MPI_Datatype type, void* receive, int received,
                 MPI_Datatype as) const {
    return MPI_Allgather(send, sent, type, receive, received, as, comm);
  }
  int all_to_all(const void* send, int sent, MPI_Datatype type, void* receive, int received,
                 MPI_Datatype as) const {
    return MPI_Alltoall(send, sent, type, receive, received, as, comm);
  }
  int gather(const void* send, int sent, MPI_Datatype type, void* receive, int received,
             MPI_Datatype as, int root) const {
    return MPI_Gather(send, sent, type, receive, received, as, root, comm);
  }
  int scatter(const void* send, int sent, MPI_Datatype type, void* receive, int received,
              MPI_Datatype as, int root) const {
    return MPI_Scatter(send, sent, type, receive, received, as, root, comm);
  }
  int broadcast(void* buffer, int count, MPI_Datatype type, int root) const {
    return MPI_Bcast(buffer, count, type, root, comm);
  }
  int send_receive(const void* send, void* receive, int count, MPI_Datatype type, int to,
                   int from) const {
    return MPI_Sendrecv(send, count, type, to, 0, receive, count, type, from, 0, comm,
                        MPI_STATUS_IGNORE);
  }
};

/// Starts; who made it waits.
struct Nonblocking {
  MPI_Comm comm;
  MpiRequests& requests;

  int all_reduce(const void* send, void* receive, int count, MPI_Datatype type, MPI_Op op) const {
    return MPI_Iallreduce(send, receive, count, type, op, comm, requests.all);
  }
  int reduce_scatter(const void* send, void* receive, int count, MPI_Datatype type,
                     MPI_Op op) const {
    return MPI_Ireduce_scatter_block(send, receive, count, type, op, comm, requests.all);
  }
  int reduce(const void* send, void* receive, int count, MPI_Datatype type, MPI_Op op,
             int root) const {
    return MPI_Ireduce(send, receive, count, type, op, root, comm, requests.all);
  }
  int all_gather(const void* send, int sent, MPI_Datatype type, void* receive, int received,
                 MPI_Datatype as) const {
    return MPI_Iallgather(send, sent, type, receive, received, as, comm, requests.all);
  }
  int all_to_all(const void* send, int sent, MPI_Datatype type, void* receive, int received,
                 MPI_Datatype as) const {
    return MPI_Ialltoall(send, sent, type, receive, received, as, comm, requests.all);
  }
  int gather(const void* send, int sent, MPI_Datatype type, void* receive, int received,
             MPI_Datatype as, int root) const {
    return MPI_Igather(send, sent, type, receive, received, as, root, comm, requests.all);
  }
  int scatter(const void* send, int sent, MPI_Datatype type, void* receive, int received,
              MPI_Datatype as, int root) const {
    return MPI_Iscatter(send, sent, type, receive, received, as, root, comm, requests.all);
  }
  int broadcast(void* buffer, int count, MPI_Datatype type, int root) const {
    return MPI_Ibcast(buffer, count, type, root, comm, requests.all);
  }
  int send_receive(const void* send, void* receive, int count, MPI_Datatype type, int to,
                   int from) const {
    requests.count = 2;
    const int status = MPI_Irecv(receive, count, type, from, 0, comm, &requests.all[1]);
    if (status != MPI_SUCCESS) return status;
    return MPI_Isend(send, count, type, to, 0, comm, &requests.all[0]);
  }
};

class MpiPersistentCall final : public PreparedCall {
 public:
  MpiPersistentCall(const CollectiveCall& call, MPI_Comm comm, int rank, int size) {
    check(mpi_prepare(call, comm, rank, size, requests_));
  }
  ~MpiPersistentCall() override {
    for (int i = 0; i < requests_.count; ++i) MPI_Request_free(&requests_.all[i]);
  }
  MpiPersistentCall(const MpiPersistentCall&) = delete;
  MpiPersistentCall& operator=(const MpiPersistentCall&) = delete;

  void start() override { check(MPI_Startall(requests_.count, requests_.all)); }
  void wait() override { check(MPI_Waitall(requests_.count, requests_.all, MPI_STATUSES_IGNORE)); }
  void move_to(const CollectiveCall&) override {
    throw Error("a persistent call is tied to its buffers");
  }

 private:
  MpiRequests requests_;
};

/// Its request is made anew with every start.
class MpiNonblockingCall final : public PreparedCall {
 public:
  MpiNonblockingCall(const CollectiveCall& call, MPI_Comm comm, int rank, int size)
      : call_(call), comm_(comm), rank_(rank), size_(size) {}
  void start() override {
    check(with_arguments(call_, rank_, size_, Nonblocking{comm_, requests_}));
  }
  void wait() override { check(MPI_Waitall(requests_.count, requests_.all, MPI_STATUSES_IGNORE)); }
  void move_to(const CollectiveCall& call) override { call_ = call; }

 private:
  CollectiveCall call_;
  MPI_Comm comm_;
  int rank_;
  int size_;
  MpiRequests requests_;
};

class MpiCommunicator final : public Communicator {
 public:
  MpiCommunicator(MpiSession& session, const AlgorithmChoice& choice)
      : library_(session.library()), choice_(choice) {
    std::optional<ForcedAlgorithm> forced;
    if (choice.algorithm != kAnyAlgorithm) forced.emplace(choice.collective, choice.algorithm);
    check(MPI_Comm_dup(*static_cast<const MPI_Comm*>(session.native()), &comm_));
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
  std::string algorithm(const CollectiveCall& call) const override {
    const bool chosen = call.collective == choice_.collective;
    return mpi_algorithm_in_words(call.collective, chosen ? choice_.algorithm : kAnyAlgorithm,
                                  size_);
  }

  std::uint64_t in_place_offset(const CollectiveCall& call) const override {
    if (call.collective == Collective::ReduceScatter) return 0;
    return Communicator::in_place_offset(call);
  }

  void enqueue(const CollectiveCall& call, Stream&) override {
    if (call.form == CallForm::Blocking) {
      return check(with_arguments(call, rank_, size_, Blocking{comm_}));
    }
    MpiRequests requests;
    check(with_arguments(call, rank_, size_, Nonblocking{comm_, requests}));
    check(MPI_Waitall(requests.count, requests.all, MPI_STATUSES_IGNORE));
  }

  std::unique_ptr<PreparedCall> prepare(const CollectiveCall& call) override {
    if (call.form == CallForm::Persistent) {
      return std::make_unique<MpiPersistentCall>(call, comm_, rank_, size_);
    }
    return std::make_unique<MpiNonblockingCall>(call, comm_, rank_, size_);
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
    check(with_arguments(call, rank_, size_, Blocking{comm_}));
  }

 private:
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
  if (row.reduces && mpi_reduction_type(type) == MPI_DATATYPE_NULL) {
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
  return call.form == CallForm::Persistent ? mpi_persistent_support() : Support::yes();
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
