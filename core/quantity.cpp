// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/quantity.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <vector>

#include "core/error.hpp"
#include "core/nearest.hpp"

namespace fourfold {
namespace {

struct UnitRow {
  std::string_view name;
  double factor;
};

constexpr std::array kByteUnits{
    UnitRow{"B", 1},        UnitRow{"KiB", 0x1p10}, UnitRow{"MiB", 0x1p20},
    UnitRow{"GiB", 0x1p30}, UnitRow{"TiB", 0x1p40}, UnitRow{"kB", 1e3},
    UnitRow{"MB", 1e6},     UnitRow{"GB", 1e9},     UnitRow{"TB", 1e12},
};
constexpr std::array kTimeUnits{
    UnitRow{"ns", 1e-9}, UnitRow{"us", 1e-6}, UnitRow{"ms", 1e-3},
    UnitRow{"s", 1},     UnitRow{"min", 60},  UnitRow{"h", 3600},
};
constexpr std::array kByteRateUnits{
    UnitRow{"B/s", 1},    UnitRow{"kB/s", 1e3},  UnitRow{"MB/s", 1e6},
    UnitRow{"GB/s", 1e9}, UnitRow{"TB/s", 1e12}, UnitRow{"PB/s", 1e15},
};
constexpr std::array kFlopRateUnits{
    UnitRow{"FLOP/s", 1},     UnitRow{"MFLOP/s", 1e6},  UnitRow{"GFLOP/s", 1e9},
    UnitRow{"TFLOP/s", 1e12}, UnitRow{"PFLOP/s", 1e15}, UnitRow{"EFLOP/s", 1e18},
};

constexpr std::array kTimesUnits{UnitRow{"x", 1}};
constexpr std::array kStepRateUnits{UnitRow{"step/s", 1}};

struct NumberAndUnit {
  double number;
  std::string_view unit;
};

NumberAndUnit split(std::string_view text, std::string_view what, std::string_view example) {
  double number = 0;
  const char* begin = text.data();
  const char* end = begin + text.size();
  const auto [rest, status] = std::from_chars(begin, end, number);
  if (status != std::errc() || !std::isfinite(number)) {
    throw Error(
        fmt::format("'{}' is not {}: expected a number and a unit, as in {}", text, what, example));
  }
  std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  if (unit.starts_with(' ')) unit.remove_prefix(1);
  return {number, unit};
}

const UnitRow* find_unit(std::span<const UnitRow> units, std::string_view name) {
  for (const UnitRow& row : units) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

[[noreturn]] void unknown_unit(std::string_view text, const NumberAndUnit& parsed,
                               std::initializer_list<std::span<const UnitRow>> tables) {
  std::vector<std::string_view> names;
  std::string list;
  for (const auto& table : tables) {
    for (const UnitRow& row : table) {
      names.push_back(row.name);
      list += list.empty() ? "" : " ";
      list += row.name;
    }
  }
  std::string_view near = nearest(parsed.unit, names);
  for (const std::string_view name : names) {
    if (near.empty() && name == std::string(parsed.unit) + "/s") near = name;
  }
  const std::string hint = near.empty() ? "" : fmt::format("; did you mean '{}'?", near);
  if (parsed.unit.empty()) {
    throw Error(fmt::format("'{}' has no unit: expected one of {}", text, list));
  }
  throw Error(fmt::format("'{}' has the unknown unit '{}': expected one of {}{}", text, parsed.unit,
                          list, hint));
}

double in_base_unit(std::string_view text, const NumberAndUnit& parsed, const UnitRow& unit) {
  const double value = parsed.number * unit.factor;
  if (!std::isfinite(value)) throw Error(fmt::format("'{}' is too large", text));
  return value;
}

/// Four significant digits, and whole numbers in full: never "2e+04 s".
std::string four_digits(double value) {
  return std::abs(value) < 9999.5 ? fmt::format("{:.4g}", value) : fmt::format("{:.0f}", value);
}

std::string with_prefix(double value, std::string_view unit) {
  constexpr std::array<std::string_view, 7> kPrefixes{"", "k", "M", "G", "T", "P", "E"};
  std::size_t power = 0;
  while (std::abs(value) >= 999.95 && power + 1 < kPrefixes.size()) {
    value /= 1000;
    ++power;
  }
  return fmt::format("{} {}{}", four_digits(value), kPrefixes[power], unit);
}

}  // namespace

Bytes parse_bytes(std::string_view text) {
  const NumberAndUnit parsed = split(text, "a size", "64KiB");
  const UnitRow* unit = find_unit(kByteUnits, parsed.unit);
  if (unit == nullptr) unknown_unit(text, parsed, {kByteUnits});
  const double product = parsed.number * unit->factor;
  if (product < 0) throw Error(fmt::format("'{}' is negative; a size is 0B or more", text));
  if (product >= 0x1p63) {
    throw Error(fmt::format("'{}' is too large; sizes are below 8388608TiB", text));
  }
  // 1.001 is no binary fraction, so 1.001 kB is off 1001 B by a last place.
  const double bytes = std::round(product);
  if (std::abs(product - bytes) > bytes * 0x1p-52) {
    throw Error(fmt::format("'{}' is not a whole number of bytes", text));
  }
  return Bytes(static_cast<std::uint64_t>(bytes));
}

Seconds parse_seconds(std::string_view text) {
  const NumberAndUnit parsed = split(text, "a time", "20us");
  const UnitRow* unit = find_unit(kTimeUnits, parsed.unit);
  if (unit == nullptr) unknown_unit(text, parsed, {kTimeUnits});
  if (parsed.number < 0) throw Error(fmt::format("'{}' is negative; a time is 0s or more", text));
  return Seconds(in_base_unit(text, parsed, *unit));
}

double parse_fraction(std::string_view text) {
  const NumberAndUnit parsed = split(text, "a fraction", "5% or 0.05");
  if (parsed.unit == "%") return parsed.number / 100;
  if (parsed.unit.empty()) return parsed.number;
  throw Error(fmt::format("'{}' is not a fraction: expected 5% or 0.05", text));
}

Rate parse_rate(std::string_view text) {
  const NumberAndUnit parsed = split(text, "a rate", "12.5 GB/s");
  if (parsed.number < 0) throw Error(fmt::format("'{}' is negative; a rate is 0 or more", text));
  if (const UnitRow* unit = find_unit(kByteRateUnits, parsed.unit)) {
    return {Rate::Kind::BytesPerSecond, in_base_unit(text, parsed, *unit)};
  }
  if (const UnitRow* unit = find_unit(kFlopRateUnits, parsed.unit)) {
    return {Rate::Kind::FlopsPerSecond, in_base_unit(text, parsed, *unit)};
  }
  if (const UnitRow* unit = find_unit(kTimeUnits, parsed.unit)) {
    return {Rate::Kind::Seconds, in_base_unit(text, parsed, *unit)};
  }
  if (find_unit(kTimesUnits, parsed.unit) != nullptr) return {Rate::Kind::Times, parsed.number};
  if (find_unit(kStepRateUnits, parsed.unit) != nullptr) {
    return {Rate::Kind::StepsPerSecond, parsed.number};
  }
  unknown_unit(text, parsed,
               {kByteRateUnits, kFlopRateUnits, kTimeUnits, kTimesUnits, kStepRateUnits});
}

std::string format_bytes(Bytes bytes) {
  constexpr std::array<std::string_view, 5> kUnits{"B", "KiB", "MiB", "GiB", "TiB"};
  std::uint64_t count = bytes.count();
  std::size_t power = 0;
  while (count != 0 && count % 1024 == 0 && power + 1 < kUnits.size()) {
    count /= 1024;
    ++power;
  }
  return fmt::format("{}{}", count, kUnits[power]);
}

std::string format_seconds(Seconds time) {
  const double s = time.value();
  if (s == 0) return "0 s";
  if (std::abs(s) < 0.99995e-6) return four_digits(s * 1e9) + " ns";
  if (std::abs(s) < 0.99995e-3) return four_digits(s * 1e6) + " us";
  if (std::abs(s) < 0.99995) return four_digits(s * 1e3) + " ms";
  return four_digits(s) + " s";
}

std::string format_rate(BytesPerSecond rate) { return with_prefix(rate.value(), "B/s"); }
std::string format_rate(FlopsPerSecond rate) { return with_prefix(rate.value(), "FLOP/s"); }

}  // namespace fourfold
