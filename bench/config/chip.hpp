// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/quantity.hpp"
#include "device/telemetry_units.hpp"

namespace fourfold {

/// The kinds of arithmetic that data sheets state a peak for. `f64_vector` is the peak of ordinary
/// instructions, `f64_tensor` of matrix units; `f32` is ordinary instructions; all below are
/// matrix units without sparsity. For `i8` an operation is an integer one.
enum class Arithmetic {
  f64_vector,
  f64_tensor,
  f32,
  tf32,
  f16,
  bf16,
  f8e4m3,
  i8,
  f4e2m1,
};
std::string_view name(Arithmetic arithmetic);

/// Who says so. `date` is that of the document, or the day it was read where it has none:
/// YYYY, YYYY-MM or YYYY-MM-DD.
struct ChipSource {
  std::string document;
  std::string url;  ///< "" where there is none
  std::string date;
};

/// A figure of a chip that somebody states.
template <class Value>
struct Stated {
  Value value{};
  ChipSource source;
  std::string unconfirmed;  ///< why it is in doubt ("sources differ: ..."); "" where it is not
  SourcePosition where;
};

/// The peak of one kind of arithmetic, dense.
struct Peak {
  Arithmetic arithmetic = Arithmetic::f64_vector;
  Stated<FlopsPerSecond> rate;              ///< as the sheet states it
  std::optional<Stated<double>> per_clock;  ///< operations per clock of one processor
  /// The clock at which the sheet forms its peak, where that is not `max_clock`: a chip may run
  /// faster than that, so a measured rate may be above `rate` and nothing be wrong.
  std::optional<Stated<Hertz>> clock;
};

/// A kind of processor and what its vendor says it can do at most. A figure that is absent does not
/// exist for the chip, or no source gives it. Rates of links are per direction, of all links of one
/// chip. Sizes are as the vendor writes them ("141 GB" may hold 141 GiB).
struct Chip {
  std::string file;
  std::string text;  ///< of the file
  std::string name;
  std::string description;
  std::vector<std::string> devices;  ///< globs over DeviceInfo::name; "host" for hosts
  std::optional<Stated<int>> processors;
  std::optional<Stated<Hertz>> max_clock;
  std::optional<Stated<Bytes>> memory_size;
  std::optional<Stated<BytesPerSecond>> memory_bandwidth;
  std::optional<Stated<Bytes>> l2_size;
  std::optional<Stated<BytesPerSecond>> link_rate;
  std::optional<Stated<BytesPerSecond>> pcie_rate;
  std::optional<Stated<Watts>> power;
  std::vector<Peak> peaks;  ///< in the order of Arithmetic, each at most once

  /// The peak of that arithmetic, or nullptr.
  const Peak* find(Arithmetic arithmetic) const;
};

/// Reads one chip file. Throws InputError with its place for anything wrong with it.
Chip load_chip(const std::string& file);

/// The same from the text of one; `file` is what errors call it.
Chip parse_chip(const std::string& text, const std::string& file);

/// Every `*.yaml` in a directory, by file name. Throws InputError as load_chip does, and for a
/// directory that cannot be read or holds none.
std::vector<Chip> load_chips(const std::string& directory);

/// The chip one of whose patterns matches the device's name ("NVIDIA H200"), or nullptr. Throws
/// Error when two chips claim the name: guessing would judge by the wrong ceilings.
const Chip* find_chip(std::span<const Chip> chips, std::string_view device_name);

/// processors x per_clock x clock: the peak at a clock that was measured. Nothing where the file
/// lacks one of the first two.
std::optional<FlopsPerSecond> peak_at(const Chip& chip, Arithmetic arithmetic, Hertz clock);

}  // namespace fourfold
