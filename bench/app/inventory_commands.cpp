// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iostream>

#include "bench/app/commands.hpp"
#include "collectives/communicator.hpp"
#include "collectives/mpi_session.hpp"
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
  for (const GemmKernel& kernel : gemm_catalogue()) {
    std::string types;
    DeviceInfo device = host->info();
    if (kernel.device == DeviceKind::Cuda) {
      device = {};
      device.kind = DeviceKind::Cuda;
      // Without a GPU: what the kernel could do on the newest one it is compiled for.
      device.compute_capability = cuda.devices > 0 ? cuda.compute_capability : 100;
    }
    for (const DataTypeTraits& type : kDataTypes) {
      const GemmProblem square{.m = 1024, .n = 1024, .k = 1024, .input = type.type};
      if (!kernel.support(square, device)) continue;
      types += types.empty() ? "" : " ";
      types += type.name;
    }
    std::cout << fmt::format("{:<10} {:<5} {}\n{:<16} types: {}\n", kernel.name,
                             name(kernel.device), kernel.description, "",
                             types.empty() ? "none here" : types);
    const bool no_gpu = kernel.device == DeviceKind::Cuda && cuda.devices == 0;
    if (const Support here = no_gpu ? Support::no(cuda.reason) : kernel.probe(); !here) {
      std::cout << fmt::format("{:<16} cannot run here: {}\n", "", here.reason());
    }
  }
  return ExitCode::Accepted;
}

}  // namespace fourfold
