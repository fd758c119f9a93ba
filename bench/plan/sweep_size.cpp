// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/sweep_size.hpp"

#include <algorithm>
#include <initializer_list>

#include "bench/plan/plan.hpp"

namespace fourfold {
namespace {

struct SweepSize {
  std::size_t operator()(const CollectiveSweep& s) const {
    return product({s.collectives.size(), s.backends.size(), s.algorithms.size(), s.types.size(),
                    s.ops.size(), s.in_place.size(), s.calls.size(), s.memories.size(),
                    s.sizes.size(), s.protocols.size(), s.buffers.size(), s.launches.size(),
                    s.cta_policies.size(), s.scopes.size(), s.orders.size()});
  }
  std::size_t operator()(const GemmSweep& s) const {
    return product(
        {s.kernels.size(), s.types.size(), s.shapes.size(), s.inputs.size(), s.launches.size()});
  }
  std::size_t operator()(const MemorySweep& s) const {
    return product({s.patterns.size(), s.backends.size(), s.sizes.size(), s.launches.size()});
  }
  std::size_t operator()(const VirtualRanksSweep& s) const {
    return product({s.ranks.size(), s.algorithms.size(), s.sizes.size(), s.launches.size()});
  }
  std::size_t operator()(const PairwiseSweep& s) const {
    return product({s.backends.size(), s.types.size(), s.sizes.size()});
  }
  std::size_t operator()(const StepSweep& s) const {
    return product({s.models.size(), std::max<std::size_t>(1, s.layers.size()), s.tokens.size(),
                    s.kernels.size(), s.backends.size(), s.types.size(), s.buckets.size(),
                    s.scopes.size(), s.orders.size()});
  }
  std::size_t operator()(const CommunicatorSweep& s) const {
    return product({s.kinds.size(), s.backends.size()});
  }

  // Each list is bounded when it is read, so that one more factor cannot overflow.
  static std::size_t product(std::initializer_list<std::size_t> factors) {
    std::size_t result = 1;
    for (const std::size_t factor : factors) result = std::min(result * factor, kMaxCases + 1);
    return result;
  }
};

}  // namespace

std::size_t sweep_size(const Sweep& sweep) { return std::visit(SweepSize{}, sweep.what); }

}  // namespace fourfold
