// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/cublaslt_environment.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace fourfold {

const std::map<std::string, std::string>& scrub_cublaslt_environment() {
  static std::map<std::string, std::string> scrubbed;
  std::map<std::string, std::string> found;
  for (char** one = environ; one != nullptr && *one != nullptr; ++one) {
    const std::string_view text(*one);
    const std::size_t equals = text.find('=');
    const std::string_view variable = text.substr(0, equals);
    if (equals == std::string_view::npos) continue;
    if (variable.starts_with("CUBLAS") || variable == "NVIDIA_TF32_OVERRIDE") {
      found.emplace(variable, text.substr(equals + 1));
    }
  }
  for (const auto& [variable, value] : found) {
    unsetenv(variable.c_str());
    scrubbed.insert_or_assign(variable, value);
  }
  return scrubbed;
}

}  // namespace fourfold
