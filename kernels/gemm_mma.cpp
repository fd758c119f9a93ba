// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_mma.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "kernels/built_architectures.hpp"
#include "kernels/dmma_tile.hpp"
#include "kernels/mma_tile.hpp"
#include "kernels/simt_tile.hpp"

namespace fourfold {
namespace {

constexpr std::int64_t kLargest = std::int64_t{1} << 30;

/// Rows and columns of D that a block computes.
struct Tile {
  std::int64_t m;
  std::int64_t n;
};

Support shape_support(std::string_view kernel, const Tile& tile, const GemmProblem& problem) {
  const auto [smallest, largest] = std::minmax({problem.m, problem.n, problem.k});
  if (smallest <= 0) return Support::no(fmt::format("{} is an empty problem", problem.shape()));
  if (largest > kLargest) {
    return Support::no(fmt::format("{} takes m, n and k up to 2^30", kernel));
  }
  const std::int64_t tiles =
      ((problem.m + tile.m - 1) / tile.m) * ((problem.n + tile.n - 1) / tile.n);
  if (tiles > std::numeric_limits<int>::max()) {
    return Support::no(fmt::format("{} takes up to 2^31 tiles of D", kernel));
  }
  return Support::yes();
}

/// `types` are those of the row.
Support support(std::string_view kernel, const Architectures& architectures, const Tile& tile,
                std::initializer_list<DataType> types, const GemmProblem& problem,
                const DeviceInfo& device) {
  if (Support gpu = runs_on(architectures, kernel, device); !gpu) return gpu;
  if (Support built = compiled_for(device); !built) return built;
  if (std::find(types.begin(), types.end(), problem.input) == types.end()) {
    return Support::no(fmt::format("{} has no {} matmul", kernel, name(problem.input)));
  }
  return shape_support(kernel, tile, problem);
}

constexpr std::string_view kMma = "sm80_128x256";
constexpr std::string_view kDmma = "dmma_128x64";
constexpr std::string_view kSimt = "simt_128x128";
constexpr std::string_view kNeeds =
    "nothing; rows not in multiples of 16 bytes are copied more slowly";

constexpr std::array kRows{
    GemmKernel{.name = kMma,
               .device = DeviceKind::Cuda,
               .description = "mma.sync from a ring that cp.async fills",
               .architectures = kSm80,
               .tile = "128x256, 4 stages",
               .needs = kNeeds,
               .bound = "tensor cores",
               .probe = probe_mma,
               .support =
                   [](const GemmProblem& problem, const DeviceInfo& device) {
                     using enum DataType;
                     return support(kMma, kSm80, {MmaTile::kM, MmaTile::kN}, {bf16, f16, tf32, i8},
                                    problem, device);
                   },
               .prepare = prepare_mma},
    GemmKernel{.name = kDmma,
               .device = DeviceKind::Cuda,
               .description = "f64 on tensor cores",
               .architectures = kSm80AndNewer,
               .tile = "128x64, 3 stages",
               .needs = kNeeds,
               .bound = "tensor cores",
               .probe = [] { return Support::yes(); },
               .support =
                   [](const GemmProblem& problem, const DeviceInfo& device) {
                     return support(kDmma, kSm80AndNewer, {DmmaTile::kM, DmmaTile::kN},
                                    {DataType::f64}, problem, device);
                   },
               .prepare = prepare_dmma},
    GemmKernel{.name = kSimt,
               .device = DeviceKind::Cuda,
               .description = "f32 by fused multiply-add, without tensor cores",
               .architectures = kSm80AndNewer,
               .tile = "128x128, 4 stages, 8x8 a thread",
               .needs = "nothing",
               .bound = "issue of FMA",
               .probe = [] { return Support::yes(); },
               .support =
                   [](const GemmProblem& problem, const DeviceInfo& device) {
                     return support(kSimt, kSm80AndNewer, {SimtTile::kM, SimtTile::kN},
                                    {DataType::f32}, problem, device);
                   },
               .prepare = prepare_simt},
};

}  // namespace

std::span<const GemmKernel> mma_gemm_rows() { return kRows; }

}  // namespace fourfold
