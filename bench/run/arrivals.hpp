// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "collectives/mpi_session.hpp"

namespace fourfold {

/// When each rank comes to the calls that all make together. Clocks are compared with rank 0's
/// before and after the samples; in between their drift is taken to be even.
class Arrivals {
 public:
  explicit Arrivals(MpiSession& mpi) : mpi_(mpi) {}

  /// Forgets all, and compares clocks. Collective.
  void begin();
  /// That this rank began a sample, on its own clock (clock.hpp). All ranks add as many.
  void add(double began_s) { began_s_.push_back(began_s); }
  /// On rank 0 by rank: how much later than the first of all it began, the median over samples.
  /// Collective.
  std::vector<double> gather();

 private:
  struct Comparison {
    double at_s = 0;  ///< on this rank's clock
    double offset_s = 0;
  };
  Comparison compare();

  MpiSession& mpi_;
  Comparison first_;
  std::vector<double> began_s_;
};

}  // namespace fourfold
