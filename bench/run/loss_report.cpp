// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/loss_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <variant>

#include "bench/watch/nccl_ras.hpp"

namespace fourfold {
namespace {

constexpr double kPatience_s = 4;  // of the ten seconds in which a lost run has ended
constexpr std::size_t kLongestRemark = 1000;

bool may_use_nccl(const Config& config) {
  return std::ranges::any_of(config.sweeps, [&](const Sweep& sweep) {
    const auto* const collectives = std::get_if<CollectiveSweep>(&sweep.what);
    const auto* const steps = std::get_if<StepSweep>(&sweep.what);
    if (collectives == nullptr && steps == nullptr) return false;
    const auto& backends = collectives != nullptr ? collectives->backends : steps->backends;
    return std::ranges::any_of(backends, [&](const std::string& backend) {
      return backend == "nccl" || (backend == "auto" && config.device != DeviceChoice::Host);
    });
  });
}

}  // namespace

void ask_nccl_on_loss(RunWatch& watch, const Config& config) {
  if (!may_use_nccl(config)) return;
  watch.ask_on_loss([] { return ask_nccl_ras(nccl_ras_address(), kPatience_s); });
}

void write_remarks(const RunWatch& watch, const std::string& directory, int launch,
                   Journal& journal) {
  for (const std::string& remark : watch.remarks()) journal.remark(launch, remark);
  const std::string& status = watch.library_report();
  if (status.empty()) return;
  std::ofstream(directory + "/nccl_ras.txt") << status;
  const std::string complaints = nccl_ras_complaints(status, kLongestRemark);
  journal.remark(launch, fmt::format("NCCL's RAS service at {} says: {} (all of it: nccl_ras.txt)",
                                     nccl_ras_address(),
                                     complaints.empty() ? "no error, no warning" : complaints));
}

}  // namespace fourfold
