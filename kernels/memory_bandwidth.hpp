// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "device/device.hpp"

namespace fourfold {

enum class MemoryPattern { Copy, Mul, Add, Triad, Dot, Read, Write, Upload, Download };

/// What lies in the host's memory, pinned for the device: nothing, the array that is read, or the
/// one that is written.
enum class HostSide { None, Source, Result };

/// One row of the table: how many arrays of f64 in the device's memory are read and written per
/// element, and so the bytes that count (BabelStream's accounting: no read-for-ownership of what is
/// only written). What crosses between host and device so counts once. h is the host's array.
struct MemoryPatternTraits {
  MemoryPattern pattern;
  std::string_view name;
  std::string_view formula;
  int reads;
  int writes;
  HostSide host = HostSide::None;

  int inputs() const { return reads + (host == HostSide::Source ? 1 : 0); }
  /// dot and read leave sums; all others an array.
  bool sums() const { return writes == 0 && host != HostSide::Result; }
};

inline constexpr std::array kMemoryPatterns{
    MemoryPatternTraits{MemoryPattern::Copy, "copy", "c[i] = a[i]", 1, 1},
    MemoryPatternTraits{MemoryPattern::Mul, "mul", "c[i] = s * a[i]", 1, 1},
    MemoryPatternTraits{MemoryPattern::Add, "add", "c[i] = a[i] + b[i]", 2, 1},
    MemoryPatternTraits{MemoryPattern::Triad, "triad", "c[i] = a[i] + s * b[i]", 2, 1},
    MemoryPatternTraits{MemoryPattern::Dot, "dot", "sum += a[i] * b[i]", 2, 0},
    MemoryPatternTraits{MemoryPattern::Read, "read", "sum += a[i]", 1, 0},
    MemoryPatternTraits{MemoryPattern::Write, "write", "c[i] = s", 0, 1},
    MemoryPatternTraits{MemoryPattern::Upload, "upload", "c[i] = h[i]", 0, 1, HostSide::Source},
    MemoryPatternTraits{MemoryPattern::Download, "download", "h[i] = a[i]", 1, 0, HostSide::Result},
};

const MemoryPatternTraits& traits(MemoryPattern pattern);
std::string_view name(MemoryPattern pattern);
std::optional<MemoryPattern> parse_memory_pattern(std::string_view name);

/// The scalar s of mul, triad and write: a power of two, so that results are exact.
inline constexpr double kMemoryScalar = 2.0;

/// Arrays of `elements` f64 on the device; of upload a and of download c is pinned host memory, the
/// table's h. A sum (dot, read) is written to sum[0..kPartialSums).
struct MemoryArguments {
  const double* a = nullptr;
  const double* b = nullptr;
  double* c = nullptr;
  double* partial_sums = nullptr;
  std::size_t elements = 0;
};

/// How many partial sums dot and read leave; their total is the result. All are written every call.
inline constexpr std::size_t kPartialSums = 1024;

/// One pass over the arrays, in stream order, with `threads` CPU threads on hosts. upload and
/// download are the device's own copy.
void run_memory_pattern(MemoryPattern pattern, const MemoryArguments& arguments, Device& device,
                        Stream& stream, int threads);

}  // namespace fourfold
