// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "bench/run/session.hpp"
#include "bench/run/step_memory.hpp"
#include "kernels/gemm.hpp"

namespace fourfold {

/// The matrix products of a training step, made ready once for each kind of weight.
class StepProducts {
 public:
  /// Throws Error, on this rank alone.
  StepProducts(const std::string& kernel, const TrainingStep& step, const StepMemory& memory,
               Device& device, int threads);
  /// All ranks take the same algorithms, where there are several. Collective.
  void choose_algorithms(Session& session);

  /// Those of one step in stream order; calls `full` as soon as the last product of a bucket, in
  /// their order, has been enqueued.
  void enqueue(std::uint64_t slot, Stream& stream, const std::function<void()>& full);

  /// As the library names it for the first product; "" where it says nothing.
  const std::string& algorithm() const { return kinds_.front().forward.algorithm; }

 private:
  struct Kind {
    PreparedGemm forward;
    PreparedGemm input_gradient;
    PreparedGemm weight_gradient;
  };

  const StepMemory& memory_;
  Device& device_;
  std::vector<Kind> kinds_;
};

}  // namespace fourfold
