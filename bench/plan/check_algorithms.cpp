// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/check_algorithms.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "core/nearest.hpp"

namespace fourfold {

void check_algorithms(const std::vector<AlgorithmName>& algorithms,
                      const std::vector<std::string>& backends, const Capabilities& capabilities) {
  std::vector<std::string_view> known{kAnyAlgorithm};
  for (const std::string& backend : backends) {
    const auto menu = capabilities.algorithms.find(backend);
    if (menu == capabilities.algorithms.end() || menu->second.names.empty()) return;
    for (const std::string_view name : all_names(menu->second)) {
      if (std::ranges::find(known, name) == known.end()) known.push_back(name);
    }
  }
  for (const AlgorithmName& one : algorithms) {
    if (std::ranges::find(known, one.name) != known.end()) continue;
    throw InputError(one.where,
                     fmt::format("unknown algorithm '{}': expected one of {}{}", one.name,
                                 fmt::join(known, ", "), did_you_mean(one.name, known)));
  }
}

}  // namespace fourfold
