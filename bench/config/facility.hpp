// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/config/chip.hpp"
#include "bench/config/config.hpp"

namespace fourfold {

/// A figure that somebody states of a facility. Nobody has measured it here.
struct FacilityFigure {
  std::string what;  ///< "HPL Rmax"
  double value = 0;
  std::string unit;  ///< as the source writes it
  ChipSource source;
  std::string unconfirmed;  ///< why it is in doubt; "" where it is not
};

/// What a facility is said to be: a specification, never a measurement. It tells how many units a
/// contract has; it serves as no baseline.
struct Facility {
  std::string file;
  std::string name;
  std::string description;
  std::string status;  ///< "planned", "contracted" or "production"
  FacilityFigure gpus;
  std::optional<Contract> structure;  ///< as many units as `gpus`
  std::vector<FacilityFigure> figures;

  int units() const { return static_cast<int>(gpus.value); }
};

/// Reads one facility file. Throws InputError with its place for anything wrong with it.
Facility load_facility(const std::string& file);

/// The same from the text of one; `file` is what errors call it.
Facility parse_facility(const std::string& text, const std::string& file);

}  // namespace fourfold
