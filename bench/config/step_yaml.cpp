// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/step_yaml.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace fourfold {
namespace {

template <class List, class Print>
std::string list(const List& values, const Print& print) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.emplace_back(print(value));
  return fmt::format("[{}]", fmt::join(texts, ", "));
}

const auto by_name = [](auto value) { return name(value); };
const auto by_itself = [](const std::string& text) { return text; };

std::string model_yaml(const TrainingModel& one) {
  std::string out = fmt::format(
      "    model: {{layers: {}, hidden: {}, ffn: {}, heads: {}, kv_heads: {}, head_size: {}, "
      "gated: "
      "{}",
      one.layers, one.hidden, one.ffn, one.heads, one.kv_heads, one.head_size, one.gated);
  if (one.vocabulary > 0) out += fmt::format(", vocabulary: {}", one.vocabulary);
  return out + "}\n";
}

}  // namespace

std::string step_yaml(const StepSweep& sweep) {
  std::string out = fmt::format(
      "  - step: {}\n", list(sweep.models, [](const TrainingModel& one) { return one.name; }));
  if (sweep.own_model) out += model_yaml(sweep.models.front());
  if (!sweep.layers.empty())
    out += fmt::format("    layers: [{}]\n", fmt::join(sweep.layers, ", "));
  out += fmt::format(
      "    tokens: [{}]\n    output_layer: {}\n    kernel: {}\n    dtype: {}\n    backend: {}\n"
      "    bucket: {}\n    scope: {}\n",
      fmt::join(sweep.tokens, ", "), sweep.output_layer, list(sweep.kernels, by_itself),
      list(sweep.types, by_name), list(sweep.backends, by_itself),
      list(sweep.buckets, format_bytes), list(sweep.scopes, by_name));
  // A key that would mean nothing to this entry is refused when read.
  if (std::ranges::any_of(sweep.scopes, [](Scope one) { return one != Scope::Facility; })) {
    out += fmt::format("    groups: {}\n", list(sweep.orders, by_name));
  }
  return out;
}

}  // namespace fourfold
