// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_cublaslt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>

#include "core/error.hpp"
#include "kernels/cublaslt_library.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kWorkspaceBytes = std::size_t{64} << 20;
constexpr int kMostCandidates = 32;
constexpr int kTimedRounds = 3;
constexpr std::uint32_t kAlignment = 128;  // bytes; no kernel needs more than 16

CublasLtOwned<cublasLtHandle_t> make_handle() {
  cublasLtHandle_t handle = nullptr;
  check(cublaslt().create(&handle));
  return {handle, cublaslt().destroy};
}

/// A dense column-major matrix.
CublasLtOwned<cublasLtMatrixLayout_t> make_layout(cudaDataType type, std::int64_t rows,
                                                  std::int64_t columns) {
  cublasLtMatrixLayout_t layout = nullptr;
  check(cublaslt().matrix_layout_create(&layout, type, static_cast<std::uint64_t>(rows),
                                        static_cast<std::uint64_t>(columns), rows));
  return {layout, cublaslt().matrix_layout_destroy};
}

struct Types {
  cudaDataType input;
  cudaDataType output;
  cublasComputeType_t compute;
  cudaDataType scale;  ///< of alpha and beta
};
Types types_of(DataType type) {
  switch (type) {
    case DataType::f64:
      return {CUDA_R_64F, CUDA_R_64F, CUBLAS_COMPUTE_64F, CUDA_R_64F};
    case DataType::f32:
      return {CUDA_R_32F, CUDA_R_32F, CUBLAS_COMPUTE_32F, CUDA_R_32F};
    case DataType::tf32:
      return {CUDA_R_32F, CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32, CUDA_R_32F};
    case DataType::f16:
      return {CUDA_R_16F, CUDA_R_16F, CUBLAS_COMPUTE_32F, CUDA_R_32F};
    case DataType::bf16:
      return {CUDA_R_16BF, CUDA_R_16BF, CUBLAS_COMPUTE_32F, CUDA_R_32F};
    case DataType::f8e4m3:
      return {CUDA_R_8F_E4M3, CUDA_R_16BF, CUBLAS_COMPUTE_32F, CUDA_R_32F};
    case DataType::i8:
      return {CUDA_R_8I, CUDA_R_32I, CUBLAS_COMPUTE_32I, CUDA_R_32I};
    case DataType::i32:
      break;
  }
  throw Error(fmt::format("cuBLASLt has no {} matmul", name(type)));
}

/// alpha or beta, in the type that the computation wants.
union Scalar {
  double f64;
  float f32;
  std::int32_t i32;
};
Scalar make_scalar(cudaDataType type, int value) {
  if (type == CUDA_R_64F) return {.f64 = static_cast<double>(value)};
  if (type == CUDA_R_32I) return {.i32 = value};
  return {.f32 = static_cast<float>(value)};
}

/// One problem in cuBLASLt's terms, with everything that a call needs.
///
/// cuBLASLt thinks in columns. A row-major matrix is, byte for byte, its transpose in column-major
/// order with the same leading dimension, so what is wanted, D = A B^T (m x n, row-major), is
///   D^T = B A^T: n x m, column-major, ld n.
/// Its first operand B (n x k) lies in memory as the k x n column-major matrix B^T, ld k: op T.
/// Its second operand A^T (k x m) lies in memory as just that, column-major, ld k: op N.
/// So: cuBLASLt's A is our B, its B is our A, and its (m, n, k) are our (n, m, k): the TN form.
class Matmul {
 public:
  Matmul(const GemmProblem& problem, Device& device)
      : types_(types_of(problem.input)),
        workspace_(device.allocate(kWorkspaceBytes)),
        handle_(make_handle()),
        description_(make_description(types_)),
        first_(make_layout(types_.input, problem.k, problem.n)),
        second_(make_layout(types_.input, problem.k, problem.m)),
        result_(make_layout(types_.output, problem.n, problem.m)),
        alpha_(make_scalar(types_.scale, 1)),
        beta_(make_scalar(types_.scale, 0)) {
    if (problem.input == DataType::f8e4m3) scale_by_one(device);
  }

  cublasStatus_t enqueue(const GemmArguments& x, const cublasLtMatmulAlgo_t& algorithm,
                         Stream& stream) const {
    // beta is 0: C is not read, and D may stand for it.
    return cublaslt().matmul(handle_.get(), description_.get(), &alpha_, x.b, first_.get(), x.a,
                             second_.get(), &beta_, x.d, result_.get(), x.d, result_.get(),
                             &algorithm, workspace_.data(), workspace_.bytes(),
                             static_cast<cudaStream_t>(stream.native()));
  }

  /// The library's proposals, the one it thinks fastest first.
  std::vector<cublasLtMatmulAlgo_t> candidates() const {
    cublasLtMatmulPreference_t raw = nullptr;
    check(cublaslt().matmul_preference_create(&raw));
    const CublasLtOwned<cublasLtMatmulPreference_t> preference(
        raw, cublaslt().matmul_preference_destroy);
    const std::uint64_t workspace = kWorkspaceBytes;
    check(cublaslt().matmul_preference_set_attribute(raw, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                                                     &workspace, sizeof workspace));
    std::array<cublasLtMatmulHeuristicResult_t, kMostCandidates> results{};
    // Split-K partial sums are added in the type of the computation, never in that of D, which for
    // 16-bit types would round each of them: faster, and another result.
    const std::uint32_t reductions = CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE;
    check(cublaslt().matmul_preference_set_attribute(
        raw, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK, &reductions, sizeof reductions));
    for (const auto matrix :
         {CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES,
          CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES}) {
      check(
          cublaslt().matmul_preference_set_attribute(raw, matrix, &kAlignment, sizeof kAlignment));
    }
    int count = 0;
    const cublasStatus_t status = cublaslt().matmul_algo_get_heuristic(
        handle_.get(), description_.get(), first_.get(), second_.get(), result_.get(),
        result_.get(), raw, kMostCandidates, results.data(), &count);
    if (status != CUBLAS_STATUS_NOT_SUPPORTED) check(status);
    std::vector<cublasLtMatmulAlgo_t> algorithms;
    for (int i = 0; i < count; ++i) {
      const auto& result = results[static_cast<std::size_t>(i)];
      if (result.state == CUBLAS_STATUS_SUCCESS) algorithms.push_back(result.algo);
    }
    return algorithms;
  }

 private:
  static CublasLtOwned<cublasLtMatmulDesc_t> make_description(const Types& types) {
    cublasLtMatmulDesc_t raw = nullptr;
    check(cublaslt().matmul_desc_create(&raw, types.compute, types.scale));
    CublasLtOwned<cublasLtMatmulDesc_t> description(raw, cublaslt().matmul_desc_destroy);
    const cublasOperation_t transposed = CUBLAS_OP_T;
    check(cublaslt().matmul_desc_set_attribute(raw, CUBLASLT_MATMUL_DESC_TRANSA, &transposed,
                                               sizeof transposed));
    const cublasOperation_t as_is = CUBLAS_OP_N;
    check(cublaslt().matmul_desc_set_attribute(raw, CUBLASLT_MATMUL_DESC_TRANSB, &as_is,
                                               sizeof as_is));
    return description;
  }

  /// f8 operands carry a scale each, in device memory; partial sums are promoted to f32 (no fast
  /// accumulation), so that the result is what the f8 values say.
  void scale_by_one(Device& device) {
    scale_ = device.allocate(sizeof(float));
    const float one = 1;
    device.upload(scale_.data(), &one, sizeof one);
    const void* const scale = scale_.data();
    check(cublaslt().matmul_desc_set_attribute(
        description_.get(), CUBLASLT_MATMUL_DESC_A_SCALE_POINTER, &scale, sizeof scale));
    check(cublaslt().matmul_desc_set_attribute(
        description_.get(), CUBLASLT_MATMUL_DESC_B_SCALE_POINTER, &scale, sizeof scale));
    const std::int8_t fast_accumulation = 0;
    check(cublaslt().matmul_desc_set_attribute(description_.get(), CUBLASLT_MATMUL_DESC_FAST_ACCUM,
                                               &fast_accumulation, sizeof fast_accumulation));
  }

  Types types_;
  Buffer workspace_;
  Buffer scale_;
  CublasLtOwned<cublasLtHandle_t> handle_;
  CublasLtOwned<cublasLtMatmulDesc_t> description_;
  CublasLtOwned<cublasLtMatrixLayout_t> first_;
  CublasLtOwned<cublasLtMatrixLayout_t> second_;
  CublasLtOwned<cublasLtMatrixLayout_t> result_;
  Scalar alpha_;
  Scalar beta_;
};

/// A matrix of uniform data, made of one block again and again: a prime number of elements, so that
/// rows differ, and short, so that the host does not fill gigabytes.
Buffer make_scratch(Device& device, DataType type, std::uint64_t seed, std::size_t bytes) {
  constexpr std::size_t kBlockElements = 1'000'003;
  const std::size_t width = traits(type).bytes;
  std::vector<std::byte> block(std::min(kBlockElements * width, bytes));
  fill_input(Distribution::Uniform, type, seed, block.data(), block.size() / width);
  Buffer scratch = device.allocate(bytes);
  for (std::size_t at = 0; at < bytes; at += block.size()) {
    device.upload(scratch.data() + at, block.data(), std::min(block.size(), bytes - at));
  }
  return scratch;
}

/// The shortest time of each candidate; infinity for one that the library then refuses to run.
/// Rounds go over all candidates in turn, so that rising clocks and heat touch all alike; the first
/// round does not count.
std::vector<double> time_candidates(const Matmul& matmul,
                                    const std::vector<cublasLtMatmulAlgo_t>& candidates,
                                    const GemmProblem& problem, Device& device) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const Buffer a = make_scratch(device, problem.input, 1, problem.a_bytes());
  const Buffer b = make_scratch(device, problem.input, 2, problem.b_bytes());
  const Buffer d = device.allocate(problem.d_bytes());
  const GemmArguments arguments{.a = a.data(), .b = b.data(), .d = d.data()};
  Stream stream = device.make_stream();
  Event begin = device.make_event();
  Event end = device.make_event();
  std::vector<double> shortest(candidates.size(), kNever);
  for (int round = 0; round <= kTimedRounds; ++round) {
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      device.record(begin, stream);
      const cublasStatus_t status = matmul.enqueue(arguments, candidates[i], stream);
      device.record(end, stream);
      device.synchronize(stream);
      if (round == 0 || status != CUBLAS_STATUS_SUCCESS) continue;
      shortest[i] = std::min(shortest[i], device.elapsed(begin, end).value());
    }
  }
  return shortest;
}

/// One of an algorithm's settings; "?" where this version does not tell it.
template <class Value>
std::string setting(const cublasLtMatmulAlgo_t& algorithm,
                    cublasLtMatmulAlgoConfigAttributes_t attribute) {
  Value value{};
  std::size_t written = 0;
  const auto status = cublaslt().matmul_algo_config_get_attribute(&algorithm, attribute, &value,
                                                                  sizeof value, &written);
  return status == CUBLAS_STATUS_SUCCESS ? std::to_string(value) : "?";
}

std::string describe(const cublasLtMatmulAlgo_t& algorithm, std::size_t place, std::size_t ran) {
  const std::size_t version = cublaslt().get_version();
  return fmt::format(
      "cuBLASLt {}.{}.{} algorithm {}, tile {}, stages {}, split-K {}, swizzle {}, cluster {}, "
      "option {}: best of {} heuristics (no. {})",
      version / 10000, version / 100 % 100, version % 100,
      setting<std::int32_t>(algorithm, CUBLASLT_ALGO_CONFIG_ID),
      setting<std::uint32_t>(algorithm, CUBLASLT_ALGO_CONFIG_TILE_ID),
      setting<std::uint32_t>(algorithm, CUBLASLT_ALGO_CONFIG_STAGES_ID),
      setting<std::int32_t>(algorithm, CUBLASLT_ALGO_CONFIG_SPLITK_NUM),
      setting<std::uint32_t>(algorithm, CUBLASLT_ALGO_CONFIG_CTA_SWIZZLING),
      setting<std::uint16_t>(algorithm, CUBLASLT_ALGO_CONFIG_CLUSTER_SHAPE_ID),
      setting<std::uint32_t>(algorithm, CUBLASLT_ALGO_CONFIG_CUSTOM_OPTION), ran, place + 1);
}

bool aligned(const std::byte* address) {
  return reinterpret_cast<std::uintptr_t>(address) % kAlignment == 0;
}

}  // namespace

Support probe_cublaslt() {
  return cublaslt().reason.empty() ? Support::yes() : Support::no(cublaslt().reason);
}

PreparedGemm prepare_cublaslt(const GemmProblem& problem, Device& device, int) {
  for (const Support& support : {cublaslt_support(problem, device.info()), probe_cublaslt()}) {
    if (!support) throw Error(support.reason());
  }
  auto matmul = std::make_shared<const Matmul>(problem, device);
  const std::vector<cublasLtMatmulAlgo_t> candidates = matmul->candidates();
  const std::vector<double> times = time_candidates(*matmul, candidates, problem, device);
  const auto ran = static_cast<std::size_t>(
      std::count_if(times.begin(), times.end(), [](double t) { return std::isfinite(t); }));
  if (ran == 0) {
    throw Error(fmt::format("cuBLASLt has no algorithm for {} {} on {} ({} proposed)",
                            problem.shape(), name(problem.input), device.info().name,
                            candidates.size()));
  }
  const auto best = static_cast<std::size_t>(
      std::distance(times.begin(), std::min_element(times.begin(), times.end())));
  return {.enqueue =
              [matmul, algorithm = candidates[best]](const GemmArguments& x, Stream& stream) {
                if (!aligned(x.a) || !aligned(x.b) || !aligned(x.d)) {
                  throw Error("cuBLASLt: a matrix does not start at a multiple of 128 bytes");
                }
                check(matmul->enqueue(x, algorithm, stream));
              },
          .algorithm = describe(candidates[best], best, ran)};
}

}  // namespace fourfold
