// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "bench/plan/plan.hpp"
#include "collectives/mpi_session.hpp"
#include "core/quantity.hpp"

namespace fourfold {

/// How long something may still take, counted from when this was made.
class Budget {
 public:
  /// From what --budget says: "20m", or a time as suites have it ("20min", "2h"); "" is no budget.
  /// Throws InputError.
  explicit Budget(const std::string& text);
  /// Of several, as of a person and of the script that starts this: the shortest.
  static Budget shortest_of(const std::vector<std::string>& texts);

  bool limited() const { return budget_.has_value(); }
  /// Infinite where there is none; below 0 once it is used up.
  Seconds left() const;
  /// For a worker's --budget: what is left, or "".
  std::string left_text() const;
  /// As it was given, in seconds, minutes and hours.
  std::string total_text() const;

 private:
  std::optional<Seconds> budget_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// Why the case is not begun any more, or "": it may take longer than what is left by rank 0's
/// clock. The same on all ranks; collective where there is a budget, and else costs no message.
std::string used_up_by(const Case& one, const Budget& budget, const Capabilities& capabilities,
                       MpiSession& mpi);

}  // namespace fourfold
