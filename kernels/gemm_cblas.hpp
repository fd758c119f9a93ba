// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "kernels/gemm.hpp"

namespace fourfold {

/// Libraries with the CBLAS interface, opened at run time: a machine without one still runs
/// everything else, and says so. f64 and f32.
enum class Cblas { OpenBlas, Blis };

inline constexpr std::array kCblasLibraries{Cblas::OpenBlas, Cblas::Blis};

/// As the catalogue has it: "openblas"; and as people write it: "OpenBLAS".
std::string_view name(Cblas library);
std::string_view title(Cblas library);

/// Whether the library is there, and its own description of itself ("OpenBLAS 0.3.21 ...
/// SkylakeX", "BLIS 0.9.0 skx"; "" where it is not).
Support probe_cblas(Cblas library);
std::string cblas_description(Cblas library);

/// By type and size alone; does not load the library.
Support cblas_support(Cblas library, const GemmProblem& problem, const DeviceInfo& device);
/// Throws Error where the library is not there or does not take the problem.
PreparedGemm prepare_cblas(Cblas library, const GemmProblem& problem, Device& device, int threads);

}  // namespace fourfold
