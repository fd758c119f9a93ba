// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/gathered_inventory.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "device/device.hpp"
#include "device/nvml.hpp"

namespace fourfold {
namespace {

/// This rank's GPU, as Session::device() chooses it.
Facts own_gpu(const MpiSession& mpi) {
  try {
    const int index = mpi.local_rank() % std::max(1, probe_cuda().devices);
    const DeviceInfo info = open_cuda_device(index)->info();
    Facts facts = nvml_identity(info.pci_bus);
    if (facts.contains("nvml")) {  // the CUDA runtime knows this much without it
      facts["name"] = info.name;
      facts["uuid"] = info.uuid;
    }
    return facts;
  } catch (const Error& error) {
    return {{"name", std::string("unknown: ") + error.what()}};
  }
}

}  // namespace

Inventory gathered_inventory(MpiSession& mpi, bool gpus) {
  UnitFacts own{mpi.host(), {}, {}};
  if (mpi.local_rank() == 0) {
    own.of_host = host_identity("/sys");
    // On one host it is the manifest's.
    if (mpi.hosts() > 1) own.of_host["program_sha256"] = program_sha256();
  }
  if (gpus) own.of_gpu = own_gpu(mpi);
  std::vector<UnitFacts> all;
  for (const std::string& text : mpi.gather(unit_facts_text(own))) {
    all.push_back(parse_unit_facts(text));
  }
  return take_inventory(all);
}

}  // namespace fourfold
