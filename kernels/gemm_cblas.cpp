// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_cblas.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <type_traits>

#include "core/error.hpp"
#include "device/dynamic_library.hpp"

namespace fourfold {
namespace {

// The CBLAS interface: enumerators have fixed values in the standard; sizes are 32-bit in the
// libraries that are opened here.
constexpr int kRowMajor = 101;
constexpr int kNoTrans = 111;
constexpr int kTrans = 112;
template <class Real>
using Gemm = void(int, int, int, int, int, int, Real, const Real*, int, const Real*, int, Real,
                  Real*, int);

// What differs between the libraries.
struct Row {
  std::string_view name;
  std::string_view title;
  /// Files to try. The builds with 64-bit sizes have other names.
  std::array<std::string_view, 2> files;
  const char* thread_symbol;
  void (*set_threads)(const DynamicLibrary&, int threads);
  std::string (*describe)(const DynamicLibrary&);
};

std::string describe_blis(const DynamicLibrary& file) {
  auto* const version = file.find<const char*()>("bli_info_get_version_str");
  auto* const arch = file.find<int()>("bli_arch_query_id");
  auto* const arch_name = file.find<const char*(int)>("bli_arch_string");
  if (version == nullptr || arch == nullptr || arch_name == nullptr) return "BLIS";
  return fmt::format("BLIS {} {}", version(), arch_name(arch()));
}

constexpr std::array kRows{
    Row{"openblas",
        "OpenBLAS",
        {"libopenblas.so.0", "libopenblas.so"},
        "openblas_set_num_threads",
        [](const DynamicLibrary& file, int threads) {
          file.find<void(int)>("openblas_set_num_threads")(threads);
        },
        [](const DynamicLibrary& file) -> std::string {
          auto* const config = file.find<const char*()>("openblas_get_config");
          return config == nullptr ? "OpenBLAS" : config();
        }},
    Row{"blis",
        "BLIS",
        {"libblis.so.4", "libblis.so"},
        "bli_thread_set_num_threads",
        [](const DynamicLibrary& file, int threads) {
          file.find<void(std::int64_t)>("bli_thread_set_num_threads")(threads);
        },
        describe_blis},
};

const Row& row_of(Cblas library) { return kRows[static_cast<std::size_t>(library)]; }

/// A library that has been opened, or the reason why it could not be. Functions are looked up in
/// its own file, for all have the same names.
class Opened {
 public:
  explicit Opened(Cblas library)
      : row_(row_of(library)),
        file_(row_.files),
        dgemm_(file_.find<Gemm<double>>("cblas_dgemm")),
        sgemm_(file_.find<Gemm<float>>("cblas_sgemm")) {}

  Support support() const {
    if (!file_.loaded()) return Support::no(fmt::format("no {}: {}", row_.title, file_.reason()));
    if (dgemm_ == nullptr || sgemm_ == nullptr ||
        file_.find<void()>(row_.thread_symbol) == nullptr) {
      return Support::no(
          fmt::format("{} lacks cblas_dgemm, cblas_sgemm or {}", file_.path(), row_.thread_symbol));
    }
    return Support::yes();
  }

  std::string description() const { return row_.describe(file_); }
  void set_threads(int threads) const { row_.set_threads(file_, threads); }

  template <class Real>
  Gemm<Real>* gemm() const {
    if constexpr (std::is_same_v<Real, double>) {
      return dgemm_;
    } else {
      return sgemm_;
    }
  }

 private:
  const Row& row_;
  DynamicLibrary file_;
  Gemm<double>* dgemm_;
  Gemm<float>* sgemm_;
};

const Opened& opened(Cblas library) {
  static const Opened openblas(Cblas::OpenBlas);
  if (library == Cblas::OpenBlas) return openblas;
  static const Opened blis(Cblas::Blis);
  return blis;
}

template <class Real>
PreparedGemm prepare(const Opened& library, const GemmProblem& problem, int threads) {
  const int m = static_cast<int>(problem.m);
  const int n = static_cast<int>(problem.n);
  const int k = static_cast<int>(problem.k);
  PreparedGemm prepared;
  prepared.algorithm = fmt::format("{} threads", threads);
  prepared.enqueue = [gemm = library.gemm<Real>(), m, n, k](const GemmArguments& x, Stream&) {
    gemm(kRowMajor, kNoTrans, kTrans, m, n, k, Real{1}, reinterpret_cast<const Real*>(x.a), k,
         reinterpret_cast<const Real*>(x.b), k, Real{0}, reinterpret_cast<Real*>(x.d), n);
  };
  return prepared;
}

}  // namespace

std::string_view name(Cblas library) { return row_of(library).name; }
std::string_view title(Cblas library) { return row_of(library).title; }

Support probe_cblas(Cblas library) { return opened(library).support(); }

std::string cblas_description(Cblas library) {
  return probe_cblas(library) ? opened(library).description() : "";
}

Support cblas_support(Cblas library, const GemmProblem& problem, const DeviceInfo& device) {
  if (device.kind != DeviceKind::Host) {
    return Support::no(fmt::format("{} runs on hosts only", title(library)));
  }
  if (problem.input != DataType::f64 && problem.input != DataType::f32) {
    return Support::no(
        fmt::format("{} has no {} matmul, only f64 and f32", title(library), name(problem.input)));
  }
  constexpr std::int64_t kMost = std::numeric_limits<int>::max();
  if (problem.m > kMost || problem.n > kMost || problem.k > kMost) {
    return Support::no(fmt::format("{} takes sizes up to {}", title(library), kMost));
  }
  return Support::yes();
}

PreparedGemm prepare_cblas(Cblas library, const GemmProblem& problem, Device& device, int threads) {
  for (const Support& support :
       {cblas_support(library, problem, device.info()), probe_cblas(library)}) {
    if (!support) throw Error(support.reason());
  }
  const Opened& here = opened(library);
  here.set_threads(threads);
  return problem.input == DataType::f64 ? prepare<double>(here, problem, threads)
                                        : prepare<float>(here, problem, threads);
}

}  // namespace fourfold
