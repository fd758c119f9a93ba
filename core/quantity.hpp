// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace fourfold {

/// A number with its unit in the type. Only arithmetic that means something compiles: seconds add
/// to seconds, a quantity over a like quantity is a plain ratio, and the few mixed quotients are
/// below.
template <class Unit>
class Quantity {
 public:
  constexpr Quantity() = default;
  constexpr explicit Quantity(double value) : value_(value) {}

  /// The number in the base unit (s, FLOP, B/s, FLOP/s).
  constexpr double value() const { return value_; }

  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity operator+(Quantity other) const { return Quantity(value_ + other.value_); }
  constexpr Quantity operator-(Quantity other) const { return Quantity(value_ - other.value_); }
  constexpr Quantity operator*(double factor) const { return Quantity(value_ * factor); }
  constexpr Quantity operator/(double divisor) const { return Quantity(value_ / divisor); }
  constexpr double operator/(Quantity other) const { return value_ / other.value_; }
  constexpr Quantity& operator+=(Quantity other) {
    value_ += other.value_;
    return *this;
  }

 private:
  double value_ = 0;
};

using Seconds = Quantity<struct SecondsUnit>;
using Flops = Quantity<struct FlopsUnit>;  ///< floating-point operations, a count
using BytesPerSecond = Quantity<struct BytesPerSecondUnit>;
using FlopsPerSecond = Quantity<struct FlopsPerSecondUnit>;

/// A count of bytes; exact, so a whole number and not a Quantity.
class Bytes {
 public:
  constexpr Bytes() = default;
  constexpr explicit Bytes(std::uint64_t count) : count_(count) {}

  constexpr std::uint64_t count() const { return count_; }

  constexpr auto operator<=>(const Bytes&) const = default;
  constexpr Bytes operator+(Bytes other) const { return Bytes(count_ + other.count_); }
  constexpr Bytes operator*(std::uint64_t factor) const { return Bytes(count_ * factor); }

 private:
  std::uint64_t count_ = 0;
};

constexpr BytesPerSecond operator/(Bytes bytes, Seconds time) {
  return BytesPerSecond(static_cast<double>(bytes.count()) / time.value());
}
constexpr FlopsPerSecond operator/(Flops flops, Seconds time) {
  return FlopsPerSecond(flops.value() / time.value());
}
constexpr Seconds operator/(Bytes bytes, BytesPerSecond rate) {
  return Seconds(static_cast<double>(bytes.count()) / rate.value());
}

/// Parsers of what users write. A number and a unit, with or without one space between. Each throws
/// Error with a message that says what was expected and, where one is near, the unit that was
/// meant.

/// "8B", "64 KiB", "1.5GiB" (binary) or "1MB" (decimal): a whole number of bytes below 2^63.
Bytes parse_bytes(std::string_view text);
/// "20us", "1.5 s", "10 min", "2h": units ns us ms s min h; not negative.
Seconds parse_seconds(std::string_view text);
/// "1%" or "0.01": a fraction; may be negative ("-5%").
double parse_fraction(std::string_view text);

/// A rate as a user writes one: the value in its base unit and what kind of rate it is.
struct Rate {
  enum class Kind { BytesPerSecond, FlopsPerSecond, Seconds, Times, StepsPerSecond };
  Kind kind;
  double value;
};
/// "12.5 GB/s", "3.35 TB/s", "67 TFLOP/s", "20 us" (a time is a legal expectation for latency),
/// "1.05 x" (so many times as fast), "3.5 step/s".
Rate parse_rate(std::string_view text);

/// Exact, in the largest binary unit that divides it: 1048576 -> "1MiB", 1000 -> "1000B".
std::string format_bytes(Bytes bytes);
/// Four significant digits in the unit that fits: "12.34 us", "1.234 s".
std::string format_seconds(Seconds time);
/// Four significant digits, decimal prefixes: "12.34 GB/s".
std::string format_rate(BytesPerSecond rate);
/// Four significant digits, decimal prefixes: "1.234 TFLOP/s".
std::string format_rate(FlopsPerSecond rate);

}  // namespace fourfold
