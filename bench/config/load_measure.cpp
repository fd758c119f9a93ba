// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "bench/config/load_parts.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 2> kTimings{"auto", "per_call"};
constexpr std::array<std::string_view, 2> kCacheStates{"cold", "hot"};
constexpr std::array<std::string_view, 2> kLoads{"burst", "sustained"};
constexpr int kMostSamples = 1'000'000;
constexpr std::int64_t kMostSeeds = 999'999'999'999;

/// The least n for which [min, max] of n samples holds the median with that confidence:
/// 1 - 2^(1-n) >= confidence (see median_interval in core/statistics.hpp).
int least_samples(double confidence) {
  return static_cast<int>(std::ceil(1 + std::log2(1 / (1 - confidence)) - 1e-9));
}

void check_samples(const Measure& measure, const SourcePosition& where) {
  const int least = least_samples(measure.confidence);
  if (measure.min_samples < least) {
    throw InputError(where, fmt::format("min_samples is {} and must be at least {}: fewer samples "
                                        "have no {:.6g}% interval of the median",
                                        measure.min_samples, least, measure.confidence * 100));
  }
  if (measure.min_samples > measure.max_samples) {
    throw InputError(where, fmt::format("min_samples ({}) is above max_samples ({})",
                                        measure.min_samples, measure.max_samples));
  }
}

}  // namespace

Measure read_measure(const YamlNode& node, const Measure& defaults) {
  Measure measure = defaults;
  MapReader map(node, ConfigMap::Measure);
  SourcePosition samples = map.where();
  if (const YamlNode* value = map.find("precision")) {
    measure.precision = read_fraction_between(*value, 0, 1);
  }
  if (const YamlNode* value = map.find("confidence")) {
    measure.confidence = read_fraction_between(*value, 0.5, 1);
    samples = value->where;
  }
  if (const YamlNode* value = map.find("trials")) {
    measure.trials = static_cast<int>(read_whole(*value, 1, 1000));
  }
  if (const YamlNode* value = map.find("max_time"))
    measure.max_time = read_positive_seconds(*value);
  if (const YamlNode* value = map.find("max_samples")) {
    measure.max_samples = static_cast<int>(read_whole(*value, 1, kMostSamples));
    samples = value->where;
  }
  if (const YamlNode* value = map.find("min_samples")) {
    measure.min_samples = static_cast<int>(read_whole(*value, 1, kMostSamples));
    samples = value->where;
  }
  if (const YamlNode* value = map.find("warmup")) measure.warmup = read_seconds(*value);
  if (const YamlNode* value = map.find("min_sample_time")) {
    measure.min_sample_time = read_seconds(*value);
  }
  if (const YamlNode* value = map.find("timing")) {
    measure.timing = static_cast<Timing>(read_choice(*value, "timing", kTimings));
  }
  if (const YamlNode* value = map.find("cache")) {
    measure.cache = static_cast<CacheState>(read_choice(*value, "cache state", kCacheStates));
  }
  if (const YamlNode* value = map.find("load")) {
    measure.load = static_cast<Load>(read_choice(*value, "load", kLoads));
  }
  for (const auto& [key, time] :
       {std::pair{"settle", &Measure::settle}, {"hold", &Measure::hold}}) {
    const YamlNode* value = map.find(key);
    if (value == nullptr) continue;
    if (measure.load != Load::Sustained) {
      throw InputError(map.key_position(key),
                       fmt::format("{} is of load: sustained, and this load is burst", key));
    }
    measure.*time = read_positive_seconds(*value);
  }
  if (const YamlNode* value = map.find("seed")) {
    measure.seed = static_cast<std::uint64_t>(read_whole(*value, 0, kMostSeeds));
  }
  if (measure.load == Load::Sustained && measure.timing == Timing::PerCall) {
    throw InputError(map.where(),
                     "load: sustained batches calls, so that its samples can be kept; timing: "
                     "per_call does not");
  }
  map.finish();
  check_samples(measure, samples);
  return measure;
}

}  // namespace fourfold
