// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/training_model.hpp"

#include <algorithm>

namespace fourfold {
namespace {

const std::vector<TrainingModel>& table() {
  static const std::vector<TrainingModel> models{
      // Ours, of no use to anybody: small enough for tests and the smallest hosts.
      {.name = "tiny",
       .layers = 2,
       .hidden = 64,
       .ffn = 256,
       .heads = 4,
       .kv_heads = 4,
       .head_size = 16,
       .vocabulary = 512},
      // The smallest GPT-2: Radford et al. 2019, table 2; vocabulary: github.com/openai/gpt-2,
      // hparams.json of the 124M model. GPT-3 Small (125M: Brown et al. 2020, table 2.1) has the
      // same layers.
      {.name = "gpt2",
       .layers = 12,
       .hidden = 768,
       .ffn = 3072,
       .heads = 12,
       .kv_heads = 12,
       .head_size = 64,
       .vocabulary = 50257},
      // GPT-3 175B: Brown et al. 2020, table 2.1; ffn is 4 hidden (section 2.1); the vocabulary is
      // GPT-2's.
      {.name = "gpt3_175b",
       .layers = 96,
       .hidden = 12288,
       .ffn = 49152,
       .heads = 96,
       .kv_heads = 96,
       .head_size = 128,
       .vocabulary = 50257},
      // Llama 3: Grattafiori et al., The Llama 3 Herd of Models, 2024, table 3; the vocabulary, 128
      // thousand there, is that of the published config.json.
      {.name = "llama3_8b",
       .layers = 32,
       .hidden = 4096,
       .ffn = 14336,
       .heads = 32,
       .kv_heads = 8,
       .head_size = 128,
       .gated = true,
       .vocabulary = 128256},
      {.name = "llama3_70b",
       .layers = 80,
       .hidden = 8192,
       .ffn = 28672,
       .heads = 64,
       .kv_heads = 8,
       .head_size = 128,
       .gated = true,
       .vocabulary = 128256},
  };
  return models;
}

}  // namespace

std::vector<WeightShape> layer_weights(const TrainingModel& model) {
  const std::int64_t queries = model.heads * model.head_size;
  const std::int64_t keys = model.kv_heads * model.head_size;
  return {{"qkv", queries + 2 * keys, model.hidden},
          {"projection", model.hidden, queries},
          {"up", model.gated ? 2 * model.ffn : model.ffn, model.hidden},
          {"down", model.hidden, model.ffn}};
}

WeightShape output_weight(const TrainingModel& model) {
  return {"output", model.vocabulary, model.hidden};
}

std::int64_t matrix_parameters(const TrainingModel& model, bool output_layer) {
  std::int64_t of_layer = 0;
  for (const WeightShape& weight : layer_weights(model)) of_layer += weight.parameters();
  return model.layers * of_layer + (output_layer ? output_weight(model).parameters() : 0);
}

std::span<const TrainingModel> training_models() { return table(); }

const TrainingModel* find_training_model(std::string_view name) {
  const auto found = std::ranges::find(table(), name, &TrainingModel::name);
  return found == table().end() ? nullptr : &*found;
}

}  // namespace fourfold
