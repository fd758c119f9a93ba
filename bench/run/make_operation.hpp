// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "bench/run/operation.hpp"
#include "bench/run/session.hpp"

namespace fourfold {

/// For operations whose constructor needs no word of other ranks. Opening the device is collective,
/// so it comes before anything that one rank alone may fail at.
template <class Made, class What>
std::unique_ptr<Made> make_on_all(const Case& one, const What& what, Session& session) {
  session.device(one.device);
  std::unique_ptr<Made> result;
  session.all_or_none([&] { result = std::make_unique<Made>(one, what, session); });
  return result;
}

// One maker per kind of case; all collective, all throwing the same Error on every rank.

/// Over the ranks of `group` where one is given, which outlives it; else of the case's scope.
std::unique_ptr<Operation> make_collective_operation(const Case& one, const CollectiveCase& what,
                                                     Session& session, OwnGroup* group = nullptr);
std::unique_ptr<Operation> make_gemm_operation(const Case& one, const GemmCase& what,
                                               Session& session);
std::unique_ptr<Operation> make_memory_operation(const Case& one, const MemoryCase& what,
                                                 Session& session);
std::unique_ptr<Operation> make_virtual_ranks_operation(const Case& one,
                                                        const VirtualRanksCase& what,
                                                        Session& session);
std::unique_ptr<Operation> make_pairwise_operation(const Case& one, const PairwiseCase& what,
                                                   Session& session);
std::unique_ptr<Operation> make_step_operation(const Case& one, const StepCase& what,
                                               Session& session);
std::unique_ptr<Operation> make_init_operation(const Case& one, const CommunicatorCase& what,
                                               Session& session);

}  // namespace fourfold
