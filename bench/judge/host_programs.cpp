// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/host_programs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fourfold {
namespace {

/// A host's own word for it; "" where it has none, or could not read the file.
std::string program_of(const Inventory& inventory, std::size_t host) {
  const PartTable& hosts = inventory.hosts;
  const auto kind = static_cast<std::size_t>(hosts.kind[host]);
  if (kind >= hosts.kinds.size()) return "";
  const auto found = hosts.kinds[kind].find("program_sha256");
  if (found == hosts.kinds[kind].end() || found->second.starts_with("unknown")) return "";
  return found->second;
}

}  // namespace

std::string differing_programs(const RunRecord& record) {
  std::string first_host, first;
  for (const auto* starts : {&record.launches, &record.cut_short}) {
    for (const LaunchRecord& start : *starts) {
      if (!start.inventory) continue;
      const auto& names = start.inventory->host_names;
      for (std::size_t i = 0; i < std::min(names.size(), start.inventory->hosts.kind.size()); ++i) {
        const std::string own = program_of(*start.inventory, i);
        if (own.empty()) continue;
        if (first.empty()) {
          first_host = names[i];
          first = own;
        } else if (own != first) {
          return fmt::format(
              "in launch {} {} ran a program file of SHA-256 {}, {} one of SHA-256 {}",
              start.launch, names[i], own, first_host, first);
        }
      }
    }
  }
  return "";
}

}  // namespace fourfold
