// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/cublaslt_library.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

#include "core/error.hpp"
#include "kernels/cublaslt_environment.hpp"

namespace fourfold {

CublasLt::CublasLt()
    : library(std::array<std::string_view, 3>{"libcublasLt.so.13", "libcublasLt.so.12",
                                              "libcublasLt.so"}) {
  if (!library.loaded()) reason = "no cuBLASLt: " + library.reason();
  const auto find = [this]<class Function>(Function*& function, const char* symbol) {
    function = library.find<Function>(symbol);
    if (function == nullptr && reason.empty()) reason = library.path() + " lacks " + symbol;
  };
  find(get_version, "cublasLtGetVersion");
  find(get_status_string, "cublasLtGetStatusString");
  find(create, "cublasLtCreate");
  find(destroy, "cublasLtDestroy");
  find(matmul_desc_create, "cublasLtMatmulDescCreate");
  find(matmul_desc_destroy, "cublasLtMatmulDescDestroy");
  find(matmul_desc_set_attribute, "cublasLtMatmulDescSetAttribute");
  find(matrix_layout_create, "cublasLtMatrixLayoutCreate");
  find(matrix_layout_destroy, "cublasLtMatrixLayoutDestroy");
  find(matmul_preference_create, "cublasLtMatmulPreferenceCreate");
  find(matmul_preference_destroy, "cublasLtMatmulPreferenceDestroy");
  find(matmul_preference_set_attribute, "cublasLtMatmulPreferenceSetAttribute");
  find(matmul_algo_get_heuristic, "cublasLtMatmulAlgoGetHeuristic");
  find(matmul_algo_cap_get_attribute, "cublasLtMatmulAlgoCapGetAttribute");
  find(matmul_algo_config_get_attribute, "cublasLtMatmulAlgoConfigGetAttribute");
  find(matmul, "cublasLtMatmul");
}

const CublasLt& cublaslt() {
  static const CublasLt one = [] {
    scrub_cublaslt_environment();
    return CublasLt();
  }();
  return one;
}

void check(cublasStatus_t status, Where where) {
  if (status == CUBLAS_STATUS_SUCCESS) return;
  throw Error(fmt::format("cuBLASLt error {}: {}", static_cast<int>(status),
                          cublaslt().get_status_string(status)),
              where);
}

}  // namespace fourfold
