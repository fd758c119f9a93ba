// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/make_manifest.hpp"

#include "bench/config/chip_choice.hpp"
#include "bench/record/freeze_baseline.hpp"
#include "bench/record/inventory.hpp"
#include "bench/record/journal.hpp"
#include "bench/record/unit_inventory.hpp"
#include "core/error.hpp"
#include "core/version.hpp"
#include "device/nvml.hpp"
#include "kernels/cublaslt_environment.hpp"
#include "kernels/gemm_cblas.hpp"

namespace fourfold {
namespace {

std::map<std::string, std::string> version_facts(const Capabilities& capabilities,
                                                 Session& session) {
  std::map<std::string, std::string> facts{
      {"fourfold", std::string(version())},
      {"compiler", std::string(compiler())},
      {"mpi", session.mpi().library()},
      {"nccl", capabilities.nccl.available ? capabilities.nccl.version
                                           : "none: " + capabilities.nccl.reason},
  };
  for (const auto& [kernel, reason] : capabilities.missing_kernels) {
    facts[kernel] = "none: " + reason;
  }
  for (const Cblas library : kCblasLibraries) {
    if (probe_cblas(library)) facts.emplace(name(library), cblas_description(library));
  }
  return facts;
}

/// Of the GPU of rank 0; later launches and other ranks are of the same kind, or the run stops.
std::map<std::string, std::string> device_facts(const Capabilities& capabilities) {
  if (capabilities.cuda.devices == 0) return {{"cuda", "none: " + capabilities.cuda.reason}};
  const DeviceInfo info = open_cuda_device(0)->info();
  std::map<std::string, std::string> facts = nvml_facts(info.pci_bus);
  facts["name"] = info.name;
  facts["uuid"] = info.uuid;
  facts["memory"] = format_bytes(info.memory);
  facts["last_level_cache"] = format_bytes(info.last_level_cache);
  facts["cuda_driver"] = info.driver;
  facts["cuda_runtime"] = info.runtime;
  return facts;
}

std::optional<FrozenBaseline> frozen_baseline(const Config& config, const std::string& directory) {
  if (directory.empty() || !config.target || config.target->baseline.empty()) return std::nullopt;
  try {
    return freeze_baseline(config.target->baseline, directory);
  } catch (const InputError& error) {
    throw InputError(config.target->baseline_where, std::string("the baseline: ") + error.what());
  }
}

}  // namespace

Manifest make_manifest(const RunOptions& options, const Config& config, const Plan& plan,
                       const Capabilities& capabilities, Session& session,
                       const std::string& directory) {
  Manifest manifest;
  manifest.fourfold_version = version();
  manifest.git_revision = git_revision();
  manifest.program_sha256 = program_sha256();
  manifest.started = utc_now();
  manifest.suite_name = config.name;
  Config asked = config;
  if (options.asked_ranks > 0) asked.ranks = options.asked_ranks;
  manifest.suite_text = expanded(asked);
  manifest.device_choice = plan.device_choice;
  // Under a launcher of the user's there is one launch: the coverage tells how many are missing.
  manifest.planned_launches = config.launches;
  manifest.ranks = options.asked_ranks > 0 ? options.asked_ranks : session.mpi().size();
  for (const Case& one : plan.cases) manifest.planned_cases.push_back(one.name);
  for (const Skip& skip : plan.skips) manifest.planned_cases.push_back(skip.name);
  manifest.filter = options.filter;
  manifest.left_out = plan.left_out;
  manifest.injected = options.inject;
  manifest.baseline = frozen_baseline(config, directory);
  manifest.facts["host"] = host_facts();
  manifest.facts["device"] = device_facts(capabilities);
  const auto& device = manifest.facts["device"];
  manifest.chip = chip_choice(config, device.contains("name") ? device.at("name") : "host");
  manifest.facts["versions"] = version_facts(capabilities, session);
  for (const Communicator* communicator : session.open_communicators()) {
    for (const auto& [name, value] : communicator->parameters()) {
      manifest.facts[communicator->library()].emplace(name, value);
    }
  }
  manifest.facts["environment"] = recorded_environment();
  manifest.facts["job"] = {{"ranks", std::to_string(session.mpi().size())},
                           {"hosts", std::to_string(session.mpi().hosts())},
                           {"oversubscribed", session.oversubscribed() ? "yes" : "no"},
                           {"ranks_per_gpu", std::to_string(plan.ranks_per_gpu)},
                           {"threads_per_rank", std::to_string(session.threads())}};
  for (const auto& [name, value] : scrub_cublaslt_environment()) {
    manifest.facts["environment"].insert_or_assign(name, "scrubbed: was " + value);
  }
  return manifest;
}

}  // namespace fourfold
