// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_sm90.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "core/error.hpp"
#include "kernels/tma_support.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kBest = "fourfold_sm90";
constexpr std::string_view kBound = "tensor cores, or the power they may draw; few rows: HBM";
constexpr std::string_view kNeeds = "rows of A, B and D in multiples of 16 bytes";

// For the order of instances; per SM and clock.
constexpr double kL2Bytes = 6150.0 / 132;  // of H100, all SMs reading
constexpr double kSharedBytes = 128;       // written by TMA, read by wgmma
constexpr double kStoreBytes = 32;         // D, through shared memory
constexpr double kFirstLoad = 1000;        // clocks

Support best_support(const GemmProblem& problem, const DeviceInfo& device) {
  if (Support gpu = runs_on(kSm90a, kBest, device); !gpu) return gpu;
  Support first = Support::no("");
  for (const Sm90Variant& variant : kSm90Variants) {
    first = sm90_support(variant, problem, device);
    if (first) return first;
    if (std::ranges::find(variant.types, problem.input) != variant.types.end()) break;
  }
  return Support::no(fmt::format("{}: {}", kBest, first.reason()));
}

PreparedGemm prepare_instance(std::size_t index, const GemmProblem& problem, Device& device) {
  const Support support = sm90_support(kSm90Variants[index], problem, device.info());
  for (const Support& needed : {support, probe_sm90()}) {
    if (!needed) throw Error(needed.reason());
  }
  return prepare_sm90(index, problem, device);
}

PreparedGemm prepare_best(const GemmProblem& problem, Device& device, int) {
  if (const Support support = best_support(problem, device.info()); !support) {
    throw Error(support.reason());
  }
  PreparedGemm best;
  std::vector<PreparedGemm> candidates;
  for (const std::size_t index : sm90_candidates(problem, device.info())) {
    candidates.push_back(prepare_instance(index, problem, device));
    best.algorithms.names.emplace_back(kSm90Variants[index].name);
    best.algorithms.layouts.push_back(candidates.back().layout);
  }
  best.algorithm = fmt::format("{}; of the fewest clocks by arithmetic among {}",
                               best.algorithms.names[0], candidates.size());
  best.enqueue = candidates[0].enqueue;
  best.layout = candidates[0].layout;
  best.expect = [candidates](const GemmArguments& x) {
    for (const PreparedGemm& one : candidates) one.expect(x);
  };
  best.algorithms.enqueue = [candidates](std::size_t which, const GemmArguments& x,
                                         Stream& stream) { candidates[which].enqueue(x, stream); };
  return best;
}

template <std::size_t kIndex>
constexpr GemmKernel instance_row() {
  constexpr Sm90Variant kVariant = kSm90Variants[kIndex];
  return {.name = kVariant.name,
          .device = DeviceKind::Cuda,
          .description = kVariant.description,
          .architectures = kSm90a,
          .tile = kVariant.tile_text,
          .needs = kNeeds,
          .bound = kBound,
          .probe = probe_sm90,
          .support =
              [](const GemmProblem& problem, const DeviceInfo& device) {
                return sm90_support(kSm90Variants[kIndex], problem, device);
              },
          .prepare = [](const GemmProblem& problem, Device& device,
                        int) { return prepare_instance(kIndex, problem, device); }};
}

template <std::size_t... kIndex>
constexpr auto rows(std::index_sequence<kIndex...>) {
  return std::array{GemmKernel{.name = kBest,
                               .device = DeviceKind::Cuda,
                               .description = "the fastest of the sm90 kernels below",
                               .architectures = kSm90a,
                               .tile = "by the shape, then by trial",
                               .needs = kNeeds,
                               .bound = kBound,
                               .probe = probe_sm90,
                               .support = best_support,
                               .prepare = prepare_best},
                    instance_row<kIndex>()...};
}
constexpr auto kRows = rows(std::make_index_sequence<kSm90Variants.size()>());

}  // namespace

std::span<const GemmKernel> sm90_gemm_rows() { return kRows; }

Support sm90_support(const Sm90Variant& variant, const GemmProblem& problem,
                     const DeviceInfo& device) {
  if (Support gpu = runs_on(kSm90a, variant.name, device); !gpu) return gpu;
  if (std::ranges::find(variant.types, problem.input) == variant.types.end()) {
    return Support::no(fmt::format("{} has no {} matmul", variant.name, name(problem.input)));
  }
  return tma_support(variant.name, problem);
}

double sm90_clocks(const Sm90Tile& tile, const GemmProblem& problem, int processors) {
  const auto m = static_cast<int>(problem.m);
  const auto n = static_cast<int>(problem.n);
  const int at_once = std::max(1, processors / tile.cluster);
  const int waves = divided_up(tile.grid(m, n).tiles(), at_once);
  const auto in = static_cast<std::int64_t>(traits(problem.input).bytes);
  const int stages = divided_up(static_cast<int>(problem.k * in), kSm90KBytes);
  const int readers = tile.turns ? 1 : tile.consumers();
  const double operands = (kSm90WarpgroupRows + tile.n) * kSm90KBytes;  // of one reader
  const double multiply = tile.m * tile.n / 32.0;  // 128 bytes of k, of every type alike
  const double share = (tile.stage_bytes() + readers * operands) / kSharedBytes;
  const double read = (tile.a_bytes() + 1.0 * tile.b_bytes() / tile.cluster) / kL2Bytes;
  const double out =
      static_cast<double>(traits(problem.output()).bytes) * tile.m * tile.n / kStoreBytes;
  const double product = stages * std::max({multiply, share, read});
  if (!tile.turns) return kFirstLoad + waves * (product + out);
  // One warpgroup stores while the other multiplies; only the last store is seen.
  return kFirstLoad + waves * std::max(product, (product + out) / 2) + out;
}

std::vector<std::size_t> sm90_candidates(const GemmProblem& problem, const DeviceInfo& device) {
  std::vector<std::pair<double, std::size_t>> found;
  for (std::size_t i = 0; i < kSm90Variants.size(); ++i) {
    const Sm90Variant& variant = kSm90Variants[i];
    const bool short_sums = problem.input == DataType::f8e4m3 && !variant.tile.promotes;
    if (short_sums || !sm90_support(variant, problem, device)) continue;
    found.emplace_back(sm90_clocks(variant.tile, problem, device.processors), i);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::size_t> indices;
  for (const auto& [clocks, index] : found) indices.push_back(index);
  return indices;
}

}  // namespace fourfold
