// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace fourfold {

/// Faults planted on purpose, to prove that the detectors fire. Named in the manifest; a run with
/// any never accepts.
struct Injection {
  bool wrong_element = false;    ///< one element of one timed output is spoilt, in every case
  bool nan = false;              ///< the same with a NaN
  std::optional<int> slow_rank;  ///< this rank takes 60 % (at least 20 us) longer, in every sample

  std::optional<double> slow_rival;  ///< of a contest, the second contender takes so much longer

  bool any() const { return wrong_element || nan || slow_rank || slow_rival; }
};

/// From `wrong-element`, `nan`, `slow-rank=R`, `slow-rival=10%`. Throws InputError that names the
/// nearest fault.
Injection parse_injection(const std::vector<std::string>& faults);

/// Throws InputError where a fault names a rank that a run of `ranks` has not.
void check_injection(const Injection& injection, int ranks);

}  // namespace fourfold
