// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "bench/config/load_parts.hpp"
#include "bench/config/yaml_reader.hpp"
#include "core/nearest.hpp"

namespace fourfold {
namespace {

// So that no product of these is far from what a machine may hold.
constexpr std::int64_t kMostLayers = 1000;
constexpr std::int64_t kMostSide = std::int64_t{1} << 20;

const std::string& read_model_name(const YamlNode& node) {
  const std::string& text = read_text(node);
  if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") != std::string::npos ||
      text.size() > 64) {
    throw InputError(node.where, fmt::format("'{}' is no name of a model: expected up to 64 of a-z "
                                             "0-9 _ -",
                                             shown(text)));
  }
  return text;
}

TrainingModel read_known_model(const YamlNode& node) {
  const std::string& text = read_model_name(node);
  if (const TrainingModel* const known = find_training_model(text)) return *known;
  std::vector<std::string_view> names;
  std::string all;
  for (const TrainingModel& one : training_models()) {
    names.push_back(one.name);
    all += one.name + ", ";
  }
  throw InputError(node.where,
                   fmt::format("unknown model '{}': expected one of {}or your own with the key "
                               "'model'{}",
                               shown(text), all, did_you_mean(text, names)));
}

/// Heads of the width of the model, all with keys of their own, where nothing else is said.
TrainingModel read_own_model(const std::string& name, const YamlNode& node) {
  MapReader map(node, ConfigMap::StepModel);
  const auto number = [&](std::string_view key, std::int64_t otherwise) {
    const YamlNode* const value = map.find(key);
    return value == nullptr ? otherwise : read_whole(*value, 1, kMostSide);
  };
  TrainingModel model;
  model.name = name;
  model.layers = static_cast<int>(read_whole(map.at("layers"), 1, kMostLayers));
  model.hidden = read_whole(map.at("hidden"), 1, kMostSide);
  model.ffn = read_whole(map.at("ffn"), 1, kMostSide);
  model.heads = number("heads", 1);
  model.kv_heads = number("kv_heads", model.heads);
  if (model.kv_heads > model.heads) {
    throw InputError(map.at("kv_heads").where,
                     fmt::format("{} heads of keys for {} of queries; there are as many or fewer",
                                 model.kv_heads, model.heads));
  }
  if (map.find("head_size") == nullptr && model.hidden % model.heads != 0) {
    throw InputError(
        map.key_position("heads"),
        fmt::format("{} heads do not divide hidden {}; give head_size", model.heads, model.hidden));
  }
  model.head_size = number("head_size", model.hidden / model.heads);
  if (const YamlNode* const gated = map.find("gated")) model.gated = read_bool(*gated);
  model.vocabulary = number("vocabulary", 0);
  map.finish();
  for (const WeightShape& weight : layer_weights(model)) {
    const std::int64_t longest = std::max(weight.outputs, weight.inputs);
    if (longest <= 2 * kMostSide) continue;
    throw InputError(node.where, fmt::format("its weight '{}' has a side of {}, beyond {}",
                                             weight.name, longest, 2 * kMostSide));
  }
  return model;
}

Bytes read_bucket(const YamlNode& node) {
  const Bytes bytes = read_bytes(node);
  if (bytes.count() == 0) throw InputError(node.where, "a bucket of 0 bytes holds no gradient");
  return bytes;
}

void read_models(MapReader& map, StepSweep& sweep) {
  const YamlNode& names = map.at("step");
  const YamlNode* const own = map.find("model");
  sweep.own_model = own != nullptr;
  if (own == nullptr) {
    sweep.models = read_distinct(names, read_known_model);
    return;
  }
  const auto items = read_one_or_more(names);
  if (items.size() > 1) {
    throw InputError(items[1]->where, "an entry with the key 'model' has one name, which is its");
  }
  const std::string& name = read_model_name(*items[0]);
  if (find_training_model(name) != nullptr) {
    throw InputError(
        items[0]->where,
        fmt::format("'{}' is a model that the program knows; give yours another name", name));
  }
  sweep.models = {read_own_model(name, *own)};
}

}  // namespace

StepSweep read_step(MapReader& map, std::vector<std::string> backends,
                    std::vector<DataType> types) {
  StepSweep sweep;
  read_models(map, sweep);
  sweep.backends = std::move(backends);
  sweep.types = std::move(types);
  sweep.kernels = read_kernels(map.find("kernel"));
  sweep.tokens = read_distinct(map.at("tokens"),
                               [](const YamlNode& item) { return read_whole(item, 1, kMostSide); });
  if (const YamlNode* const layers = map.find("layers")) {
    sweep.layers = read_distinct(*layers, [](const YamlNode& item) {
      return static_cast<int>(read_whole(item, 1, kMostLayers));
    });
  }
  if (const YamlNode* const bucket = map.find("bucket")) {
    sweep.buckets = read_sizes(*bucket, read_bucket);
  }
  if (const YamlNode* const output = map.find("output_layer")) {
    sweep.output_layer = read_bool(*output);
  }
  if (sweep.output_layer && sweep.models.front().vocabulary == 0) {
    throw InputError(map.key_position("output_layer"),
                     "an output layer has as many outputs as the model's vocabulary, which is not "
                     "given");
  }
  read_scopes(map, sweep.scopes, sweep.orders);
  return sweep;
}

}  // namespace fourfold
