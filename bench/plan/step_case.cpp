// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/step_case.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/plan/groups.hpp"
#include "kernels/gemm.hpp"

namespace fourfold {
namespace {

DeviceKind device_of(const StepCase& one) { return find_gemm_kernel(one.kernel)->device; }

/// A model of the suite's own is named with all of its sizes: another suite may call another one
/// so.
std::string model_name(const StepCase& one) {
  const TrainingModel& model = one.step.model;
  if (!one.own_model) return model.name;
  std::string out = fmt::format("{}:{}x{}x{}x{}x{}x{}", model.name, model.layers, model.hidden,
                                model.ffn, model.heads, model.kv_heads, model.head_size);
  if (model.gated) out += "_gated";
  if (one.step.output_layer) out += fmt::format("_{}", model.vocabulary);
  return out;
}

}  // namespace

CollectiveCase StepCase::largest_reduction() const {
  const StepLayout layout(step);
  const DataType type = step.gradient_type();
  const std::size_t bytes = std::ranges::max(layout.buckets, {}, &GradientBucket::bytes).bytes;
  const bool on_gpu = find_gemm_kernel(kernel)->device == DeviceKind::Cuda;
  CollectiveCase one;
  one.backend = backend;
  one.asked = Bytes(bytes);
  one.shape = message_shape(Collective::AllReduce, type, one.asked, ranks);
  one.in_place = true;
  if (on_gpu && backend == "peer") one.memory = MessageMemory::Device;
  one.grouping = grouping;
  return one;
}

std::vector<PlacedStep> step_cases(const StepSweep& sweep, const DefaultDevice& otherwise,
                                   const Capabilities& capabilities) {
  StepCase one;
  one.own_model = sweep.own_model;
  one.step.output_layer = sweep.output_layer;
  std::vector<PlacedStep> cases;
  const auto with_sizes = [&](DeviceKind device) {
    for (const std::int64_t tokens : sweep.tokens) {
      for (const Bytes bucket : sweep.buckets) {
        for (const Grouping& grouping : groupings_of(sweep.scopes, sweep.orders)) {
          one.step.tokens = tokens;
          one.step.bucket = bucket;
          one.grouping = grouping;
          one.ranks = ranks_together(grouping, capabilities);
          cases.push_back({one, device});
        }
      }
    }
  };
  const auto with_libraries = [&] {
    for (const std::string& kernel : sweep.kernels) {
      const GemmKernel& row =
          kernel == "auto" ? vendor_kernel(otherwise.device) : *find_gemm_kernel(kernel);
      one.kernel = row.name;
      for (const std::string& backend : sweep.backends) {
        const std::string_view usual = row.device == DeviceKind::Cuda ? "nccl" : "mpi";
        one.backend = backend == "auto" ? usual : backend;
        for (const DataType type : sweep.types) {
          one.step.type = type;
          with_sizes(row.device);
        }
      }
    }
  };
  for (const TrainingModel& model : sweep.models) {
    for (const int layers : sweep.layers.empty() ? std::vector{model.layers} : sweep.layers) {
      one.step.model = model;
      one.step.model.layers = layers;
      one.other_layers = layers != model.layers;
      with_libraries();
    }
  }
  return cases;
}

Support step_support(const StepCase& one, const DeviceInfo& device) {
  const StepLayout layout(one.step);
  const GemmKernel& kernel = *find_gemm_kernel(one.kernel);
  for (const WeightShape& shape : layout.kinds) {
    const WeightProducts products = products_of(shape, one.step);
    for (const GemmProblem& problem :
         {products.forward, products.input_gradient, products.weight_gradient}) {
      const Support here = kernel.support(problem, device);
      if (!here) {
        return Support::no(
            fmt::format("weight '{}', {}: {}", shape.name, problem.shape(), here.reason()));
      }
    }
  }
  const bool on_gpu = device_of(one) == DeviceKind::Cuda;
  if (one.backend == "mpi" && on_gpu) {
    return Support::no(
        "gradients on a GPU are reduced by a second stream, and MPI has none: by nccl or peer");
  }
  if (one.backend == "nccl" && !on_gpu) {
    return Support::no("NCCL reduces in the memory of GPUs, and this kernel runs on the host");
  }
  return Support::yes();
}

std::string step_name(const StepCase& one) {
  std::string out = fmt::format("{}+{}/{}/{}/{}_tokens", one.kernel, one.backend,
                                name(one.step.type), model_name(one), one.step.tokens);
  if (one.other_layers && !one.own_model) out += fmt::format("/layers:{}", one.step.model.layers);
  if (one.step.output_layer) out += "/output_layer";
  if (one.step.bucket != kUsualBucket) {
    out += fmt::format("/bucket:{}", format_bytes(one.step.bucket));
  }
  return out;
}

std::string describe_step(const StepCase& one) {
  const StepLayout layout(one.step);
  const double flop = one.step.flops().value();
  return fmt::format("{}, {:.3g} MB in {} bucket{}",
                     flop < 1e9 ? fmt::format("{:.4g} MFLOP", flop / 1e6)
                                : fmt::format("{:.4g} GFLOP", flop / 1e9),
                     static_cast<double>(layout.gradient_bytes) / 1e6, layout.buckets.size(),
                     layout.buckets.size() == 1 ? "" : "s");
}

}  // namespace fourfold
