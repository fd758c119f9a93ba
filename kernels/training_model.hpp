// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fourfold {

/// A language model as far as its matrix products are concerned: a stack of equal layers, each with
/// attention and a feed-forward network.
struct TrainingModel {
  std::string name;
  int layers = 1;
  std::int64_t hidden = 0;      ///< width of what goes from layer to layer
  std::int64_t ffn = 0;         ///< inner width of the feed-forward network
  std::int64_t heads = 1;       ///< of queries
  std::int64_t kv_heads = 1;    ///< of keys, and of values; fewer than heads where they share
  std::int64_t head_size = 0;   ///< elements of each head
  bool gated = false;           ///< the feed-forward network has two matrices of its inner width
  std::int64_t vocabulary = 0;  ///< tokens that there are; 0: not known
  friend bool operator==(const TrainingModel&, const TrainingModel&) = default;
};

/// One matrix of weights: outputs x inputs, row-major.
struct WeightShape {
  std::string_view name;
  std::int64_t outputs = 0;
  std::int64_t inputs = 0;

  std::int64_t parameters() const { return outputs * inputs; }
  friend bool operator==(const WeightShape&, const WeightShape&) = default;
};

/// The four of a layer in the order of the forward pass, fused as Megatron-LM fuses them: queries,
/// keys and values in one, both halves of a gated network in one.
std::vector<WeightShape> layer_weights(const TrainingModel& model);
/// That of the output layer, which gives each token of the vocabulary its score.
WeightShape output_weight(const TrainingModel& model);

/// Elements of the above: of all layers, and of the output layer where that is counted. What is
/// left out: embeddings of tokens and positions, biases, norms; nothing of these is multiplied by a
/// matrix. (The N of Kaplan et al., Scaling Laws for Neural Language Models, 2020, section 2.1.)
std::int64_t matrix_parameters(const TrainingModel& model, bool output_layer);

/// Models that suites name; the source of each figure stands beside it in the table.
std::span<const TrainingModel> training_models();
/// nullptr: none is called so.
const TrainingModel* find_training_model(std::string_view name);

}  // namespace fourfold
