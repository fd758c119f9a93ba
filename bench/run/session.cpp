// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <exception>

#include "bench/run/agreement.hpp"
#include "bench/run/majority.hpp"
#include "collectives/algorithm_menu.hpp"
#include "core/error.hpp"
#include "kernels/effective_clock.hpp"

namespace fourfold {
namespace {

/// Without the driver's word for it: what the SMs themselves tell, once, at the window's end.
void add_effective_clock(Device& gpu, TelemetrySummary& summary) {
  // Never a reason for this rank alone to leave the others.
  try {
    Stream stream = gpu.make_stream();
    const EffectiveClock clock = effective_clock(read_clocks(gpu, stream));
    summary.gauges[Gauge::SmClock] = {clock.slowest, clock.median, clock.fastest};
    summary.clock_from = fmt::format(
        "cycles by time of a chain of dependent instructions on {} of {} SMs, once, right after "
        "the window: "
        "slowest, median and fastest SM",
        clock.processors, gpu.info().processors);
  } catch (const std::exception& error) {
    summary.missing.emplace(name(Gauge::SmClock), error.what());
  }
}

}  // namespace

Session::Session(MpiSession& mpi, const Injection& injection, RankWatch* watch, RankGroups* groups)
    : mpi_(mpi), injection_(injection), host_(open_host_device()), watch_(watch), groups_(groups) {}

Session::~Session() {
  if (watch_ != nullptr) watch_->watch_library({});
}

void Session::start_telemetry(DeviceKind kind) {
  if (telemetry_.contains(kind)) return;
  Telemetry& telemetry = telemetry_[kind];
  telemetry.none = "another rank of this host tells";
  if (kind == DeviceKind::Host && mpi_.local_rank() != 0) return;
  // Never a reason for this rank alone to leave the others: they measure without.
  try {
    telemetry.sampler = std::make_unique<TelemetrySampler>(
        kind == DeviceKind::Cuda ? open_nvml_telemetry(cuda_->info().pci_bus)
                                 : open_host_telemetry());
  } catch (const std::exception& error) {
    telemetry.none = error.what();
  }
}

TelemetrySummary Session::telemetry(DeviceKind kind, TelemetryClock::time_point begin,
                                    TelemetryClock::time_point end) {
  const auto found = telemetry_.find(kind);
  TelemetrySummary nothing;
  if (found == telemetry_.end()) return nothing;
  if (found->second.sampler) return found->second.sampler->window(begin, end);
  nothing.missing.emplace(kTelemetryName, found->second.none);
  if (kind == DeviceKind::Cuda) add_effective_clock(*cuda_, nothing);
  return nothing;
}

Device& Session::device(DeviceKind kind) {
  if (kind == DeviceKind::Host) {
    start_telemetry(kind);
    return *host_;
  }
  if (!cuda_) {
    // The plan has made sure that there are enough: a rank that is shown one GPU is shown its own,
    // unless they share.
    const int index = mpi_.local_rank() % std::max(1, probe_cuda().devices);
    all_or_none([&] { cuda_ = open_cuda_device(index); });
    start_telemetry(kind);
  }
  return *cuda_;
}

Communicator& Session::communicator(const std::string& backend, const AlgorithmChoice& choice,
                                    const NcclSettings& nccl) {
  if (backend == "mpi" && choice.algorithm != kAnyAlgorithm) {
    std::unique_ptr<Communicator>& chosen = chosen_[choice];
    if (!chosen) chosen = make_mpi_communicator(mpi_, choice);
    return *chosen;
  }
  if (backend == "mpi") {
    if (!mpi_communicator_) mpi_communicator_ = make_mpi_communicator(mpi_);
    return *mpi_communicator_;
  }
  if (backend == "nccl") return nccl_communicator(nccl);
  if (backend == "peer") return peer_communicator(choice);
  if (backend == kPeerOnGpus) return gpu_peer_communicator(choice);
  throw Error("no communicator is called '" + backend + "'");
}

Communicator& Session::peer_communicator(const AlgorithmChoice& choice) {
  std::unique_ptr<Communicator>& peers = peers_[choice.algorithm];
  if (!peers) peers = make_peer_communicator(mpi_, choice, peer_table_);
  return *peers;
}

Communicator& Session::gpu_peer_communicator(const AlgorithmChoice& choice) {
  const auto found = gpu_peers_.find(choice.algorithm);
  if (found != gpu_peers_.end()) return *found->second;
  Device& gpu = device(DeviceKind::Cuda);
  auto made = make_peer_communicator(mpi_, gpu, choice, gpu_peer_table_);
  Communicator& peers = *gpu_peers_.emplace(choice.algorithm, std::move(made)).first->second;
  watch_gpu_libraries();
  return peers;
}

const std::vector<RankPlace>& Session::places() const {
  if (groups_ == nullptr) throw Error("nobody has looked where the ranks of this session are");
  return groups_->places();
}

std::unique_ptr<Communicator> Session::make_communicator(MpiSession& mpi,
                                                         const std::string& backend,
                                                         const AlgorithmChoice& choice,
                                                         const NcclSettings& nccl) {
  if (backend == "mpi") return make_mpi_communicator(mpi, choice);
  if (backend == "peer") return make_peer_communicator(mpi, choice, peer_table_);
  if (backend == kPeerOnGpus) return make_peer_communicator(mpi, *cuda_, choice, gpu_peer_table_);
  if (backend == "nccl") return make_nccl_communicator(mpi, *cuda_, nccl);
  throw Error("no communicator is called '" + backend + "'");
}

Communicator& Session::nccl_communicator(const NcclSettings& asked) {
  constexpr std::size_t kKept = 3;  // the default one, and both of a contest
  const NcclSettings settings = communicator_settings(asked);
  auto& all = nccl_communicators_;
  const auto found = std::ranges::find(all, settings, &NcclEntry::settings);
  if (found != all.end()) {
    std::rotate(found, found + 1, all.end());
    return *all.back().communicator;
  }
  Device& gpu = device(DeviceKind::Cuda);
  if (watch_ != nullptr) watch_->watch_library({});
  if (all.size() >= kKept) {
    all.erase(std::ranges::find_if(
        all, [](const NcclEntry& one) { return one.settings != NcclSettings{}; }));
  }
  const double allowed_s = voice().allowed_s();
  voice().allow(std::max(allowed_s, kOpening.value()));
  try {
    all.push_back({settings, make_nccl_communicator(mpi_, gpu, settings)});
  } catch (...) {
    voice().allow(allowed_s);
    watch_gpu_libraries();  // those that stay
    throw;
  }
  voice().allow(allowed_s);
  watch_gpu_libraries();
  return *all.back().communicator;
}

void Session::watch_gpu_libraries() {
  if (watch_ == nullptr) return;
  std::vector<Communicator*> open;
  // Ours first: giving up NCCL's may take its time.
  for (const auto& [algorithm, one] : gpu_peers_) open.push_back(one.get());
  for (const NcclEntry& one : nccl_communicators_) open.push_back(one.communicator.get());
  for (const GroupEntry& one : group_communicators_) {
    if (one.backend == "nccl" || one.backend == kPeerOnGpus) {
      open.push_back(one.communicator.get());
    }
  }
  const auto health = [open] {
    std::string said;
    for (Communicator* const one : open) {
      if (said.empty()) said = one->health();
    }
    return said;
  };
  const auto abort = [open] {
    for (Communicator* const one : open) one->abort();
  };
  watch_->watch_library({.health = health, .abort = abort});
}

std::vector<const Communicator*> Session::open_communicators() const {
  std::vector<const Communicator*> open;
  if (mpi_communicator_) open.push_back(mpi_communicator_.get());
  if (const auto any = peers_.find(std::string(kAnyAlgorithm)); any != peers_.end()) {
    open.push_back(any->second.get());
  }
  if (const auto any = gpu_peers_.find(std::string(kAnyAlgorithm)); any != gpu_peers_.end()) {
    open.push_back(any->second.get());
  }
  if (!nccl_communicators_.empty()) open.push_back(nccl_communicators_.back().communicator.get());
  return open;
}

int Session::sharers() {
  const long bound_in_all = static_cast<long>(host_->info().processors) * mpi_.local_size();
  return bound_in_all <= sysconf(_SC_NPROCESSORS_ONLN) ? 1 : mpi_.local_size();
}

int Session::threads() { return std::max(1, host_->info().processors / sharers()); }

bool Session::oversubscribed() { return sharers() > host_->info().processors; }

void Session::arm(Seconds hang_after) {
  armed_ = true;
  hang_after_ = hang_after;
}

bool Session::strikes(FaultPhase at) const {
  return std::ranges::any_of(injection_.rank_faults, [&](const RankFault& fault) {
    return fault.rank == mpi_.rank() && fault.at == at;
  });
}

void Session::strike(FaultPhase at, const std::function<void()>& mismatch) {
  std::vector<RankFault> due;
  std::vector<RankFault>& planted = injection_.rank_faults;
  for (const RankFault& fault : planted) {
    if (fault.rank == mpi_.rank() && fault.at == at) due.push_back(fault);
  }
  std::erase_if(
      planted, [&](const RankFault& fault) { return fault.rank == mpi_.rank() && fault.at == at; });
  const Deadlines deadlines(hang_after_.value(), mpi_.size());
  const double deadline_s = deadlines.of(voice().phase()) + voice().allowed_s();
  for (const RankFault& fault : due) {
    if (fault.kind == RankFault::Kind::Mismatch) {
      mismatch();
    } else {
      meet(fault, deadline_s / 2);
    }
  }
}

void Session::settle(const std::string& error, bool lacking) {
  const MpiSession::Consent consent = mpi_.consent(error.empty(), error);
  if (consent.all_well) return;
  const bool fault = mpi_.agree_max(!error.empty() && !lacking ? 1 : 0) > 0;
  if (!fault) throw Unsupported(consent.text);
  throw AgreedError(fmt::format("rank {}: {}", consent.who, consent.text),
                    is_exception(mpi_, error.empty()));
}

}  // namespace fourfold
