// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "bench/config/load_parts.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {
namespace {

/// The contender's keys and those that it shares with the other one.
YamlNode completed(const YamlNode& contender, const YamlNode& shared) {
  if (contender.kind != YamlNode::Kind::Map) {
    throw InputError(contender.where,
                     fmt::format("a contender is a map as an entry of cases is, such as "
                                 "{{gemm: naive}}, and not {}",
                                 describe(contender.kind)));
  }
  YamlNode all = contender;
  for (const YamlEntry& entry : shared.entries) {
    if (entry.key == "contenders") continue;
    if (const YamlEntry* own = contender.find(entry.key)) {
      throw InputError(own->where,
                       fmt::format("'{}' is given for both contenders already, on line {}",
                                   shown(entry.key), entry.where.line));
    }
    all.entries.push_back(entry);
  }
  return all;
}

}  // namespace

Sweep read_contest(const YamlNode& node, const Measure& defaults, std::optional<int> ranks) {
  const YamlNode& contenders = *node.find("contenders")->value;
  const auto items = read_list(contenders);
  if (items.size() != 2) {
    throw InputError(contenders.where,
                     fmt::format("contenders are two; this list has {}", items.size()));
  }
  for (const YamlNode* item : items) {
    for (const std::string_view key : {"measure", "contenders"}) {
      if (const YamlEntry* entry = item->find(key)) {
        throw InputError(entry->where, fmt::format("'{}' is not a key of one contender", key));
      }
    }
  }
  Sweep first = read_entry(completed(*items[0], node), defaults, ranks);
  const Sweep second = read_entry(completed(*items[1], node), defaults, ranks);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto* const one = std::get_if<CollectiveSweep>(&(i == 0 ? first : second).what);
    if (one == nullptr || !one->bisect) continue;
    const YamlEntry* const own = items[i]->find("bisect");
    throw InputError((own != nullptr ? own : node.find("bisect"))->where,
                     "a contest is not bisected");
  }
  first.where = node.where;
  first.rival = std::make_shared<const Sweep>(second);
  return first;
}

}  // namespace fourfold
