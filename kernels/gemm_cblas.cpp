// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_cblas.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "core/error.hpp"
#include "device/dynamic_library.hpp"

namespace fourfold {
namespace {

// The CBLAS interface: enumerators have fixed values in the standard; sizes are 32-bit in the
// library Debian and Ubuntu ship (the 64-bit one has another name).
constexpr int kRowMajor = 101;
constexpr int kNoTrans = 111;
constexpr int kTrans = 112;
using Dgemm = void(int, int, int, int, int, int, double, const double*, int, const double*, int,
                   double, double*, int);
using Sgemm = void(int, int, int, int, int, int, float, const float*, int, const float*, int, float,
                   float*, int);
using SetThreads = void(int);
using GetConfig = char*();

struct OpenBlas {
  DynamicLibrary library{std::array<std::string_view, 2>{"libopenblas.so.0", "libopenblas.so"}};
  Dgemm* dgemm = library.find<Dgemm>("cblas_dgemm");
  Sgemm* sgemm = library.find<Sgemm>("cblas_sgemm");
  SetThreads* set_threads = library.find<SetThreads>("openblas_set_num_threads");
  GetConfig* config = library.find<GetConfig>("openblas_get_config");

  bool complete() const {
    return dgemm != nullptr && sgemm != nullptr && set_threads != nullptr && config != nullptr;
  }
};

const OpenBlas& openblas() {
  static const OpenBlas one;
  return one;
}

}  // namespace

Support probe_openblas() {
  if (!openblas().library.loaded())
    return Support::no("no OpenBLAS: " + openblas().library.reason());
  if (!openblas().complete()) {
    return Support::no(openblas().library.path() +
                       " lacks cblas_dgemm or openblas_set_num_threads");
  }
  return Support::yes();
}

std::string openblas_description() { return probe_openblas() ? openblas().config() : ""; }

Support openblas_support(const GemmProblem& problem, const DeviceInfo& device) {
  if (device.kind != DeviceKind::Host) return Support::no("OpenBLAS runs on hosts only");
  if (problem.input != DataType::f64 && problem.input != DataType::f32) {
    return Support::no(
        fmt::format("OpenBLAS has no {} matmul, only f64 and f32", name(problem.input)));
  }
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  if (problem.m > kMost || problem.n > kMost || problem.k > kMost) {
    return Support::no("OpenBLAS takes sizes up to 2147483647");
  }
  return probe_openblas();
}

PreparedGemm prepare_openblas(const GemmProblem& problem, Device& device, int threads) {
  if (const Support support = openblas_support(problem, device.info()); !support) {
    throw Error(support.reason());
  }
  openblas().set_threads(threads);
  const int m = static_cast<int>(problem.m);
  const int n = static_cast<int>(problem.n);
  const int k = static_cast<int>(problem.k);
  PreparedGemm prepared;
  prepared.algorithm = fmt::format("{} threads", threads);
  if (problem.input == DataType::f64) {
    prepared.enqueue = [m, n, k](const GemmArguments& x, Stream&) {
      openblas().dgemm(
          kRowMajor, kNoTrans, kTrans, m, n, k, 1.0, reinterpret_cast<const double*>(x.a), k,
          reinterpret_cast<const double*>(x.b), k, 0.0, reinterpret_cast<double*>(x.d), n);
    };
  } else {
    prepared.enqueue = [m, n, k](const GemmArguments& x, Stream&) {
      openblas().sgemm(kRowMajor, kNoTrans, kTrans, m, n, k, 1.0F,
                       reinterpret_cast<const float*>(x.a), k, reinterpret_cast<const float*>(x.b),
                       k, 0.0F, reinterpret_cast<float*>(x.d), n);
    };
  }
  return prepared;
}

}  // namespace fourfold
