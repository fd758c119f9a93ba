// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/read_text_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "core/error.hpp"

namespace fourfold {
namespace {

SourcePosition position_of(std::string_view text, std::size_t offset, const std::string& file) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n');
  const std::size_t column = line_start == before.npos ? offset : offset - line_start - 1;
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return {file, static_cast<int>(lines) + 1, static_cast<int>(column) + 1};
}

/// Length of the well-formed UTF-8 sequence at the start of `text`; 0 when there is none (RFC 3629:
/// no overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
  const bool too_large = lead == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || too_large ? 0 : length;
}

bool forbidden_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

}  // namespace

void check_text(std::string_view text, const std::string& file) {
  for (std::size_t offset = 0; offset < text.size();) {
    if (forbidden_control(text[offset])) {
      throw InputError(position_of(text, offset, file),
                       fmt::format("control character 0x{:02x}: this is not a text file",
                                   static_cast<unsigned char>(text[offset])));
    }
    const std::size_t length = utf8_length(text.substr(offset));
    if (length == 0) {
      throw InputError(position_of(text, offset, file),
                       fmt::format("byte 0x{:02x} is not UTF-8: this is not a text file",
                                   static_cast<unsigned char>(text[offset])));
    }
    offset += length;
  }
}

std::string read_text_file(const std::string& file) {
  const SourcePosition whole{file, 0, 0};
  std::error_code status;
  if (std::filesystem::is_directory(file, status)) {
    throw InputError(whole, "is a directory; expected a YAML file");
  }
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw InputError(whole, "cannot be read: " + std::generic_category().message(errno));
  }
  // One byte more than allowed, so that a pipe without an end is no trap either.
  std::string text(kMaxConfigBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) throw InputError(whole, "cannot be read to its end");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > kMaxConfigBytes) {
    throw InputError(whole, "is larger than 1MiB; no suite or machine file is");
  }
  check_text(text, file);
  return text;
}

}  // namespace fourfold
