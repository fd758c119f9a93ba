// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cublasLt.h>

#include <memory>
#include <string>
#include <type_traits>

#include "core/where.hpp"
#include "device/dynamic_library.hpp"

// Inside this room only: the one place that sees cublasLt.h, which is read for types. Nothing is
// linked; the functions are found in the library when it is first asked for.
namespace fourfold {

/// The functions of cuBLASLt that are used, under their names without "cublasLt". All are there
/// when reason is empty; none may be called otherwise.
struct CublasLt {
  CublasLt();

  DynamicLibrary library;
  /// Why cuBLASLt cannot be used: not found, or a version that lacks a function.
  std::string reason;

  decltype(cublasLtGetVersion)* get_version;
  decltype(cublasLtGetStatusString)* get_status_string;
  decltype(cublasLtCreate)* create;
  decltype(cublasLtDestroy)* destroy;
  decltype(cublasLtMatmulDescCreate)* matmul_desc_create;
  decltype(cublasLtMatmulDescDestroy)* matmul_desc_destroy;
  decltype(cublasLtMatmulDescSetAttribute)* matmul_desc_set_attribute;
  decltype(cublasLtMatrixLayoutCreate)* matrix_layout_create;
  decltype(cublasLtMatrixLayoutDestroy)* matrix_layout_destroy;
  decltype(cublasLtMatmulPreferenceCreate)* matmul_preference_create;
  decltype(cublasLtMatmulPreferenceDestroy)* matmul_preference_destroy;
  decltype(cublasLtMatmulPreferenceSetAttribute)* matmul_preference_set_attribute;
  decltype(cublasLtMatmulAlgoGetHeuristic)* matmul_algo_get_heuristic;
  decltype(cublasLtMatmulAlgoCapGetAttribute)* matmul_algo_cap_get_attribute;
  decltype(cublasLtMatmulAlgoConfigGetAttribute)* matmul_algo_config_get_attribute;
  decltype(cublasLtMatmul)* matmul;
};

/// Loaded on the first call, then the same for good; before that the environment is scrubbed of
/// what would change its arithmetic (cublaslt_environment.hpp).
const CublasLt& cublaslt();

/// Throws Error in cuBLASLt's words unless `status` is success.
void check(cublasStatus_t status, Where where = Where::current());

/// A handle or descriptor that is destroyed with its owner.
template <class Pointer>
using CublasLtOwned = std::unique_ptr<std::remove_pointer_t<Pointer>, cublasStatus_t (*)(Pointer)>;

}  // namespace fourfold
