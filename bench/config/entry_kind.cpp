// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <vector>

#include "bench/config/load_parts.hpp"
#include "bench/config/yaml_reader.hpp"
#include "core/nearest.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 8> kEntryKinds{"collective",   "gemm",          "memory",
                                                      "communicator", "virtual_ranks", "pairwise",
                                                      "step",         "contenders"};

/// An entry without a kind has most often a misspelt one.
[[noreturn]] void refuse_kindless(const YamlNode& node) {
  for (const YamlEntry& entry : node.entries) {
    const std::string hint = did_you_mean(shown(entry.key), kEntryKinds);
    if (!hint.empty()) {
      throw InputError(entry.where, fmt::format("unknown key '{}'{}", entry.key, hint));
    }
  }
  throw InputError(node.where,
                   "an entry of cases needs one of the keys collective, gemm, memory, "
                   "communicator, virtual_ranks, pairwise and step");
}

}  // namespace

ConfigMap kind_of_entry(const YamlNode& node) {
  // In the order of kEntryKinds.
  constexpr std::array kMaps{ConfigMap::CollectiveEntry,   ConfigMap::GemmEntry,
                             ConfigMap::MemoryEntry,       ConfigMap::CommunicatorEntry,
                             ConfigMap::VirtualRanksEntry, ConfigMap::PairwiseEntry,
                             ConfigMap::StepEntry};
  std::vector<ConfigMap> found;
  for (std::size_t i = 0; i < kMaps.size(); ++i) {
    // Beside a collective, memory says where the messages lie.
    if (kMaps[i] == ConfigMap::MemoryEntry && node.find("collective") != nullptr) continue;
    if (node.find(kEntryKinds[i]) != nullptr) found.push_back(kMaps[i]);
  }
  if (node.kind == YamlNode::Kind::Map && found.empty()) refuse_kindless(node);
  if (found.size() > 1) {
    throw InputError(
        node.where,
        fmt::format("an entry of cases has exactly one of the keys collective, gemm, "
                    "memory, communicator, virtual_ranks, pairwise and step; this one has {}",
                    found.size()));
  }
  return found.empty() ? ConfigMap::CollectiveEntry : found[0];
}

}  // namespace fourfold
