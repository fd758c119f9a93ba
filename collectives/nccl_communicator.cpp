// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <optional>

#include "collectives/communicator.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/nccl_calls.hpp"
#include "collectives/nccl_library.hpp"
#include "collectives/nccl_log.hpp"
#include "collectives/nccl_memory.hpp"
#include "collectives/nccl_parameters.hpp"
#include "collectives/nccl_tuning.hpp"
#include "collectives/scoped_variable.hpp"
#include "core/error.hpp"
#include "core/unsupported.hpp"
#include "device/cuda_check.hpp"

namespace fourfold {
namespace {

class NcclCommunicator final : public Communicator {
 public:
  NcclCommunicator(ncclComm_t comm, const MpiSession& session, const DeviceInfo& gpu,
                   const NcclSettings& settings)
      : comm_(comm),
        rank_(session.rank()),
        size_(session.size()),
        compute_capability_(gpu.compute_capability),
        probe_(probe_nccl()),
        forced_(settings.algorithm != "auto" || settings.protocol != NcclProtocol::Auto) {}

  // Destroying waits for peers; after a failure they will not come.
  ~NcclCommunicator() override {
    if (aborted_.load()) return;
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
    const ncclResult_t issued = nccl_call(comm_, rank_, size_, call, native);
    if (issued == ncclSuccess) return;
    const bool refused = issued == ncclInvalidUsage || issued == ncclInvalidArgument ||
                         issued == ncclInternalError;  // the last while its variables are unset
    if (forced_ && refused) {
      // NCCL finds so in the same way on every rank, before anything travels.
      throw Unsupported(
          fmt::format("NCCL does not do it that way here: {}", nccl_error_text(issued)));
    }
    check(issued);
  }

  void check_health() override {
    // Another thread is about to end this process, and what it gave up must not be touched.
    while (aborted_.load()) pause();
    if (!health().empty()) throw Error(fmt::format("rank {}: {}", rank_, health()));
  }

  std::string health() noexcept override {
    const ncclResult_t status = async_error();
    return status == ncclSuccess || status == ncclInProgress ? "" : nccl_error_text(status);
  }
  void abort() noexcept override {
    {
      const std::lock_guard lock(asking_);
      if (aborted_.exchange(true)) return;
    }
    static_cast<void>(nccl().comm_abort(comm_));
  }

  Buffer allocate(Device& device, std::size_t bytes, NcclBuffers kind) override {
    return nccl_buffer(device, bytes, kind);
  }
  std::shared_ptr<void> announce(const Buffer& memory, NcclBuffers kind) override {
    return nccl_announce(comm_, memory, kind);
  }

  std::string observe(const CollectiveCall& call, const std::function<void()>& once) override {
    if (rank_ != 0) {  // NCCL's first rank is the one that logs
      once();
      return "";
    }
    std::string why_not;
    const std::string log = nccl_log_of(once, why_not);
    const std::string said = describe_nccl_log(log);
    if (!said.empty()) return said;
    const std::string sent = how_sent(call.collective);
    if (!sent.empty()) return sent;
    return "unknown: " + (why_not.empty() ? "NCCL's log does not say" : why_not);
  }

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
  /// What is known without the log of the calls that NCCL sends piece by piece.
  static std::string how_sent(Collective collective) {
    const auto by = [](bool native, std::string_view function) {
      return native ? std::string(function) : "one group of ncclSend and ncclRecv";
    };
    switch (collective) {
      case Collective::AllToAll:
        return by(nccl().all_to_all != nullptr, "ncclAlltoAll");
      case Collective::Gather:
        return by(nccl().gather != nullptr, "ncclGather");
      case Collective::Scatter:
        return by(nccl().scatter != nullptr, "ncclScatter");
      case Collective::SendRecv:
        return by(false, "");
      default:
        return "";
    }
  }

  /// What NCCL has noticed on its own; "in progress" is not an error. Of one that was aborted
  /// nothing.
  ncclResult_t async_error() const {
    const std::lock_guard lock(asking_);
    if (aborted_.load()) return ncclSuccess;
    ncclResult_t noticed = ncclSuccess;
    const ncclResult_t asked = nccl().comm_get_async_error(comm_, &noticed);
    return asked != ncclSuccess ? asked : noticed;
  }

  ncclComm_t comm_;
  std::atomic<bool> aborted_{false};  ///< then comm_ is gone
  mutable std::mutex asking_;         ///< held while comm_ is asked, which it must outlive
  int rank_;
  int size_;
  int compute_capability_;
  NcclProbe probe_;
  bool forced_;  ///< to an algorithm or a protocol that this machine may not have
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

/// NCCL reads NCCL_ALGO and NCCL_PROTO whenever it makes a communicator (ncclTopoTuneModel in its
/// src/graph/tuning.cc): what the user has set there holds wherever a suite chooses nothing.
ncclResult_t init_with(const NcclSettings& settings, ncclComm_t& comm, const ncclUniqueId& id,
                       const MpiSession& session) {
  std::optional<ScopedVariable> algorithm;
  std::optional<ScopedVariable> protocol;
  if (const NcclAlgorithm* const row = find_nccl_algorithm(settings.algorithm); row != nullptr) {
    algorithm.emplace("NCCL_ALGO", std::string(row->variable));
  }
  if (settings.protocol != NcclProtocol::Auto) {
    protocol.emplace("NCCL_PROTO", std::string(variable(settings.protocol)));
  }
  if (settings.cta_policy == NcclCtaPolicy::Default) {
    return nccl().comm_init_rank(&comm, session.size(), id, session.rank());
  }
  NcclConfig config = nccl_config(probe_nccl().version_code, settings.cta_policy);
  return nccl().init_rank_config(&comm, session.size(), id, session.rank(), &config);
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

std::unique_ptr<Communicator> make_nccl_communicator(MpiSession& session, Device& device,
                                                     const NcclSettings& settings) {
  require_all_well(session, why_not(device));
  const double version = probe_nccl().version_code;
  const double newest = session.agree_max(version);
  if (const double oldest = session.agree_min(version); oldest != newest) {
    throw Error(fmt::format("ranks have different versions of NCCL: {} to {}",
                            nccl_version_text(static_cast<int>(oldest)),
                            nccl_version_text(static_cast<int>(newest))));
  }
  ncclComm_t comm = nullptr;
  const ncclUniqueId id = shared_unique_id(session);
  const ncclResult_t status = init_with(settings, comm, id, session);
  try {
    require_all_well(session, status == ncclSuccess ? "" : nccl_error_text(status));
  } catch (const Error&) {
    if (status == ncclSuccess) static_cast<void>(nccl().comm_abort(comm));
    throw;
  }
  return std::make_unique<NcclCommunicator>(comm, session, device.info(), settings);
}

}  // namespace fourfold
