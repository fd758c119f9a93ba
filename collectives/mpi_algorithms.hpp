// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "collectives/algorithm_menu.hpp"

namespace fourfold {

/// While it lives, communicators that this process makes have the collective done so. Open MPI
/// reads its variable where a communicator is made ("the user can redo this before every comm
/// dup/create", coll_tuned_component.c), and never again for that one. Every rank does the same.
/// Throws Error where the library does not take the choice.
class ForcedAlgorithm {
 public:
  ForcedAlgorithm(Collective collective, std::string_view algorithm);
  ~ForcedAlgorithm();
  ForcedAlgorithm(const ForcedAlgorithm&) = delete;
  ForcedAlgorithm& operator=(const ForcedAlgorithm&) = delete;

 private:
  std::string variable_;
  int before_ = 0;
};

/// For the record: what was asked of whom. "ring (asked of Open MPI 4.1.4 coll/tuned)", "auto (Open
/// MPI 4.1.4 coll/tuned)". What the library makes of it is its own affair, and it does not tell.
std::string mpi_algorithm_in_words(Collective collective, std::string_view algorithm, int ranks);

}  // namespace fourfold
