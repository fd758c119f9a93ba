// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "collectives/communicator_init.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/nccl_library.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr int kRanksPerId = 64;

class NcclInit final : public CommunicatorInit {
 public:
  NcclInit(MpiSession& session, Device& device, InitKind kind)
      : session_(session),
        device_(device),
        kind_(kind),
        group_(init_group(kind, session.rank(), session.size())),
        config_(nccl_config(probe_nccl().version_code)),
        stream_(device.make_stream()),
        memory_(device.allocate(sizeof(std::int64_t))) {
    if (kind_ == InitKind::Nonblocking) config_.blocking = 0;
  }
  ~NcclInit() override {
    give_back(made_);
    give_back(parent_);
  }
  NcclInit(const NcclInit&) = delete;
  NcclInit& operator=(const NcclInit&) = delete;

  void prepare() override {
    give_back(made_);
    const bool of_another = kind_ == InitKind::Split || kind_ == InitKind::Shrink;
    if (of_another && parent_ == nullptr) {
      make_ids(1);
      check(nccl().comm_init_rank(&parent_, session_.size(), ids_[0], session_.rank()));
    }
    if (kind_ == InitKind::Plain || kind_ == InitKind::Nonblocking) make_ids(1);
    if (kind_ == InitKind::Scalable) make_ids(scalable_ids());
  }

  void make() override {
    const int ranks = session_.size();
    const int rank = session_.rank();
    switch (kind_) {
      case InitKind::Plain:
        return check(nccl().comm_init_rank(&made_, ranks, ids_[0], rank));
      case InitKind::Nonblocking:
        return wait(nccl().init_rank_config(&made_, ranks, ids_[0], rank, &config_));
      case InitKind::Scalable:
        return check(nccl().init_rank_scalable(&made_, ranks, rank, static_cast<int>(ids_.size()),
                                               ids_.data(), &config_));
      case InitKind::Split:
        return check(nccl().split(parent_, group_.first, rank, &made_, &config_));
      case InitKind::Shrink: {
        int last = ranks - 1;
        if (rank == last) return;  // who is left out does not call
        return check(nccl().shrink(parent_, &last, 1, &made_, &config_, 0));
      }
    }
  }

  std::int64_t sum() override {
    if (made_ == nullptr) return 0;
    std::int64_t value = session_.rank() + 1;
    device_.upload(memory_.data(), &value, sizeof value);
    auto* const native = static_cast<cudaStream_t>(stream_.native());
    wait(nccl().all_reduce(memory_.data(), memory_.data(), 1, ncclInt64, ncclSum, made_, native));
    device_.synchronize(stream_);
    device_.download(&value, memory_.data(), sizeof value);
    return value;
  }

  std::string function() const override {
    switch (kind_) {
      case InitKind::Plain:
        return "ncclCommInitRank";
      case InitKind::Nonblocking:
        return "ncclCommInitRankConfig, not blocking";
      case InitKind::Scalable:
        return fmt::format("ncclCommInitRankScalable with {} unique ids", scalable_ids());
      case InitKind::Split:
        return "ncclCommSplit";
      case InitKind::Shrink:
        return "ncclCommShrink";
    }
    return "";
  }

 private:
  int scalable_ids() const {
    return std::max(2, (session_.size() + kRanksPerId - 1) / kRanksPerId);
  }

  /// Each id comes from a rank of its own, spread over all: whoever makes one serves those who use
  /// it.
  void make_ids(int count) {
    ids_.clear();
    for (int i = 0; i < count; ++i) {
      const int maker = static_cast<int>(static_cast<std::int64_t>(i) * session_.size() / count);
      ncclUniqueId id{};
      const bool ours = session_.rank() == maker;
      const ncclResult_t status = ours ? nccl().get_unique_id(&id) : ncclSuccess;
      const std::string problem = status == ncclSuccess ? "" : nccl_error_text(status);
      const MpiSession::Consent consent = session_.consent(problem.empty(), problem);
      if (!consent.all_well) throw Error(consent.text);
      ids_.push_back(decode_unique_id(session_.broadcast(encode_unique_id(id), maker)));
    }
  }

  /// Of a communicator that does not block: asks until it is done. Whether that takes too long is
  /// the watch's to say, as of everything else that all ranks wait in.
  void wait(ncclResult_t status) const {
    while (status == ncclInProgress) {
      ncclResult_t noticed = ncclSuccess;
      const ncclResult_t asked = nccl().comm_get_async_error(made_, &noticed);
      status = asked == ncclSuccess ? noticed : asked;
    }
    check(status);
  }

  /// What waits for peers in its turn is given up where the communicator is not well.
  static void give_back(ncclComm_t& comm) {
    if (comm == nullptr) return;
    ncclResult_t noticed = ncclSuccess;
    const ncclResult_t asked = nccl().comm_get_async_error(comm, &noticed);
    const bool well = asked == ncclSuccess && noticed == ncclSuccess;
    static_cast<void>(well ? nccl().comm_destroy(comm) : nccl().comm_abort(comm));
    comm = nullptr;
  }

  MpiSession& session_;
  Device& device_;
  InitKind kind_;
  InitGroup group_;
  NcclConfig config_;
  Stream stream_;
  Buffer memory_;
  std::vector<ncclUniqueId> ids_;
  ncclComm_t parent_ = nullptr;
  ncclComm_t made_ = nullptr;
};

}  // namespace

std::unique_ptr<CommunicatorInit> make_nccl_init(MpiSession& session, Device& device,
                                                 InitKind kind) {
  return std::make_unique<NcclInit>(session, device, kind);
}

}  // namespace fourfold
