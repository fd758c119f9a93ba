// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/training_step.hpp"

#include <algorithm>

namespace fourfold {
namespace {

constexpr std::size_t kAlignment = 128;  // bytes; what cuBLASLt is promised

std::size_t aligned(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

DataType TrainingStep::gradient_type() const { return GemmProblem{1, 1, 1, type}.output(); }

Flops TrainingStep::flops() const {
  const auto parameters = static_cast<double>(matrix_parameters(model, output_layer));
  return Flops(6 * parameters * static_cast<double>(tokens));
}

WeightProducts products_of(const WeightShape& weight, const TrainingStep& step) {
  return {.forward = {step.tokens, weight.outputs, weight.inputs, step.type},
          .input_gradient = {step.tokens, weight.inputs, weight.outputs, step.type},
          .weight_gradient = {weight.outputs, weight.inputs, step.tokens, step.type}};
}

StepLayout::StepLayout(const TrainingStep& step) {
  const std::vector<WeightShape> of_layer = layer_weights(step.model);
  std::vector<WeightShape> all;
  for (int layer = 0; layer < step.model.layers; ++layer) {
    all.insert(all.end(), of_layer.begin(), of_layer.end());
  }
  if (step.output_layer) all.push_back(output_weight(step.model));
  const std::size_t element = traits(step.type).bytes;
  for (const WeightShape& shape : all) {
    const auto same = [&](const WeightShape& kind) {
      return kind.outputs == shape.outputs && kind.inputs == shape.inputs;
    };
    const auto kind = std::ranges::find_if(kinds, same);
    weights.push_back({.shape = shape,
                       .kind = static_cast<std::size_t>(kind - kinds.begin()),
                       .weight = weight_bytes});
    if (kind == kinds.end()) kinds.push_back(shape);
    weight_bytes += aligned(static_cast<std::size_t>(shape.parameters()) * element);
  }
  const std::size_t gradient = traits(step.gradient_type()).bytes;
  bool full = true;
  for (std::size_t i = weights.size(); i-- > 0;) {
    StepWeight& weight = weights[i];
    if (full) buckets.push_back({.first = gradient_bytes});
    GradientBucket& bucket = buckets.back();
    weight.gradient = gradient_bytes;
    weight.bucket = buckets.size() - 1;
    const std::size_t bytes = static_cast<std::size_t>(weight.shape.parameters()) * gradient;
    bucket.bytes = gradient_bytes + bytes - bucket.first;
    gradient_bytes += aligned(bytes);
    full = bucket.bytes >= step.bucket.count();
  }
}

std::int64_t StepLayout::most_outputs() const {
  return std::ranges::max(kinds, {}, &WeightShape::outputs).outputs;
}
std::int64_t StepLayout::most_inputs() const {
  return std::ranges::max(kinds, {}, &WeightShape::inputs).inputs;
}
std::int64_t StepLayout::gradient_rows() const {
  return most_outputs() + kRowsApart * static_cast<std::int64_t>(weights.size());
}

double step_bytes(const TrainingStep& step) {
  const StepLayout layout(step);
  const auto element = static_cast<double>(traits(step.type).bytes);
  const auto output = static_cast<double>(traits(step.gradient_type()).bytes);
  const auto tokens = static_cast<double>(step.tokens);
  const auto outputs = static_cast<double>(layout.most_outputs());
  const auto inputs = static_cast<double>(layout.most_inputs());
  const double operands =
      tokens * element *
      (static_cast<double>(layout.gradient_rows()) + inputs + std::max(outputs, inputs));
  const double results = tokens * output * (outputs + inputs);
  return static_cast<double>(layout.weight_bytes) + static_cast<double>(layout.gradient_bytes) +
         operands + results;
}

}  // namespace fourfold
