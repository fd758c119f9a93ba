// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collectives/collective.hpp"
#include "core/support.hpp"

namespace fourfold {

struct NcclProbe;

/// The choice that is left to the library. Every backend has it for every collective.
inline constexpr std::string_view kAnyAlgorithm = "auto";

/// What the library of a backend lets a case choose from, as the library itself names it.
struct AlgorithmMenu {
  std::string chooser;  ///< whom a choice is told: "Open MPI 4.1.4 coll/tuned"
  /// By collective, in the library's order; without "auto". Empty where nothing can be chosen.
  std::map<Collective, std::vector<std::string>> names;
  std::string reason;  ///< why there is nothing to choose from, where `names` is empty
};

/// Every name of the menu once, whatever its collective.
std::vector<std::string_view> all_names(const AlgorithmMenu& menu);

/// Whether the library lets this collective be done so by this many ranks. Says no to a name that
/// the menu lacks, too: who plans refuses such a name before (all_names), unless the menu is empty.
Support algorithm_support(const AlgorithmMenu& menu, Collective collective,
                          std::string_view algorithm, int ranks);

/// Of the MPI library this program runs with, read from it at run time (MPI_T). Before MPI_Init it
/// loads all of the library's components, which takes some 0.3 s.
AlgorithmMenu mpi_algorithms();
/// Of NCCL.
AlgorithmMenu nccl_algorithms(const NcclProbe& nccl);

/// To be called before MPI_Init by a process that will choose: Open MPI heeds choices only where
/// its component "tuned" was started with dynamic rules. Changes nothing that is not chosen.
/// Variables of the user's that bear on "tuned" are left as they are: where there is any, nothing
/// is set, and mpi_algorithms() says after MPI_Init what is missing.
void prepare_mpi_algorithms();

}  // namespace fourfold
