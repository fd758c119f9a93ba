// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/session.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "core/error.hpp"

namespace fourfold {

Session::Session(MpiSession& mpi, const Injection& injection)
    : mpi_(mpi), injection_(injection), host_(open_host_device()) {}

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
  return nothing;
}

Device& Session::device(DeviceKind kind) {
  if (kind == DeviceKind::Host) {
    start_telemetry(kind);
    return *host_;
  }
  if (!cuda_) {
    // A rank that is shown one GPU is shown its own; the plan has made sure that there are enough.
    const int index = probe_cuda().devices == 1 ? 0 : mpi_.local_rank();
    all_or_none([&] { cuda_ = open_cuda_device(index); });
    start_telemetry(kind);
  }
  return *cuda_;
}

Communicator& Session::communicator(const std::string& backend) {
  if (backend == "mpi") {
    if (!mpi_communicator_) mpi_communicator_ = make_mpi_communicator(mpi_);
    return *mpi_communicator_;
  }
  if (backend == "nccl") {
    if (!nccl_communicator_) {
      Device& gpu = device(DeviceKind::Cuda);
      nccl_communicator_ = make_nccl_communicator(mpi_, gpu);
    }
    return *nccl_communicator_;
  }
  throw Error("no communicator is called '" + backend + "'");
}

std::vector<const Communicator*> Session::open_communicators() const {
  std::vector<const Communicator*> open;
  if (mpi_communicator_) open.push_back(mpi_communicator_.get());
  if (nccl_communicator_) open.push_back(nccl_communicator_.get());
  return open;
}

int Session::sharers() {
  const long bound_in_all = static_cast<long>(host_->info().processors) * mpi_.local_size();
  return bound_in_all <= sysconf(_SC_NPROCESSORS_ONLN) ? 1 : mpi_.local_size();
}

int Session::threads() { return std::max(1, host_->info().processors / sharers()); }

bool Session::oversubscribed() { return sharers() > host_->info().processors; }

void Session::settle(const std::string& error) {
  const MpiSession::Consent consent = mpi_.consent(error.empty(), error);
  if (consent.all_well) return;
  throw Error(fmt::format("rank {}: {}", consent.who, consent.text));
}

}  // namespace fourfold
