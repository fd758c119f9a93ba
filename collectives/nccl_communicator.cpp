// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "collectives/communicator.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/nccl_library.hpp"
#include "collectives/nccl_parameters.hpp"
#include "core/error.hpp"
#include "device/cuda_check.hpp"

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

class NcclCommunicator final : public Communicator {
 public:
  NcclCommunicator(ncclComm_t comm, int rank, int size, const DeviceInfo& gpu)
      : comm_(comm),
        rank_(rank),
        size_(size),
        compute_capability_(gpu.compute_capability),
        probe_(probe_nccl()) {}

  // Destroying waits for peers; after a failure they will not come.
  ~NcclCommunicator() override {
    static_cast<void>(async_error() == ncclSuccess ? nccl().comm_destroy(comm_)
                                                   : nccl().comm_abort(comm_));
  }
  NcclCommunicator(const NcclCommunicator&) = delete;
  NcclCommunicator& operator=(const NcclCommunicator&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  Support support(const CollectiveCall& call) const override {
    Support by_version = nccl_support(probe_, call);
    if (!by_version) return by_version;
    const bool reduces_f8 = traits(call.collective).reduces && call.shape.type == DataType::f8e4m3;
    if (reduces_f8 && compute_capability_ < 90) {
      return Support::no(fmt::format(
          "NCCL reduces f8e4m3 on GPUs of compute capability 9.0 or newer, this one has {}.{}",
          compute_capability_ / 10, compute_capability_ % 10));
    }
    return by_version;
  }

  void enqueue(const CollectiveCall& call, Stream& stream) override {
    if (const Support supported = support(call); !supported) throw Error(supported.reason());
    check_health();
    auto* const native = static_cast<cudaStream_t>(stream.native());
    check(traits(call.collective).reduces ? reduce(call, native) : move(call, native));
  }

  void check_health() override {
    if (!health().empty()) throw Error(fmt::format("rank {}: {}", rank_, health()));
  }

  std::string health() noexcept override {
    const ncclResult_t status = async_error();
    return status == ncclSuccess || status == ncclInProgress ? "" : nccl_error_text(status);
  }
  void abort() noexcept override { static_cast<void>(nccl().comm_abort(comm_)); }

  std::string library() const override { return "NCCL " + probe_.version; }

  std::vector<std::pair<std::string, std::string>> parameters() const override {
    auto found = nccl_parameters();
    const auto origin = [](bool native) { return native ? "native" : "grouped send and receive"; };
    found.emplace_back("all_to_all", origin(nccl().all_to_all != nullptr));
    found.emplace_back("gather", origin(nccl().gather != nullptr));
    found.emplace_back("scatter", origin(nccl().scatter != nullptr));
    return found;
  }

 private:
  /// What NCCL has noticed on its own; "in progress" is not an error.
  ncclResult_t async_error() const {
    ncclResult_t noticed = ncclSuccess;
    const ncclResult_t asked = nccl().comm_get_async_error(comm_, &noticed);
    return asked != ncclSuccess ? asked : noticed;
  }

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
        group.send(c.send, c.shape.whole, (rank_ + 1) % size_);
        group.receive(c.receive, c.shape.whole, (rank_ + size_ - 1) % size_);
        return group.end();
      }
      default:
        throw Error(fmt::format("{} reduces", name(c.collective)));
    }
  }

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
  int compute_capability_;
  NcclProbe probe_;
};

/// Throws the same Error on every rank when any has a problem; "" is none.
void require_all_well(MpiSession& session, const std::string& problem) {
  const MpiSession::Consent consent = session.consent(problem.empty(), problem);
  if (!consent.all_well) throw Error(fmt::format("rank {}: {}", consent.who, consent.text));
}

/// Why this rank cannot take part, or "". Makes the device current for NCCL's sake.
std::string why_not(const Device& device) {
  if (device.info().kind != DeviceKind::Cuda)
    return "NCCL moves GPU memory, and this rank has no GPU";
  if (const NcclProbe probe = probe_nccl(); !probe.available) return probe.reason;
  const cudaError_t status = cudaSetDevice(device.info().index);
  return status == cudaSuccess ? "" : cuda_error_text(status);
}

ncclUniqueId shared_unique_id(MpiSession& session) {
  ncclUniqueId id{};
  ncclResult_t status = ncclSuccess;
  if (session.rank() == 0) status = nccl().get_unique_id(&id);
  require_all_well(session, status == ncclSuccess ? "" : nccl_error_text(status));
  return decode_unique_id(session.broadcast(encode_unique_id(id)));
}

}  // namespace

NcclProbe probe_nccl() {
  NcclProbe probe;
  probe.reason = nccl().reason;
  if (!probe.reason.empty()) return probe;
  if (const ncclResult_t status = nccl().get_version(&probe.version_code); status != ncclSuccess) {
    probe.reason = nccl_error_text(status);
    return probe;
  }
  probe.version = nccl_version_text(probe.version_code);
  probe.available = true;
  return probe;
}

std::unique_ptr<Communicator> make_nccl_communicator(MpiSession& session, Device& device) {
  require_all_well(session, why_not(device));
  const double version = probe_nccl().version_code;
  const double newest = session.agree_max(version);
  if (const double oldest = session.agree_min(version); oldest != newest) {
    throw Error(fmt::format("ranks have different versions of NCCL: {} to {}",
                            nccl_version_text(static_cast<int>(oldest)),
                            nccl_version_text(static_cast<int>(newest))));
  }
  const ncclUniqueId id = shared_unique_id(session);
  ncclComm_t comm = nullptr;
  const ncclResult_t status = nccl().comm_init_rank(&comm, session.size(), id, session.rank());
  try {
    require_all_well(session, status == ncclSuccess ? "" : nccl_error_text(status));
  } catch (const Error&) {
    if (status == ncclSuccess) static_cast<void>(nccl().comm_abort(comm));
    throw;
  }
  return std::make_unique<NcclCommunicator>(comm, session.rank(), session.size(), device.info());
}

}  // namespace fourfold
