// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/mismatch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace fourfold {
namespace {

std::uint64_t from_hex(const std::string& text) {
  std::uint64_t value = 0;
  if (text.size() > 2) std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
  return value;
}

/// "64 (0x42800000)", or "64" where the bits are not known.
std::string with_bits(double value, const std::string& bits) {
  return bits.empty() ? fmt::format("{:.17g}", value) : fmt::format("{:.17g} ({})", value, bits);
}

std::string differing_bits(const Mismatch& m) {
  if (m.expected_bits.empty() || m.got_bits.empty()) return "";
  const auto digits = std::max(m.expected_bits.size(), m.got_bits.size()) - 2;
  return fmt::format(", differing bits 0x{:0{}x}", from_hex(m.expected_bits) ^ from_hex(m.got_bits),
                     digits);
}

}  // namespace

std::string describe(const Mismatch& m) {
  if (m.rank < 0) {
    return m.region + (m.wrong > 0 ? fmt::format(": {} wrong elements", m.wrong) : "");
  }
  return fmt::format("rank {}, element {}: expected {}, got {}{}{}{}", m.rank, m.element,
                     with_bits(m.expected, m.expected_bits), with_bits(m.got, m.got_bits),
                     differing_bits(m),
                     m.wrong > 1 ? fmt::format("; {} wrong on this rank", m.wrong) : "",
                     m.region.empty() ? "" : "; " + m.region);
}

std::string element_bits(DataType type, const std::byte* base, std::size_t index) {
  const std::size_t bytes = traits(type).bytes;
  std::uint64_t bits = 0;
  std::memcpy(&bits, base + index * bytes, bytes);  // little-endian, as every machine we run on
  return fmt::format("0x{:0{}x}", bits, bytes * 2);
}

}  // namespace fourfold
