// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_cublaslt.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "kernels/cublaslt_library.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kWorkspaceBytes = std::size_t{64} << 20;
constexpr int kMostCandidates = 64;
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

struct Candidate {
  cublasLtMatmulAlgo_t algorithm;
  std::size_t workspace;  ///< bytes
};

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
  Matmul(const GemmProblem& problem, Device& device, bool fast_accumulation)
      : types_(types_of(problem.input)),
        workspace_(device.allocate(kWorkspaceBytes)),
        handle_(make_handle()),
        description_(make_description(types_)),
        first_(make_layout(types_.input, problem.k, problem.n)),
        second_(make_layout(types_.input, problem.k, problem.m)),
        result_(make_layout(types_.output, problem.n, problem.m)),
        alpha_(make_scalar(types_.scale, 1)),
        beta_(make_scalar(types_.scale, 0)) {
    if (problem.input == DataType::f8e4m3) scale_by_one(device, fast_accumulation);
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
  std::vector<Candidate> candidates() const {
    cublasLtMatmulPreference_t raw = nullptr;
    check(cublaslt().matmul_preference_create(&raw));
    const CublasLtOwned<cublasLtMatmulPreference_t> preference(
        raw, cublaslt().matmul_preference_destroy);
    const std::uint64_t workspace = kWorkspaceBytes;
    check(cublaslt().matmul_preference_set_attribute(raw, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                                                     &workspace, sizeof workspace));
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
    std::array<cublasLtMatmulHeuristicResult_t, kMostCandidates> results{};
    int count = 0;
    const cublasStatus_t status = cublaslt().matmul_algo_get_heuristic(
        handle_.get(), description_.get(), first_.get(), second_.get(), result_.get(),
        result_.get(), raw, kMostCandidates, results.data(), &count);
    if (status != CUBLAS_STATUS_NOT_SUPPORTED) check(status);
    std::vector<Candidate> found;
    for (int i = 0; i < count; ++i) {
      const auto& result = results[static_cast<std::size_t>(i)];
      if (result.state == CUBLAS_STATUS_SUCCESS) {
        found.push_back({result.algo, result.workspaceSize});
      }
    }
    return found;
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

  /// f8 operands carry a scale each, in device memory; without fast accumulation partial sums are
  /// promoted to f32, so that the result is what the f8 values say.
  void scale_by_one(Device& device, bool fast) {
    scale_ = device.allocate(sizeof(float));
    const float one = 1;
    device.upload(scale_.data(), &one, sizeof one);
    const void* const scale = scale_.data();
    check(cublaslt().matmul_desc_set_attribute(
        description_.get(), CUBLASLT_MATMUL_DESC_A_SCALE_POINTER, &scale, sizeof scale));
    check(cublaslt().matmul_desc_set_attribute(
        description_.get(), CUBLASLT_MATMUL_DESC_B_SCALE_POINTER, &scale, sizeof scale));
    const std::int8_t fast_accumulation = fast ? 1 : 0;
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

/// Which numbers its multipliers take: "f32" and never "tf32" for a product of f32.
std::string multiplied_types(const cublasLtMatmulAlgo_t& algorithm) {
  std::uint64_t flags = 0;
  std::size_t written = 0;
  const auto status = cublaslt().matmul_algo_cap_get_attribute(
      &algorithm, CUBLASLT_ALGO_CAP_NUMERICAL_IMPL_FLAGS, &flags, sizeof flags, &written);
  constexpr std::array<std::pair<std::uint64_t, std::string_view>, 8> kTypes{{
      {CUBLASLT_NUMERICAL_IMPL_FLAGS_INPUT_64F, "f64"},
      {CUBLASLT_NUMERICAL_IMPL_FLAGS_INPUT_32F, "f32"},
      {CUBLASLT_NUMERICAL_IMPL_FLAGS_INPUT_TF32, "tf32"},
      {CUBLASLT_NUMERICAL_IMPL_FLAGS_INPUT_16F, "f16"},
      {CUBLASLT_NUMERICAL_IMPL_FLAGS_INPUT_16BF, "bf16"},
      {CUBLASLT_NUMERICAL_IMPL_FLAGS_INPUT_8F_E4M3, "f8e4m3"},
      {CUBLASLT_NUMERICAL_IMPL_FLAGS_INPUT_8F_E5M2, "f8e5m2"},
      {CUBLASLT_NUMERICAL_IMPL_FLAGS_INPUT_8I, "i8"},
  }};
  std::string types;
  for (const auto& [flag, type] : kTypes) {
    if (status != CUBLAS_STATUS_SUCCESS || (flags & flag) == 0) continue;
    types.append(types.empty() ? "" : "+").append(type);
  }
  return types.empty() ? "?" : types;
}

std::string describe(const Candidate& candidate) {
  const cublasLtMatmulAlgo_t& of = candidate.algorithm;
  const std::size_t version = cublaslt().get_version();
  return fmt::format(
      "cuBLASLt {}.{}.{} algorithm {}, tile {}, stages {}, split-K {}, reduction {}, swizzle {}, "
      "cluster {}, inner {}, option {}, workspace {}, multiplies {}",
      version / 10000, version / 100 % 100, version % 100,
      setting<std::int32_t>(of, CUBLASLT_ALGO_CONFIG_ID),
      setting<std::uint32_t>(of, CUBLASLT_ALGO_CONFIG_TILE_ID),
      setting<std::uint32_t>(of, CUBLASLT_ALGO_CONFIG_STAGES_ID),
      setting<std::int32_t>(of, CUBLASLT_ALGO_CONFIG_SPLITK_NUM),
      setting<std::uint32_t>(of, CUBLASLT_ALGO_CONFIG_REDUCTION_SCHEME),
      setting<std::uint32_t>(of, CUBLASLT_ALGO_CONFIG_CTA_SWIZZLING),
      setting<std::uint16_t>(of, CUBLASLT_ALGO_CONFIG_CLUSTER_SHAPE_ID),
      setting<std::uint16_t>(of, CUBLASLT_ALGO_CONFIG_INNER_SHAPE_ID),
      setting<std::uint32_t>(of, CUBLASLT_ALGO_CONFIG_CUSTOM_OPTION),
      format_bytes(Bytes(candidate.workspace)), multiplied_types(of));
}

bool aligned(const std::byte* address) {
  return reinterpret_cast<std::uintptr_t>(address) % kAlignment == 0;
}

}  // namespace

Support probe_cublaslt() {
  return cublaslt().reason.empty() ? Support::yes() : Support::no(cublaslt().reason);
}

namespace {

PreparedGemm prepare(const GemmProblem& problem, Device& device, const Support& support,
                     bool fast_accumulation) {
  for (const Support& needed : {support, probe_cublaslt()}) {
    if (!needed) throw Error(needed.reason());
  }
  auto matmul = std::make_shared<const Matmul>(problem, device, fast_accumulation);
  const std::vector<Candidate> candidates = matmul->candidates();
  if (candidates.empty()) {
    throw Error(fmt::format("cuBLASLt has no algorithm for {} {} on {}", problem.shape(),
                            name(problem.input), device.info().name));
  }
  PreparedGemm prepared;
  for (const Candidate& one : candidates) {
    prepared.algorithms.names.push_back(describe(one) +
                                        (fast_accumulation ? ", fast accumulation" : ""));
  }
  prepared.algorithms.enqueue = [matmul, candidates](std::size_t which, const GemmArguments& x,
                                                     Stream& stream) {
    if (!aligned(x.a) || !aligned(x.b) || !aligned(x.d)) {
      throw Error("cuBLASLt: a matrix does not start at a multiple of 128 bytes");
    }
    check(matmul->enqueue(x, candidates[which].algorithm, stream));
  };
  prepared.enqueue = [run = prepared.algorithms.enqueue](const GemmArguments& x, Stream& stream) {
    run(0, x, stream);
  };
  prepared.algorithm = fmt::format("{}; the library's first of {} proposals",
                                   prepared.algorithms.names[0], candidates.size());
  return prepared;
}

}  // namespace

PreparedGemm prepare_cublaslt(const GemmProblem& problem, Device& device, int) {
  return prepare(problem, device, cublaslt_support(problem, device.info()), false);
}

PreparedGemm prepare_cublaslt_fast_accum(const GemmProblem& problem, Device& device, int) {
  return prepare(problem, device, cublaslt_fast_accum_support(problem, device.info()), true);
}

}  // namespace fourfold
