// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <utility>

#include "bench/app/commands.hpp"
#include "collectives/algorithm_menu.hpp"
#include "collectives/communicator.hpp"
#include "collectives/mpi_memory.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/peer_algorithm.hpp"
#include "device/device.hpp"
#include "device/nvml.hpp"
#include "kernels/gemm.hpp"
#include "kernels/gemm_cblas.hpp"
#include "kernels/gemm_cublaslt.hpp"

namespace fourfold {
namespace {

void row(const std::string& name, const std::string& text) {
  std::cout << fmt::format("{:<10} {}\n", name, text);
}

/// The types that a kernel multiplies on a device it is compiled for.
std::string types_of(const GemmKernel& kernel, const Device& host) {
  constexpr int kNewest = 100;  // of the GPUs that the program is compiled for
  DeviceInfo device = host.info();
  if (kernel.device == DeviceKind::Cuda) {
    device = {};
    device.kind = DeviceKind::Cuda;
    device.compute_capability = std::min(kernel.architectures.most, kNewest);
  }
  std::string types;
  for (const DataTypeTraits& type : kDataTypes) {
    const GemmProblem square{.m = 1024, .n = 1024, .k = 1024, .input = type.type};
    if (!kernel.support(square, device)) continue;
    types += types.empty() ? "" : " ";
    types += type.name;
  }
  return types;
}

Support runs_here(const GemmKernel& kernel, const CudaProbe& cuda) {
  if (kernel.device == DeviceKind::Host) return kernel.probe();
  if (cuda.devices == 0) return Support::no(cuda.reason);
  DeviceInfo gpu;
  gpu.kind = DeviceKind::Cuda;
  gpu.compute_capability = cuda.compute_capability;
  const Support fits = runs_on(kernel.architectures, kernel.name, gpu);
  return fits ? kernel.probe() : fits;
}

std::string hardware_text(const GemmKernel& kernel) {
  const HardwareRun* const run = last_hardware_run(kernel.name);
  if (run == nullptr) return "no (compiled only)";
  return fmt::format("yes, {}, {}: {}", run->date, run->machine, run->result);
}

void show_kernel(const GemmKernel& kernel, const Device& host, const CudaProbe& cuda) {
  std::cout << fmt::format("{:<22} {:<5} {}\n", kernel.name, name(kernel.device),
                           kernel.description);
  const Support here = runs_here(kernel, cuda);
  const std::array<std::pair<std::string_view, std::string>, 7> lines{{
      {"types", types_of(kernel, host)},
      {"architectures", std::string(kernel.architectures.text)},
      {"tile", std::string(kernel.tile)},
      {"needs", std::string(kernel.needs)},
      {"bound by", std::string(kernel.bound)},
      {"run on hardware", hardware_text(kernel)},
      {"runs here", here ? "yes" : "no: " + here.reason()},
  }};
  for (const auto& [key, text] : lines) std::cout << fmt::format("{:<4}{:<18} {}\n", "", key, text);
}

/// What the suite's key `algorithm` may say.
void show_algorithms(const AlgorithmMenu& menu) {
  if (menu.names.empty()) row("", "no choice of algorithms: " + menu.reason);
  for (const auto& [collective, names] : menu.names) {
    row("", fmt::format("{} by {}", name(collective), fmt::join(names, ", ")));
  }
}

}  // namespace

ExitCode devices_command() {
  const auto host = open_host_device();
  const DeviceInfo& info = host->info();
  row("host",
      fmt::format("{}, {} CPUs usable, {} available, last-level cache {}", info.name,
                  info.processors, format_bytes(info.memory), format_bytes(info.last_level_cache)));
  const CudaProbe cuda = probe_cuda();
  if (cuda.devices == 0) row("cuda", "no GPU: " + cuda.reason);
  for (int i = 0; i < cuda.devices; ++i) {
    const auto device = open_cuda_device(i);
    const DeviceInfo& gpu = device->info();
    row(fmt::format("cuda:{}", i),
        fmt::format("{}, compute capability {}.{}, {} SMs, {}, {}", gpu.name,
                    gpu.compute_capability / 10, gpu.compute_capability % 10, gpu.processors,
                    format_bytes(gpu.memory), gpu.uuid));
  }
  row("MPI", mpi_library_name());
  const CudaSupport told = mpi_cuda_support();
  row("", fmt::format("takes addresses of a GPU: {}",
                      told == CudaSupport::NotAsked ? "it says once it runs" : name(told)));
  show_algorithms(mpi_algorithms());
  row("peer", "our own, on one host: " + describe(built_in_peer_table()));
  show_algorithms(peer_algorithms());
  const NcclProbe nccl = probe_nccl();
  row("NCCL", nccl.available ? nccl.version : "none: " + nccl.reason);
  for (const Cblas library : kCblasLibraries) {
    const Support blas = probe_cblas(library);
    row(std::string(title(library)), blas ? cblas_description(library) : "none: " + blas.reason());
  }
  const Support lt = probe_cublaslt();
  row("cuBLASLt", lt ? "present" : "none: " + lt.reason());
  const Support nvml = nvml_support();
  row("NVML", nvml ? "present" : "none: " + nvml.reason());
  return ExitCode::Accepted;
}

ExitCode kernels_command() {
  const auto host = open_host_device();
  const CudaProbe cuda = probe_cuda();
  for (const GemmKernel& kernel : gemm_catalogue()) show_kernel(kernel, *host, cuda);
  return ExitCode::Accepted;
}

}  // namespace fourfold
