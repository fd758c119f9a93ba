// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/step_memory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "kernels/input.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kAlignment = 128;
constexpr std::uint64_t kStreamWeights = 0x57;
constexpr std::uint64_t kStreamRows = 0x58;

std::size_t aligned(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

std::vector<std::byte> uniform(DataType type, std::uint64_t seed, std::size_t elements) {
  std::vector<std::byte> content(elements * traits(type).bytes);
  fill_input(Distribution::Uniform, type, seed, content.data(), elements);
  return content;
}

void add(Correctness& all, std::optional<Mismatch> mismatch, std::uint64_t elements,
         std::uint64_t call, const std::string& where) {
  all.elements += elements;
  if (!mismatch || all.first) return;
  mismatch->call = call;
  mismatch->region = mismatch->region.empty() ? where : where + ", " + mismatch->region;
  all.first = std::move(mismatch);
}

}  // namespace

/// Bytes of a slot's parts.
struct StepMemory::Sizes {
  std::size_t a = 0;
  std::size_t b = 0;
  std::size_t rows = 0;  ///< tokens of the longest side: what forward and backward products read
  std::size_t forward = 0;
  std::size_t backward = 0;

  Sizes(const TrainingStep& step, const StepLayout& layout) {
    const auto tokens = static_cast<std::size_t>(step.tokens);
    const auto outputs = static_cast<std::size_t>(layout.most_outputs());
    const auto inputs = static_cast<std::size_t>(layout.most_inputs());
    const std::size_t element = traits(step.type).bytes;
    const std::size_t output = traits(step.gradient_type()).bytes;
    a = aligned(static_cast<std::size_t>(layout.gradient_rows()) * tokens * element);
    b = aligned(inputs * tokens * element);
    rows = aligned(std::max(outputs, inputs) * tokens * element);
    forward = aligned(outputs * tokens * output);
    backward = aligned(inputs * tokens * output);
  }
  std::size_t operands(const StepLayout& layout) const {
    return layout.weight_bytes + a + b + rows;
  }
  std::size_t results() const { return forward + backward; }
  std::uint64_t slots(const StepLayout& layout, CacheState cache, const Device& device) const {
    const std::size_t set = layout.gradient_bytes + operands(layout) + results();
    return rotation_slots(cache, set, device.info().last_level_cache);
  }
};

StepMemory::StepMemory(const TrainingStep& step, Device& device, CacheState cache, int rank,
                       int ranks, std::uint64_t seed,
                       const std::function<Buffer(std::size_t)>& allocate)
    : step_(step),
      layout_(step),
      exact_(step, rank, ranks, seed),
      gradients_(device, layout_.gradient_bytes, Sizes(step, layout_).slots(layout_, cache, device),
                 allocate),
      operands_(device, Sizes(step, layout_).operands(layout_), gradients_.slots()),
      results_(device, Sizes(step, layout_).results(), gradients_.slots()) {
  const Sizes sizes(step, layout_);
  a_ = layout_.weight_bytes;
  b_ = a_ + sizes.a;
  rows_ = b_ + sizes.b;
  input_gradients_ = sizes.forward;
  fill(sizes, seed);
}

void StepMemory::fill(const Sizes& sizes, std::uint64_t seed) {
  const auto write = [&](std::size_t offset, const std::vector<std::byte>& content) {
    for (std::uint64_t slot = 0; slot < slots(); ++slot) {
      operands_.overwrite(slot, offset, content);
    }
  };
  std::vector<std::byte> content(sizes.a);
  exact_.fill_a(layout_.gradient_rows(), content.data());
  write(a_, content);
  content.assign(sizes.b, std::byte{0});
  exact_.fill_b(layout_.most_inputs(), content.data());
  write(b_, content);
  const std::size_t element = traits(step_.type).bytes;
  rows_host_ = uniform(step_.type, random_bits(seed, kStreamRows), sizes.rows / element);
  write(rows_, rows_host_);
  // The weights of a kind are alike in every layer; each layer has its own memory.
  for (std::size_t kind = 0; kind < layout_.kinds.size(); ++kind) {
    const auto elements = static_cast<std::size_t>(layout_.kinds[kind].parameters());
    content = uniform(step_.type, random_bits(seed, kStreamWeights + kind), elements);
    for (const StepWeight& weight : layout_.weights) {
      if (weight.kind == kind) write(weight.weight, content);
    }
    if (layout_.weights.back().kind == kind) {
      const GemmProblem last = products_of(layout_.weights.back().shape, step_).forward;
      last_forward_ = last_product(last, content, 0, seed);
    }
    if (layout_.weights.front().kind == kind) {
      const GemmProblem last = products_of(layout_.weights.front().shape, step_).input_gradient;
      last_backward_ = last_product(last, content, input_gradients_, seed);
    }
  }
}

StepMemory::LastProduct StepMemory::last_product(const GemmProblem& problem,
                                                 const std::vector<std::byte>& weight,
                                                 std::size_t result, std::uint64_t seed) const {
  LastProduct last{.weight = weight, .check = nullptr, .result = result};
  last.check = std::make_unique<GemmCheck>(problem, products(problem, Distribution::Uniform),
                                           rows_host_.data(), last.weight.data(), seed);
  return last;
}

GemmArguments StepMemory::forward(std::size_t weight, std::uint64_t slot) const {
  const std::byte* const operands = operands_.address(slot);
  return {.a = operands + rows_,
          .b = operands + layout_.weights[weight].weight,
          .d = results_.address(slot)};
}

/// The weight is read as its transpose: the same bytes, of which no particular ones are asked for.
GemmArguments StepMemory::input_gradient(std::size_t weight, std::uint64_t slot) const {
  GemmArguments product = forward(weight, slot);
  product.d += input_gradients_;
  return product;
}

GemmArguments StepMemory::weight_gradient(std::size_t weight, std::uint64_t slot) const {
  const std::byte* const operands = operands_.address(slot);
  const std::size_t row = static_cast<std::size_t>(step_.tokens) * traits(step_.type).bytes;
  return {.a = operands + a_ + weight * StepLayout::kRowsApart * row,
          .b = operands + b_,
          .d = gradients_.address(slot) + layout_.weights[weight].gradient};
}

CollectiveCall StepMemory::reduction(std::size_t bucket, std::uint64_t slot) const {
  const GradientBucket& part = layout_.buckets[bucket];
  const DataType type = step_.gradient_type();
  const std::uint64_t elements = part.bytes / traits(type).bytes;
  CollectiveCall call{.collective = Collective::AllReduce,
                      .op = ReductionOp::Sum,
                      .shape = {.type = type, .block = elements, .whole = elements},
                      .in_place = true};
  call.receive = gradients_.address(slot) + part.first;
  call.send = call.receive;
  return call;
}

void StepMemory::poison(Stream& stream) {
  const unsigned char value = poison_byte(step_.gradient_type());
  gradients_.poison(value, stream);
  results_.poison(value, stream);
}

void StepMemory::poison(CallRange calls, Stream& stream) {
  const unsigned char value = poison_byte(step_.gradient_type());
  gradients_.poison(value, calls, stream);
  results_.poison(value, calls, stream);
}

Correctness StepMemory::verify(CallRange calls) {
  Correctness result{.checked = true, .elements = 0, .first = std::nullopt};
  gradients_.refresh();
  results_.refresh();
  const CallRange last = gradients_.surviving(calls);
  for (std::uint64_t call = last.first; call < last.end(); ++call) {
    const std::uint64_t slot = slot_of(call);
    const std::byte* const gradients = gradients_.on_host(slot);
    for (std::size_t i = 0; i < layout_.weights.size(); ++i) {
      const StepWeight& weight = layout_.weights[i];
      const auto first_row = static_cast<std::int64_t>(i) * StepLayout::kRowsApart;
      add(result, exact_.check(gradients + weight.gradient, weight.shape, first_row),
          static_cast<std::uint64_t>(weight.shape.parameters()), call,
          fmt::format("gradient of weight {} of {} ('{}'), bucket {} of {}", i + 1,
                      layout_.weights.size(), weight.shape.name, weight.bucket + 1,
                      layout_.buckets.size()));
    }
    const std::byte* const results = results_.on_host(slot);
    for (const auto& [product, what] :
         {std::pair(&last_forward_, "last product of the forward pass"),
          std::pair(&last_backward_, "last input gradient")}) {
      add(result, product->check->check(results + product->result), 0, call, what);
    }
  }
  return result;
}

std::string StepMemory::how_verified() const {
  return fmt::format(
      "every element of every gradient after its all_reduce, bit by bit: sums of whole numbers, "
      "exact by design (largest {:g}); of the forward pass and of the input gradients the last "
      "product: {}",
      exact_.sum(), last_forward_.check->method());
}

std::byte* StepMemory::gradient_in_the_middle(std::uint64_t call) const {
  const std::size_t bytes = traits(step_.gradient_type()).bytes;
  const auto middle = static_cast<std::size_t>(layout_.weights.front().shape.parameters()) / 2;
  return gradients_.address(slot_of(call)) + layout_.weights.front().gradient + middle * bytes;
}

}  // namespace fourfold
