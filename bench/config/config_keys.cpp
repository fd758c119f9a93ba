// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/config_keys.hpp"

#include <algorithm>
#include <array>

namespace fourfold {
namespace {

// Rows of one map stand together.
constexpr std::array kKeys{
    KeyRow{ConfigMap::Suite, "fourfold", "fourfold", true},
    KeyRow{ConfigMap::Suite, "suite", "suite", true},
    KeyRow{ConfigMap::Suite, "description", "description", false},
    KeyRow{ConfigMap::Suite, "device", "device", false},
    KeyRow{ConfigMap::Suite, "ranks", "ranks", false},
    KeyRow{ConfigMap::Suite, "share_gpus", "share_gpus", false},
    KeyRow{ConfigMap::Suite, "launches", "launches", false},
    KeyRow{ConfigMap::Suite, "launch_timeout", "launch_timeout", false},
    KeyRow{ConfigMap::Suite, "hang_after", "hang_after", false},
    KeyRow{ConfigMap::Suite, "chip", "chip", false},
    KeyRow{ConfigMap::Suite, "machine", "machine", false},
    KeyRow{ConfigMap::Suite, "tuning", "tuning", false},
    KeyRow{ConfigMap::Suite, "measure", "measure", false},
    KeyRow{ConfigMap::Suite, "cases", "cases", true},
    KeyRow{ConfigMap::Suite, "expectations", "expectations", false},
    KeyRow{ConfigMap::Suite, "limits", "limits", false},
    KeyRow{ConfigMap::Suite, "target", "target", false},
    KeyRow{ConfigMap::Suite, "racks", "racks", false},
    KeyRow{ConfigMap::Suite, "expected", "expected", false},

    KeyRow{ConfigMap::Measure, "precision", "measure.precision", false},
    KeyRow{ConfigMap::Measure, "confidence", "measure.confidence", false},
    KeyRow{ConfigMap::Measure, "trials", "measure.trials", false},
    KeyRow{ConfigMap::Measure, "max_time", "measure.max_time", false},
    KeyRow{ConfigMap::Measure, "min_samples", "measure.min_samples", false},
    KeyRow{ConfigMap::Measure, "max_samples", "measure.max_samples", false},
    KeyRow{ConfigMap::Measure, "warmup", "measure.warmup", false},
    KeyRow{ConfigMap::Measure, "min_sample_time", "measure.min_sample_time", false},
    KeyRow{ConfigMap::Measure, "timing", "measure.timing", false},
    KeyRow{ConfigMap::Measure, "cache", "measure.cache", false},
    KeyRow{ConfigMap::Measure, "load", "measure.load", false},
    KeyRow{ConfigMap::Measure, "settle", "measure.settle", false},
    KeyRow{ConfigMap::Measure, "hold", "measure.hold", false},
    KeyRow{ConfigMap::Measure, "seed", "measure.seed", false},

    KeyRow{ConfigMap::CollectiveEntry, "collective", "cases[].collective", true},
    KeyRow{ConfigMap::CollectiveEntry, "backend", "cases[].backend", false},
    KeyRow{ConfigMap::CollectiveEntry, "algorithm", "cases[].algorithm", false},
    KeyRow{ConfigMap::CollectiveEntry, "dtype", "cases[].dtype", false},
    KeyRow{ConfigMap::CollectiveEntry, "op", "cases[].op", false},
    KeyRow{ConfigMap::CollectiveEntry, "size", "cases[].size", true},
    KeyRow{ConfigMap::CollectiveEntry, "in_place", "cases[].in_place", false},
    KeyRow{ConfigMap::CollectiveEntry, "calls", "cases[].calls", false},
    KeyRow{ConfigMap::CollectiveEntry, "root", "cases[].root", false},
    KeyRow{ConfigMap::CollectiveEntry, "memory", "cases[].memory", false},
    KeyRow{ConfigMap::CollectiveEntry, "scope", "cases[].scope", false},
    KeyRow{ConfigMap::CollectiveEntry, "groups", "cases[].groups", false},
    KeyRow{ConfigMap::CollectiveEntry, "bisect", "cases[].bisect", false},
    KeyRow{ConfigMap::CollectiveEntry, "protocol", "cases[].protocol", false},
    KeyRow{ConfigMap::CollectiveEntry, "buffers", "cases[].buffers", false},
    KeyRow{ConfigMap::CollectiveEntry, "launch", "cases[].launch", false},
    KeyRow{ConfigMap::CollectiveEntry, "cta_policy", "cases[].cta_policy", false},
    KeyRow{ConfigMap::CollectiveEntry, "measure", "cases[].measure", false},

    KeyRow{ConfigMap::GemmEntry, "gemm", "cases[].gemm", true},
    KeyRow{ConfigMap::GemmEntry, "dtype", "cases[].dtype", false},
    KeyRow{ConfigMap::GemmEntry, "shape", "cases[].shape", true},
    KeyRow{ConfigMap::GemmEntry, "input", "cases[].input", false},
    KeyRow{ConfigMap::GemmEntry, "launch", "cases[].launch", false},
    KeyRow{ConfigMap::GemmEntry, "measure", "cases[].measure", false},

    KeyRow{ConfigMap::MemoryEntry, "memory", "cases[].memory", true},
    KeyRow{ConfigMap::MemoryEntry, "backend", "cases[].backend", false},
    KeyRow{ConfigMap::MemoryEntry, "size", "cases[].size", true},
    KeyRow{ConfigMap::MemoryEntry, "launch", "cases[].launch", false},
    KeyRow{ConfigMap::MemoryEntry, "measure", "cases[].measure", false},

    KeyRow{ConfigMap::CommunicatorEntry, "communicator", "cases[].communicator", true},
    KeyRow{ConfigMap::CommunicatorEntry, "backend", "cases[].backend", false},
    KeyRow{ConfigMap::CommunicatorEntry, "measure", "cases[].measure", false},

    KeyRow{ConfigMap::VirtualRanksEntry, "virtual_ranks", "cases[].virtual_ranks", true},
    KeyRow{ConfigMap::VirtualRanksEntry, "algorithm", "cases[].algorithm", false},
    KeyRow{ConfigMap::VirtualRanksEntry, "size", "cases[].size", true},
    KeyRow{ConfigMap::VirtualRanksEntry, "launch", "cases[].launch", false},
    KeyRow{ConfigMap::VirtualRanksEntry, "measure", "cases[].measure", false},

    KeyRow{ConfigMap::PairwiseEntry, "pairwise", "cases[].pairwise", true},
    KeyRow{ConfigMap::PairwiseEntry, "backend", "cases[].backend", false},
    KeyRow{ConfigMap::PairwiseEntry, "dtype", "cases[].dtype", false},
    KeyRow{ConfigMap::PairwiseEntry, "size", "cases[].size", true},
    KeyRow{ConfigMap::PairwiseEntry, "rounds", "cases[].rounds", false},
    KeyRow{ConfigMap::PairwiseEntry, "computation", "cases[].computation", false},
    KeyRow{ConfigMap::PairwiseEntry, "measure", "cases[].measure", false},

    KeyRow{ConfigMap::StepEntry, "step", "cases[].step", true},
    KeyRow{ConfigMap::StepEntry, "model", "cases[].model", false},
    KeyRow{ConfigMap::StepEntry, "layers", "cases[].layers", false},
    KeyRow{ConfigMap::StepEntry, "tokens", "cases[].tokens", true},
    KeyRow{ConfigMap::StepEntry, "output_layer", "cases[].output_layer", false},
    KeyRow{ConfigMap::StepEntry, "kernel", "cases[].kernel", false},
    KeyRow{ConfigMap::StepEntry, "dtype", "cases[].dtype", false},
    KeyRow{ConfigMap::StepEntry, "backend", "cases[].backend", false},
    KeyRow{ConfigMap::StepEntry, "bucket", "cases[].bucket", false},
    KeyRow{ConfigMap::StepEntry, "scope", "cases[].scope", false},
    KeyRow{ConfigMap::StepEntry, "groups", "cases[].groups", false},
    KeyRow{ConfigMap::StepEntry, "measure", "cases[].measure", false},

    KeyRow{ConfigMap::StepModel, "layers", "cases[].model.layers", true},
    KeyRow{ConfigMap::StepModel, "hidden", "cases[].model.hidden", true},
    KeyRow{ConfigMap::StepModel, "ffn", "cases[].model.ffn", true},
    KeyRow{ConfigMap::StepModel, "heads", "cases[].model.heads", false},
    KeyRow{ConfigMap::StepModel, "kv_heads", "cases[].model.kv_heads", false},
    KeyRow{ConfigMap::StepModel, "head_size", "cases[].model.head_size", false},
    KeyRow{ConfigMap::StepModel, "gated", "cases[].model.gated", false},
    KeyRow{ConfigMap::StepModel, "vocabulary", "cases[].model.vocabulary", false},

    KeyRow{ConfigMap::ContestEntry, "contenders", "cases[].contenders", true},

    KeyRow{ConfigMap::SizeRange, "from", "cases[].size.from", true},
    KeyRow{ConfigMap::SizeRange, "to", "cases[].size.to", true},
    KeyRow{ConfigMap::SizeRange, "factor", "cases[].size.factor", false},

    KeyRow{ConfigMap::Shape, "m", "cases[].shape[].m", true},
    KeyRow{ConfigMap::Shape, "n", "cases[].shape[].n", true},
    KeyRow{ConfigMap::Shape, "k", "cases[].shape[].k", true},

    KeyRow{ConfigMap::Machine, "fourfold_machine", "machine.fourfold_machine", true},
    KeyRow{ConfigMap::Machine, "name", "machine.name", true},
    KeyRow{ConfigMap::Machine, "description", "machine.description", false},
    KeyRow{ConfigMap::Machine, "expectations", "machine.expectations", false},
    KeyRow{ConfigMap::Machine, "limits", "machine.limits", false},

    KeyRow{ConfigMap::Expectation, "match", "expectations[].match", true},
    KeyRow{ConfigMap::Expectation, "metric", "expectations[].metric", false},
    KeyRow{ConfigMap::Expectation, "value", "expectations[].value", true},
    KeyRow{ConfigMap::Expectation, "unit", "expectations[].unit", true},
    KeyRow{ConfigMap::Expectation, "lower", "expectations[].lower", false},
    KeyRow{ConfigMap::Expectation, "upper", "expectations[].upper", false},

    KeyRow{ConfigMap::Limit, "match", "limits[].match", true},
    KeyRow{ConfigMap::Limit, "metric", "limits[].metric", false},
    KeyRow{ConfigMap::Limit, "at_most", "limits[].at_most", true},
    KeyRow{ConfigMap::Limit, "unit", "limits[].unit", true},
    KeyRow{ConfigMap::Limit, "source", "limits[].source", true},

    KeyRow{ConfigMap::Tuning, "fourfold_tuning", "tuning.fourfold_tuning", true},
    KeyRow{ConfigMap::Tuning, "memory", "tuning.memory", false},
    KeyRow{ConfigMap::Tuning, "machine", "tuning.machine", true},
    KeyRow{ConfigMap::Tuning, "ranks", "tuning.ranks", true},
    KeyRow{ConfigMap::Tuning, "dtype", "tuning.dtype", true},
    KeyRow{ConfigMap::Tuning, "revision", "tuning.revision", true},
    KeyRow{ConfigMap::Tuning, "record", "tuning.record", true},
    KeyRow{ConfigMap::Tuning, "rows", "tuning.rows", true},

    KeyRow{ConfigMap::TuningRow, "up_to", "tuning.rows[].up_to", false},
    KeyRow{ConfigMap::TuningRow, "algorithm", "tuning.rows[].algorithm", true},

    KeyRow{ConfigMap::Target, "ratio", "target.ratio", false},
    KeyRow{ConfigMap::Target, "confidence", "target.confidence", false},
    KeyRow{ConfigMap::Target, "floor", "target.floor", false},
    KeyRow{ConfigMap::Target, "tolerance", "target.tolerance", false},
    KeyRow{ConfigMap::Target, "min_launches", "target.min_launches", false},
    KeyRow{ConfigMap::Target, "min_days", "target.min_days", false},
    KeyRow{ConfigMap::Target, "looks", "target.looks", false},
    KeyRow{ConfigMap::Target, "resumed", "target.resumed", false},
    KeyRow{ConfigMap::Target, "category", "target.category", false},
    KeyRow{ConfigMap::Target, "stability", "target.stability", false},
    KeyRow{ConfigMap::Target, "units", "target.units", false},
    KeyRow{ConfigMap::Target, "baseline", "target.baseline", false},
    KeyRow{ConfigMap::Target, "baseline_sha256", "target.baseline_sha256", false},
    KeyRow{ConfigMap::Target, "baseline_signed_by", "target.baseline_signed_by", false},
    KeyRow{ConfigMap::Target, "signed_by", "target.signed_by", false},
    KeyRow{ConfigMap::Target, "dimensions", "target.dimensions", true},

    KeyRow{ConfigMap::Dimension, "metric", "target.dimensions[].metric", true},
    KeyRow{ConfigMap::Dimension, "weight", "target.dimensions[].weight", false},

    KeyRow{ConfigMap::Stability, "share", "target.stability.share", true},
    KeyRow{ConfigMap::Stability, "confidence", "target.stability.confidence", false},
    KeyRow{ConfigMap::Stability, "suite", "target.stability.suite", false},
    KeyRow{ConfigMap::Stability, "suite_sha256", "target.stability.suite_sha256", false},

    KeyRow{ConfigMap::Racks, "from", "racks.from", true},
    KeyRow{ConfigMap::Racks, "by", "racks.by", false},
    KeyRow{ConfigMap::Racks, "oversubscription", "racks.oversubscription", false},

    KeyRow{ConfigMap::Expected, "racks", "expected.racks", true},
    KeyRow{ConfigMap::Expected, "nodes_per_rack", "expected.nodes_per_rack", true},
    KeyRow{ConfigMap::Expected, "gpus_per_node", "expected.gpus_per_node", true},

    KeyRow{ConfigMap::Chip, "fourfold_chip", "fourfold_chip", true},
    KeyRow{ConfigMap::Chip, "name", "name", true},
    KeyRow{ConfigMap::Chip, "description", "description", false},
    KeyRow{ConfigMap::Chip, "devices", "devices", true},
    KeyRow{ConfigMap::Chip, "sources", "sources", false},
    KeyRow{ConfigMap::Chip, "ceilings", "ceilings", false},

    KeyRow{ConfigMap::ChipSource, "document", "sources[].document", true},
    KeyRow{ConfigMap::ChipSource, "url", "sources[].url", false},
    KeyRow{ConfigMap::ChipSource, "date", "sources[].date", true},

    KeyRow{ConfigMap::Ceilings, "processors", "ceilings.processors", false},
    KeyRow{ConfigMap::Ceilings, "max_clock", "ceilings.max_clock", false},
    KeyRow{ConfigMap::Ceilings, "memory_size", "ceilings.memory_size", false},
    KeyRow{ConfigMap::Ceilings, "memory_bandwidth", "ceilings.memory_bandwidth", false},
    KeyRow{ConfigMap::Ceilings, "l2_size", "ceilings.l2_size", false},
    KeyRow{ConfigMap::Ceilings, "link_rate", "ceilings.link_rate", false},
    KeyRow{ConfigMap::Ceilings, "pcie_rate", "ceilings.pcie_rate", false},
    KeyRow{ConfigMap::Ceilings, "power", "ceilings.power", false},
    KeyRow{ConfigMap::Ceilings, "peaks", "ceilings.peaks", false},

    KeyRow{ConfigMap::Figure, "value", "ceilings.processors.value", true},
    KeyRow{ConfigMap::Figure, "unit", "ceilings.processors.unit", true},
    KeyRow{ConfigMap::Figure, "source", "ceilings.processors.source", true},
    KeyRow{ConfigMap::Figure, "unconfirmed", "ceilings.processors.unconfirmed", false},

    KeyRow{ConfigMap::Peaks, "f64_vector", "ceilings.peaks.f64_vector", false},
    KeyRow{ConfigMap::Peaks, "f64_tensor", "ceilings.peaks.f64_tensor", false},
    KeyRow{ConfigMap::Peaks, "f32", "ceilings.peaks.f32", false},
    KeyRow{ConfigMap::Peaks, "tf32", "ceilings.peaks.tf32", false},
    KeyRow{ConfigMap::Peaks, "f16", "ceilings.peaks.f16", false},
    KeyRow{ConfigMap::Peaks, "bf16", "ceilings.peaks.bf16", false},
    KeyRow{ConfigMap::Peaks, "f8e4m3", "ceilings.peaks.f8e4m3", false},
    KeyRow{ConfigMap::Peaks, "i8", "ceilings.peaks.i8", false},
    KeyRow{ConfigMap::Peaks, "f4e2m1", "ceilings.peaks.f4e2m1", false},

    KeyRow{ConfigMap::Peak, "rate", "ceilings.peaks.bf16.rate", true},
    KeyRow{ConfigMap::Peak, "per_clock", "ceilings.peaks.bf16.per_clock", false},
    KeyRow{ConfigMap::Peak, "clock", "ceilings.peaks.bf16.clock", false},

    KeyRow{ConfigMap::Facility, "fourfold_facility", "fourfold_facility", true},
    KeyRow{ConfigMap::Facility, "name", "name", true},
    KeyRow{ConfigMap::Facility, "description", "description", true},
    KeyRow{ConfigMap::Facility, "status", "status", true},
    KeyRow{ConfigMap::Facility, "sources", "sources", false},
    KeyRow{ConfigMap::Facility, "gpus", "gpus", true},
    KeyRow{ConfigMap::Facility, "devices_per_gpu", "devices_per_gpu", false},
    KeyRow{ConfigMap::Facility, "structure", "structure", false},
    KeyRow{ConfigMap::Facility, "figures", "figures", false},

    KeyRow{ConfigMap::FacilityFigure, "what", "figures[].what", true},
    KeyRow{ConfigMap::FacilityFigure, "value", "figures[].value", true},
    KeyRow{ConfigMap::FacilityFigure, "unit", "figures[].unit", true},
    KeyRow{ConfigMap::FacilityFigure, "source", "figures[].source", true},
    KeyRow{ConfigMap::FacilityFigure, "unconfirmed", "figures[].unconfirmed", false},

    KeyRow{ConfigMap::TargetFile, "fourfold_target", "fourfold_target", true},
    KeyRow{ConfigMap::TargetFile, "name", "name", true},
    KeyRow{ConfigMap::TargetFile, "description", "description", false},
    KeyRow{ConfigMap::TargetFile, "facility", "facility", false},
    KeyRow{ConfigMap::TargetFile, "baseline_facility", "baseline_facility", false},
    KeyRow{ConfigMap::TargetFile, "suite", "suite", false},
    KeyRow{ConfigMap::TargetFile, "health_suite", "health_suite", false},
    KeyRow{ConfigMap::TargetFile, "expected", "expected", false},
    KeyRow{ConfigMap::TargetFile, "target", "target", true},
};

/// Each path once, of the rows whose map lies in [first, last].
std::vector<std::string> paths_between(ConfigMap first, ConfigMap last) {
  std::vector<std::string> paths;
  for (const KeyRow& row : kKeys) {
    if (row.map < first || row.map > last) continue;
    if (std::find(paths.begin(), paths.end(), row.path) == paths.end()) {
      paths.emplace_back(row.path);
    }
  }
  return paths;
}

}  // namespace

std::span<const KeyRow> keys_of(ConfigMap map) {
  const auto of_map = [map](const KeyRow& row) { return row.map == map; };
  const auto first = std::find_if(kKeys.begin(), kKeys.end(), of_map);
  const auto last = std::find_if_not(first, kKeys.end(), of_map);
  return {first, last};
}

const std::vector<std::string>& known_keys() {
  static const auto all = paths_between(ConfigMap::Suite, ConfigMap::Expected);
  return all;
}

const std::vector<std::string>& known_chip_keys() {
  static const auto all = paths_between(ConfigMap::Chip, ConfigMap::Peak);
  return all;
}

const std::vector<std::string>& known_rule_keys() {
  static const auto all = paths_between(ConfigMap::Facility, ConfigMap::TargetFile);
  return all;
}

}  // namespace fourfold
