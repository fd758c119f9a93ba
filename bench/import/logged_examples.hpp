// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include "bench/import/log_formats.hpp"

namespace fourfold {

/// A log of testdata/.
inline std::string logged(const std::string& name) {
  std::ifstream file(std::string(FOURFOLD_SOURCE_DIR) + "/bench/import/testdata/" + name);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<LogSection> parsed(const std::string& text, const Told& told = {}) {
  return parse_log(log_text("x.log", text), told);
}

}  // namespace fourfold
