// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/tma_support.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fourfold {
namespace {

constexpr std::int64_t kGrain = 16;                       // bytes, of TMA
constexpr std::int64_t kLargest = std::int64_t{1} << 30;  // TMA counts rows and bytes in 32 bits

}  // namespace

Support tma_support(std::string_view kernel, const GemmProblem& problem) {
  if (problem.m <= 0 || problem.n <= 0 || problem.k <= 0) {
    return Support::no(fmt::format("{} is an empty problem", problem.shape()));
  }
  const auto in = static_cast<std::int64_t>(traits(problem.input).bytes);
  const auto out = static_cast<std::int64_t>(traits(problem.output()).bytes);
  if (problem.k * in % kGrain != 0 || problem.n * out % kGrain != 0) {
    return Support::no(fmt::format(
        "{} takes {} with k a multiple of {} and n a multiple of {} (TMA's 16 bytes), not k = {}, "
        "n = {}",
        kernel, name(problem.input), kGrain / in, kGrain / out, problem.k, problem.n));
  }
  if (std::max({problem.m, problem.n * out, problem.k * in}) > kLargest) {
    return Support::no(
        fmt::format("{} takes rows of at most 1 GiB and at most 2^30 of them, not {}", kernel,
                    problem.shape()));
  }
  return Support::yes();
}

}  // namespace fourfold
