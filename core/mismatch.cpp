// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/mismatch.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

namespace fourfold {
namespace {

std::uint64_t from_hex(const std::string& text) {
  std::uint64_t value = 0;
  if (text.size() > 2) std::from_chars(text.data() + 2, text.data() + text.size(), value, 16);
  return value;
}

}  // namespace

std::string describe(const Mismatch& m) {
  std::string wrong = m.wrong > 1 ? fmt::format("; {} wrong on this rank", m.wrong) : "";
  if (!m.region.empty()) wrong += "; " + m.region;
  if (m.expected_bits.empty()) {
    return fmt::format("rank {}, element {}: expected {:.17g}, got {:.17g} ({}){}", m.rank,
                       m.element, m.expected, m.got, m.got_bits, wrong);
  }
  const int digits = static_cast<int>(m.got_bits.size()) - 2;
  return fmt::format(
      "rank {}, element {}: expected {:.17g} ({}), got {:.17g} ({}), differing bits 0x{:0{}x}{}",
      m.rank, m.element, m.expected, m.expected_bits, m.got, m.got_bits,
      from_hex(m.expected_bits) ^ from_hex(m.got_bits), digits, wrong);
}

std::string element_bits(DataType type, const std::byte* base, std::size_t index) {
  const std::size_t bytes = traits(type).bytes;
  std::uint64_t bits = 0;
  std::memcpy(&bits, base + index * bytes, bytes);  // little-endian, as every machine we run on
  return fmt::format("0x{:0{}x}", bits, bytes * 2);
}

}  // namespace fourfold
