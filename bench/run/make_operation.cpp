// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/make_operation.hpp"

#include <variant>

namespace fourfold {
namespace {

template <class... Makers>
struct Overload : Makers... {
  using Makers::operator()...;
};
template <class... Makers>
Overload(Makers...) -> Overload<Makers...>;

}  // namespace

std::unique_ptr<Operation> make_operation(const Case& one, Session& session) {
  return std::visit(
      Overload{
          [&](const CollectiveCase& what) { return make_collective_operation(one, what, session); },
          [&](const GemmCase& what) { return make_gemm_operation(one, what, session); },
          [&](const PairwiseCase& what) { return make_pairwise_operation(one, what, session); },
          [&](const StepCase& what) { return make_step_operation(one, what, session); },
          [&](const CommunicatorCase& what) { return make_init_operation(one, what, session); },
          [&](const VirtualRanksCase& what) {
            return make_virtual_ranks_operation(one, what, session);
          },
          [&](const MemoryCase& what) { return make_memory_operation(one, what, session); },
      },
      one.what);
}

}  // namespace fourfold
