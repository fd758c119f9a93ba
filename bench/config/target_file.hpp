// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/config/config.hpp"

namespace fourfold {

/// The rules by which runs of any suite are judged, apart from suites: what stands under `target`
/// in one, and the facilities it is about.
struct TargetFile {
  std::string name;
  std::string description;
  Target target;  ///< its units are those of the facility that was bought, where one is named
  std::optional<Contract> expected;
  std::vector<RulesFile> files = {};  ///< it and those that it names, as they were read
};

/// Reads what `judge --target FILE` names: a target file, or a suite with a target, which then has
/// the suite's name. Relative paths start at the file. Throws InputError with its place for
/// anything wrong with it, and for a suite without a target.
TargetFile load_target_file(const std::string& file);

}  // namespace fourfold
