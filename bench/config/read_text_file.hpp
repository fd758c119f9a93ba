// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace fourfold {

/// The largest suite or machine file that is read. A suite of ten thousand cases is far below it.
inline constexpr std::size_t kMaxConfigBytes = std::size_t{1} << 20;

/// The whole of a small text file. Throws InputError when it cannot be read (missing, a directory,
/// no permission), when it is larger than kMaxConfigBytes, or when it is no text (check_text).
std::string read_text_file(const std::string& file);

/// Throws InputError with line and column at the first byte that no suite can hold: anything that
/// is not UTF-8, and control characters other than tab and line ends (YAML forbids them, and the
/// parser takes one of them, 0x04, for the end of the file and would silently drop the rest).
void check_text(std::string_view text, const std::string& file);

}  // namespace fourfold
