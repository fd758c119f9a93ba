// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/algorithm_menu.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace fourfold {

std::vector<std::string_view> all_names(const AlgorithmMenu& menu) {
  std::vector<std::string_view> all;
  for (const auto& [collective, names] : menu.names) {
    for (const std::string& name : names) {
      if (std::ranges::find(all, name) == all.end()) all.emplace_back(name);
    }
  }
  return all;
}

Support algorithm_support(const AlgorithmMenu& menu, Collective collective,
                          std::string_view algorithm, int ranks) {
  if (algorithm == kAnyAlgorithm) return Support::yes();
  if (ranks < 2) return Support::no("one rank alone has no use for an algorithm");
  if (menu.names.empty()) return Support::no(menu.reason);
  const auto found = menu.names.find(collective);
  if (found == menu.names.end()) {
    return Support::no(
        fmt::format("{} lets nobody choose how {} is done", menu.chooser, name(collective)));
  }
  if (std::ranges::find(found->second, algorithm) != found->second.end()) return Support::yes();
  return Support::no(fmt::format("{} has no {} by '{}', only by {}", menu.chooser, name(collective),
                                 algorithm, fmt::join(found->second, ", ")));
}

}  // namespace fourfold
