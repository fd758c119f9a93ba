// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data_type.hpp"
#include "core/quantity.hpp"
#include "core/support.hpp"
#include "device/device.hpp"
#include "kernels/block_layout.hpp"

namespace fourfold {

/// D = A B^T: A is m x k, B is n x k, D is m x n, all row-major and densely packed (the "TN" form
/// that every tensor core takes; what a linear layer does with its weights). alpha 1, beta 0.
struct GemmProblem {
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
  DataType input = DataType::f32;

  /// Type of D: the type of the inputs, except tf32 -> f32, f8e4m3 -> bf16 and i8 -> i32.
  DataType output() const;
  /// 2 m n k: one multiplication and one addition per term (integer operations count alike).
  Flops flops() const;
  std::size_t a_bytes() const;
  std::size_t b_bytes() const;
  std::size_t d_bytes() const;
  friend bool operator==(const GemmProblem&, const GemmProblem&) = default;
  /// "1024x1024x1024": m, n, k.
  std::string shape() const;
};

struct GemmArguments {
  const std::byte* a = nullptr;
  const std::byte* b = nullptr;
  std::byte* d = nullptr;
  /// Device memory where each block of a kernel with a BlockLayout puts the number of the processor
  /// that it runs on; nullptr: not wanted.
  std::uint32_t* processors = nullptr;
};

/// Several ways to compute the same product, where a library offers them. Which is fastest only a
/// trial tells: gemm_algorithms.hpp.
struct GemmAlgorithms {
  /// Each in the library's words, the one it thinks fastest first. Two ranks that have the same
  /// names have the same algorithms in the same order.
  std::vector<std::string> names;
  /// Throws Error when the library refuses that one.
  std::function<void(std::size_t which, const GemmArguments&, Stream&)> enqueue;
  std::vector<BlockLayout> layouts = {};  ///< of each; empty where the library does not tell
};

/// A kernel made ready for one problem on one device.
struct PreparedGemm {
  std::function<void(const GemmArguments&, Stream&)> enqueue;
  /// Which algorithm that takes, in the library's words; "" where there is no choice.
  std::string algorithm;
  /// What there is to choose from; empty where there is no choice. Until somebody chooses, enqueue
  /// takes the first.
  GemmAlgorithms algorithms = {};
  /// Tells, before anything is timed, which matrices enqueue will get, so that what depends on
  /// their addresses is made outside of the timed path; empty where nothing does. Enqueue takes
  /// matrices that were not announced, too.
  std::function<void(const GemmArguments&)> expect = {};
  BlockLayout layout = {};  ///< of what enqueue launches
};

/// Which processors a kernel's machine code runs on.
struct Architectures {
  std::string_view text;  ///< "sm_90a", "sm_80 and newer", "any host"
  int least = 0;          ///< compute capability of the oldest GPU, 90 for 9.0
  int most = 999;         ///< and of the newest
};

/// Whether such a device is one of them, and if not, why. Pure.
Support runs_on(const Architectures& architectures, std::string_view kernel,
                const DeviceInfo& device);

/// One row of the catalogue. A family of kernels keeps its rows in a file of its own.
struct GemmKernel {
  std::string_view name;
  DeviceKind device;
  /// One line for `fourfold kernels`, as are the next four.
  std::string_view description;
  Architectures architectures;
  /// What one block computes at a time: "128x256 of D, 128 bytes of k".
  std::string_view tile;
  /// Of the problem and the machine, beyond architectures and types.
  std::string_view needs;
  /// What limits it where it does best.
  std::string_view bound;
  /// Whether what it needs is on this machine (a library to open), and if not, why; runs nothing.
  Support (*probe)();
  /// Pure: may this kernel run this problem on such a device? Says why not.
  Support (*support)(const GemmProblem&, const DeviceInfo&);
  /// Finds its algorithms and allocates their workspace. `threads` is how many CPU threads a host
  /// kernel may use. Throws Error.
  PreparedGemm (*prepare)(const GemmProblem&, Device&, int threads);
};

/// All kernels, the vendor's library first for each device.
std::span<const GemmKernel> gemm_catalogue();
const GemmKernel* find_gemm_kernel(std::string_view name);

/// That a kernel was seen to run on real hardware: once a row of the table in hardware_runs.cpp.
struct HardwareRun {
  std::string_view kernel;
  std::string_view machine;  ///< "NVIDIA H200"
  std::string_view date;     ///< "2026-12-01"
  std::string_view result;   ///< what was seen, and where the record lies
};
std::span<const HardwareRun> hardware_runs();
/// The newest of a kernel; nullptr where it was only ever compiled.
const HardwareRun* last_hardware_run(std::string_view kernel);

}  // namespace fourfold
