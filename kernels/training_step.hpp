// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/data_type.hpp"
#include "core/quantity.hpp"
#include "kernels/gemm.hpp"
#include "kernels/training_model.hpp"

namespace fourfold {

/// What PyTorch's DistributedDataParallel takes (bucket_cap_mb).
inline constexpr Bytes kUsualBucket{std::uint64_t{25} << 20};

/// One step of data-parallel training on one rank, as far as it is matrix products and gradients.
struct TrainingStep {
  TrainingModel model;
  bool output_layer = false;  ///< with that of the model's outputs beside its layers
  std::int64_t tokens = 0;    ///< of one rank, in one step
  DataType type = DataType::f32;
  Bytes bucket = kUsualBucket;  ///< of gradients: a bucket is full as soon as it has so many bytes
  friend bool operator==(const TrainingStep&, const TrainingStep&) = default;

  /// Of the gradients: what a product of such elements has.
  DataType gradient_type() const;
  /// Per weight and token two operations in the forward pass and four in the backward pass (Kaplan
  /// et al. 2020, section 2.1: C = 6 N per token). Exactly those of the products that are made.
  Flops flops() const;
};

/// The three products of one weight, all of the catalogue's form D = A B^T.
struct WeightProducts {
  GemmProblem forward;          ///< outputs = inputs x weight^T: tokens x outputs, k = inputs
  GemmProblem input_gradient;   ///< tokens x inputs, k = outputs
  GemmProblem weight_gradient;  ///< outputs x inputs, k = tokens
};
WeightProducts products_of(const WeightShape& weight, const TrainingStep& step);

/// One weight of the step with its place in memory.
struct StepWeight {
  WeightShape shape;
  std::size_t kind = 0;      ///< index among StepLayout::kinds
  std::size_t weight = 0;    ///< bytes from the first weight
  std::size_t gradient = 0;  ///< bytes from the first gradient
  std::size_t bucket = 0;    ///< that its gradient belongs to
};

/// Gradients that are reduced together: consecutive bytes.
struct GradientBucket {
  std::size_t first = 0;  ///< bytes from the first gradient
  std::size_t bytes = 0;
};

/// Where everything of a step lies. Gradients lie in the order in which the backward pass makes
/// them, which is that of the weights reversed; buckets are filled in this order with whole
/// gradients, so that each but the last has at least TrainingStep::bucket bytes, as in PyTorch's
/// DistributedDataParallel (torch/csrc/distributed/c10d/reducer.cpp,
/// compute_bucket_assignment_by_size; its default is 25 MiB).
struct StepLayout {
  explicit StepLayout(const TrainingStep& step);

  std::vector<WeightShape> kinds;       ///< each shape once
  std::vector<StepWeight> weights;      ///< in the order of the forward pass
  std::vector<GradientBucket> buckets;  ///< in the order in which they become full
  std::size_t weight_bytes = 0;
  std::size_t gradient_bytes = 0;

  /// The longest side of each kind: rows that the operands shared by all weights must have.
  std::int64_t most_outputs() const;
  std::int64_t most_inputs() const;

  /// Rows from which on a weight reads what its outputs' gradients are made from: others than every
  /// other weight's, so that no two weights have the same gradient.
  static constexpr std::int64_t kRowsApart = 128;
  /// Rows of that operand in all.
  std::int64_t gradient_rows() const;
};

/// Bytes of one set of buffers: weights, gradients, the operands and outputs that all weights
/// share. A double, because suites may ask for more than there is.
double step_bytes(const TrainingStep& step);

}  // namespace fourfold
