// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/record/record.hpp"
#include "bench/run/call_range.hpp"
#include "bench/run/rotation.hpp"
#include "collectives/communicator.hpp"
#include "kernels/exact_gradient.hpp"
#include "kernels/gemm.hpp"
#include "kernels/gemm_check.hpp"
#include "kernels/training_step.hpp"

namespace fourfold {

/// Every buffer of a training step on one rank. Weights and gradients are real, each in a place of
/// its own; what goes from layer to layer shares memory, so that a step takes no more of it than
/// its model. A set of all of them is a slot, over which calls rotate.
class StepMemory {
 public:
  /// `rank` of the `ranks` that reduce together. `allocate` gives memory for what is reduced.
  StepMemory(const TrainingStep& step, Device& device, CacheState cache, int rank, int ranks,
             std::uint64_t seed, const std::function<Buffer(std::size_t)>& allocate);

  const StepLayout& layout() const { return layout_; }
  std::uint64_t slots() const { return gradients_.slots(); }
  std::uint64_t slot_of(std::uint64_t call) const { return gradients_.slot_of(call); }
  /// All gradients of all slots.
  const Buffer& gradients() const { return gradients_.memory(); }

  GemmArguments forward(std::size_t weight, std::uint64_t slot) const;
  GemmArguments input_gradient(std::size_t weight, std::uint64_t slot) const;
  GemmArguments weight_gradient(std::size_t weight, std::uint64_t slot) const;
  /// The in-place sum of a bucket.
  CollectiveCall reduction(std::size_t bucket, std::uint64_t slot) const;

  void poison(Stream& stream);
  void poison(CallRange calls, Stream& stream);
  /// Every gradient that is left of these calls, bit by bit, and the last product of either pass.
  Correctness verify(CallRange calls);
  std::string how_verified() const;
  /// One element of the gradients of a call.
  std::byte* gradient_in_the_middle(std::uint64_t call) const;

 private:
  struct Sizes;
  /// A product whose result nothing overwrites, and its operands on the host.
  struct LastProduct {
    std::vector<std::byte> weight;
    std::unique_ptr<GemmCheck> check;
    std::size_t result = 0;  ///< bytes from the first result of the slot
  };
  void fill(const Sizes& sizes, std::uint64_t seed);
  LastProduct last_product(const GemmProblem& problem, const std::vector<std::byte>& weight,
                           std::size_t result, std::uint64_t seed) const;

  TrainingStep step_;
  StepLayout layout_;
  ExactGradients exact_;
  Rotation gradients_;
  Rotation
      operands_;  ///< weights, the two operands of weight gradients, what is multiplied by weights
  Rotation results_;   ///< of forward products, and of input gradients
  std::size_t a_ = 0;  ///< bytes from the first operand of a slot
  std::size_t b_ = 0;
  std::size_t rows_ = 0;
  std::size_t input_gradients_ = 0;  ///< bytes from the first result of a slot
  std::vector<std::byte> rows_host_;
  LastProduct last_forward_;
  LastProduct last_backward_;
};

}  // namespace fourfold
