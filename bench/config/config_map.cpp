// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/config_keys.hpp"

namespace fourfold {

std::string_view describe(ConfigMap map) {
  switch (map) {
    case ConfigMap::Suite:
      return "a suite";
    case ConfigMap::Measure:
      return "measure";
    case ConfigMap::CollectiveEntry:
      return "a collective entry";
    case ConfigMap::GemmEntry:
      return "a gemm entry";
    case ConfigMap::CommunicatorEntry:
      return "a communicator entry";
    case ConfigMap::MemoryEntry:
      return "a memory entry";
    case ConfigMap::VirtualRanksEntry:
      return "an entry of virtual ranks";
    case ConfigMap::PairwiseEntry:
      return "a pairwise entry";
    case ConfigMap::StepEntry:
      return "an entry of training steps";
    case ConfigMap::StepModel:
      return "a model";
    case ConfigMap::ContestEntry:
      return "an entry of contenders";
    case ConfigMap::SizeRange:
      return "a range of sizes";
    case ConfigMap::Shape:
      return "a shape";
    case ConfigMap::Machine:
      return "a machine";
    case ConfigMap::Expectation:
      return "an expectation";
    case ConfigMap::Limit:
      return "a limit";
    case ConfigMap::Tuning:
      return "a tuning";
    case ConfigMap::TuningRow:
      return "a row of a tuning";
    case ConfigMap::Target:
      return "a target";
    case ConfigMap::Dimension:
      return "a dimension";
    case ConfigMap::Stability:
      return "stability";
    case ConfigMap::Racks:
      return "racks";
    case ConfigMap::Expected:
      return "expected";
    case ConfigMap::Chip:
      return "a chip";
    case ConfigMap::ChipSource:
      return "a source";
    case ConfigMap::Ceilings:
      return "ceilings";
    case ConfigMap::Figure:
      return "a figure";
    case ConfigMap::Peaks:
      return "peaks";
    case ConfigMap::Peak:
      return "a peak";
    case ConfigMap::Facility:
      return "a facility";
    case ConfigMap::FacilityFigure:
      return "a figure";
    case ConfigMap::TargetFile:
      return "a target file";
  }
  return "a suite";
}

}  // namespace fourfold
