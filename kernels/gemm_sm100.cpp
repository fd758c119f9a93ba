// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_sm100.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "kernels/tma_support.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kSingle = "sm100_128x256";
constexpr std::string_view kPair = "sm100_256x256_pair";
constexpr std::string_view kNeeds = "rows of A, B and D in multiples of 16 bytes";
constexpr std::string_view kBound = "tensor cores, or the power they may draw";

Support support(std::string_view kernel, const GemmProblem& problem, const DeviceInfo& device) {
  if (Support gpu = runs_on(kSm100a, kernel, device); !gpu) return gpu;
  if (problem.input != DataType::bf16 && problem.input != DataType::f8e4m3) {
    return Support::no(fmt::format("{} has no {} matmul", kernel, name(problem.input)));
  }
  return tma_support(kernel, problem);
}

constexpr std::array kRows{
    GemmKernel{
        .name = kSingle,
        .device = DeviceKind::Cuda,
        .description = "warp-specialised TMA and tcgen05, one block a tile",
        .architectures = kSm100a,
        .tile = "128x256, 4 stages",
        .needs = kNeeds,
        .bound = kBound,
        .probe = probe_sm100,
        .support = [](const GemmProblem& problem,
                      const DeviceInfo& device) { return support(kSingle, problem, device); },
        .prepare = [](const GemmProblem& problem, Device& device,
                      int) { return prepare_sm100(kSm100Single, problem, device); }},
    GemmKernel{.name = kPair,
               .device = DeviceKind::Cuda,
               .description = "the same, two blocks a tile that multiply together",
               .architectures = kSm100a,
               .tile = "256x256, 6 stages",
               .needs = kNeeds,
               .bound = kBound,
               .probe = probe_sm100,
               .support = [](const GemmProblem& problem,
                             const DeviceInfo& device) { return support(kPair, problem, device); },
               .prepare = [](const GemmProblem& problem, Device& device,
                             int) { return prepare_sm100(kSm100Pair, problem, device); }},
};

}  // namespace

std::span<const GemmKernel> sm100_gemm_rows() { return kRows; }

}  // namespace fourfold
