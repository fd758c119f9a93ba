// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fourfold {

/// The maps that suites, and after them files of chips, facilities and targets, are made of. Each
/// knows its own keys and no other.
enum class ConfigMap {
  Suite,
  Measure,
  CollectiveEntry,
  GemmEntry,
  MemoryEntry,
  VirtualRanksEntry,
  PairwiseEntry,
  StepEntry,
  StepModel,
  CommunicatorEntry,
  ContestEntry,
  SizeRange,
  Shape,
  Machine,
  Expectation,
  Limit,
  Tuning,
  TuningRow,
  Target,
  Dimension,
  Stability,
  Racks,
  Expected,
  Chip,
  ChipSource,
  Ceilings,
  Figure,
  Peaks,
  Peak,
  Facility,
  FacilityFigure,
  TargetFile,
};

/// One row of the table of keys, the only list of them there is: the reader refuses keys that are
/// not in it and will not hand out values under keys that are not in it.
struct KeyRow {
  ConfigMap map;
  std::string_view key;
  std::string_view path;  ///< "cases[].size.from"
  bool required;
};

/// The rows of one map, in the order documented.
std::span<const KeyRow> keys_of(ConfigMap map);

/// What a person calls such a map: "a suite", "a gemm entry".
std::string_view describe(ConfigMap map);

/// Every key path of suites, each once, in the order documented.
const std::vector<std::string>& known_keys();
/// The same of chip files.
const std::vector<std::string>& known_chip_keys();
/// The same of facility and target files, but for `target`, which is a suite's.
const std::vector<std::string>& known_rule_keys();

}  // namespace fourfold
