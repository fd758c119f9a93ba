// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/step_products.hpp"

#include <fmt/format.h>

#include "bench/run/same_algorithm.hpp"
#include "core/error.hpp"
#include "kernels/gemm_algorithms.hpp"

namespace fourfold {

StepProducts::StepProducts(const std::string& name, const TrainingStep& step,
                           const StepMemory& memory, Device& device, int threads)
    : memory_(memory), device_(device) {
  const GemmKernel* const kernel = find_gemm_kernel(name);
  if (kernel == nullptr) throw Error(fmt::format("no matmul kernel is called '{}'", name));
  device.make_current();
  for (const WeightShape& shape : memory.layout().kinds) {
    const WeightProducts products = products_of(shape, step);
    kinds_.push_back({kernel->prepare(products.forward, device, threads),
                      kernel->prepare(products.input_gradient, device, threads),
                      kernel->prepare(products.weight_gradient, device, threads)});
  }
  const std::vector<StepWeight>& weights = memory.layout().weights;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Kind& kind = kinds_[weights[i].kind];
    for (std::uint64_t slot = 0; kind.forward.expect && slot < memory.slots(); ++slot) {
      kind.forward.expect(memory.forward(i, slot));
      kind.input_gradient.expect(memory.input_gradient(i, slot));
      kind.weight_gradient.expect(memory.weight_gradient(i, slot));
    }
  }
}

void StepProducts::choose_algorithms(Session& session) {
  const auto choose = [&](PreparedGemm& prepared, const GemmArguments& matrices) {
    std::vector<double> seconds;
    session.all_or_none([&] {
      if (prepared.algorithms.names.empty()) return;
      seconds = time_algorithms(prepared.algorithms, matrices, device_);
    });
    take_same_algorithm(prepared, seconds, session.mpi());
  };
  const std::vector<StepWeight>& weights = memory_.layout().weights;
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    std::size_t weight = 0;
    while (weights[weight].kind != kind) ++weight;
    choose(kinds_[kind].forward, memory_.forward(weight, 0));
    choose(kinds_[kind].input_gradient, memory_.input_gradient(weight, 0));
    choose(kinds_[kind].weight_gradient, memory_.weight_gradient(weight, 0));
  }
}

void StepProducts::enqueue(std::uint64_t slot, Stream& stream, const std::function<void()>& full) {
  const std::vector<StepWeight>& weights = memory_.layout().weights;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    kinds_[weights[i].kind].forward.enqueue(memory_.forward(i, slot), stream);
  }
  for (std::size_t i = weights.size(); i-- > 0;) {
    Kind& kind = kinds_[weights[i].kind];
    kind.input_gradient.enqueue(memory_.input_gradient(i, slot), stream);
    kind.weight_gradient.enqueue(memory_.weight_gradient(i, slot), stream);
    if (i == 0 || weights[i - 1].bucket != weights[i].bucket) full();
  }
}

}  // namespace fourfold
