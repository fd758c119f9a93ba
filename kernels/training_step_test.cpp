// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/training_step.hpp"

#include <gtest/gtest.h>

#include <set>

namespace fourfold {
namespace {

TrainingModel model_called(std::string_view name) {
  const TrainingModel* const found = find_training_model(name);
  EXPECT_NE(found, nullptr) << name;
  return found == nullptr ? TrainingModel{} : *found;
}

TEST(TrainingModel, NamesAreUniqueAndUnknownOnesAreNotFound) {
  std::set<std::string> names;
  for (const TrainingModel& one : training_models()) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_EQ(find_training_model(one.name), &one);
    EXPECT_EQ(one.heads % one.kv_heads, 0) << one.name;
  }
  EXPECT_EQ(find_training_model("gpt4"), nullptr);
}

/// With all that matrix_parameters() leaves out these are the published numbers, to the last one.
TEST(TrainingModel, Gpt2HasThePublishedParameters) {
  const TrainingModel gpt2 = model_called("gpt2");
  const std::int64_t embeddings = gpt2.vocabulary * gpt2.hidden;  // the output layer uses them too
  const std::int64_t positions = 1024 * gpt2.hidden;
  const std::int64_t biases = 3 * gpt2.hidden + gpt2.hidden + gpt2.ffn + gpt2.hidden;
  const std::int64_t norm = 2 * gpt2.hidden;
  const std::int64_t left_out = embeddings + positions + gpt2.layers * (biases + 2 * norm) + norm;
  EXPECT_EQ(matrix_parameters(gpt2, false) + left_out, 124'439'808);
}

TEST(TrainingModel, Llama3HasThePublishedParameters) {
  for (const auto& [name, published] : {std::pair("llama3_8b", std::int64_t{8'030'261'248}),
                                        std::pair("llama3_70b", std::int64_t{70'553'706'496})}) {
    const TrainingModel llama = model_called(name);
    const std::int64_t embeddings = llama.vocabulary * llama.hidden;
    const std::int64_t norms = (2 * llama.layers + 1) * llama.hidden;  // no biases
    EXPECT_EQ(matrix_parameters(llama, true) + embeddings + norms, published) << name;
  }
}

TEST(TrainingModel, Gpt3HasAboutThePublishedParameters) {
  // Brown et al. give 175.0 billion, which has the embeddings in it.
  const TrainingModel gpt3 = model_called("gpt3_175b");
  const auto all = static_cast<double>(matrix_parameters(gpt3, true));
  EXPECT_NEAR(all / 1e9, 175.0, 0.5);
}

TrainingStep step_of(std::string_view model, std::int64_t tokens, std::uint64_t bucket,
                     bool output_layer = false) {
  return {.model = model_called(model),
          .output_layer = output_layer,
          .tokens = tokens,
          .type = DataType::bf16,
          .bucket = Bytes(bucket)};
}

TEST(TrainingStep, CountsTheOperationsOfItsProducts) {
  for (const TrainingModel& model : training_models()) {
    for (const bool output_layer : {false, true}) {
      const TrainingStep step = step_of(model.name, 100, 1 << 20, output_layer);
      double flops = 0;
      for (const StepWeight& weight : StepLayout(step).weights) {
        const WeightProducts products = products_of(weight.shape, step);
        for (const GemmProblem& one :
             {products.forward, products.input_gradient, products.weight_gradient}) {
          flops += one.flops().value();
        }
      }
      EXPECT_DOUBLE_EQ(step.flops().value(), flops) << model.name;
    }
  }
}

TEST(TrainingStep, GradientsHaveTheTypeOfProducts) {
  TrainingStep step = step_of("tiny", 1, 1);
  EXPECT_EQ(step.gradient_type(), DataType::bf16);
  step.type = DataType::f8e4m3;
  EXPECT_EQ(step.gradient_type(), DataType::bf16);
  step.type = DataType::tf32;
  EXPECT_EQ(step.gradient_type(), DataType::f32);
}

TEST(StepLayout, FillsBucketsInReverseWithEveryGradientOnce) {
  for (const char* name : {"tiny", "gpt2", "llama3_8b"}) {
    for (const std::uint64_t bucket : {std::uint64_t{1}, std::uint64_t{100'000},
                                       std::uint64_t{25} << 20, std::uint64_t{1} << 60}) {
      SCOPED_TRACE(std::string(name) + ", buckets of " + std::to_string(bucket));
      const TrainingStep step = step_of(name, 64, bucket, true);
      const StepLayout layout(step);
      ASSERT_EQ(layout.weights.size(), 4u * static_cast<std::size_t>(step.model.layers) + 1);
      std::size_t end = 0;
      std::size_t in = 0;
      for (auto weight = layout.weights.rbegin(); weight != layout.weights.rend(); ++weight) {
        EXPECT_GE(weight->gradient, end) << "none lies in another";
        EXPECT_LT(weight->gradient, end + 128) << "nothing but alignment between them";
        EXPECT_EQ(weight->gradient % 128, 0u);
        EXPECT_TRUE(weight->bucket == in || weight->bucket == in + 1) << "in the order of buckets";
        in = weight->bucket;
        end = weight->gradient + static_cast<std::size_t>(weight->shape.parameters()) * 2;
        const GradientBucket& of = layout.buckets[weight->bucket];
        EXPECT_GE(weight->gradient, of.first);
        EXPECT_LE(end, of.first + of.bytes);
      }
      EXPECT_EQ(layout.weights.back().bucket, 0u) << "the last weight's gradient comes first";
      EXPECT_EQ(in + 1, layout.buckets.size());
      EXPECT_EQ(layout.buckets.back().first + layout.buckets.back().bytes, end);
      for (std::size_t i = 0; i + 1 < layout.buckets.size(); ++i) {
        EXPECT_GE(layout.buckets[i].bytes, bucket);
      }
      if (bucket == 1) {
        EXPECT_EQ(layout.buckets.size(), layout.weights.size());
      }
      if (bucket == std::uint64_t{1} << 60) {
        EXPECT_EQ(layout.buckets.size(), 1u);
      }
    }
  }
}

TEST(StepLayout, KnowsEachShapeOnce) {
  EXPECT_EQ(StepLayout(step_of("gpt2", 1, 1)).kinds.size(), 4u);
  EXPECT_EQ(StepLayout(step_of("gpt2", 1, 1, true)).kinds.size(), 5u);
  const StepLayout layout(step_of("llama3_8b", 1, 1));
  EXPECT_EQ(layout.most_outputs(), 2 * 14336);
  EXPECT_EQ(layout.most_inputs(), 14336);
  EXPECT_EQ(layout.kinds[0], (WeightShape{"qkv", 4096 + 2 * 1024, 4096}));
}

TEST(TrainingStep, TakesTheMemoryOfItsModelAndOfTokens) {
  const TrainingStep step = step_of("llama3_8b", 4096, 25 << 20);
  const double model = 2.0 * 2 * static_cast<double>(matrix_parameters(step.model, false));
  EXPECT_GT(step_bytes(step), model);
  EXPECT_LT(step_bytes(step), 1.1 * model) << "what layers share is little beside it";
}

}  // namespace
}  // namespace fourfold
