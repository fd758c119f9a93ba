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
  std::string status;   ///< "planned", "contracted" or "production"
  FacilityFigure gpus;  ///< packages, as vendors and sites count them
  /// Devices that programs see in each, with a rank of its own: an MI250X is two (its GCDs).
  int devices_per_gpu = 1;
  std::optional<Contract> structure;  ///< its GPUs are devices here: as many as units()
  std::vector<FacilityFigure> figures;

  /// What a contract counts and a rank drives: devices.
  int units() const { return static_cast<int>(gpus.value) * devices_per_gpu; }
  /// Its name, and where a GPU is several units how many: "LUMI-G (11912 GPUs of 2 devices each)".
  std::string label() const;
};

/// Reads one facility file. Throws InputError with its place for anything wrong with it.
Facility load_facility(const std::string& file);

/// The same from the text of one; `file` is what errors call it.
Facility parse_facility(const std::string& text, const std::string& file);

}  // namespace fourfold
