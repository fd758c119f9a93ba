// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "bench/config/load_parts.hpp"
#include "bench/config/yaml_reader.hpp"

namespace fourfold {

void read_bisect(MapReader& map, CollectiveSweep& sweep) {
  const YamlNode* const bisect = map.find("bisect");
  if (bisect == nullptr) return;
  sweep.bisect = read_bool(*bisect);
  if (!sweep.bisect) return;
  const auto refuse = [&](const char* why) {
    throw InputError(map.key_position("bisect"), std::string("bisect is given, ") + why);
  };
  if (std::ranges::find(sweep.scopes, Scope::Facility) == sweep.scopes.end()) {
    refuse("and no scope of this entry is of all ranks: facility is");
  }
  if (sweep.calls != std::vector{CallForm::Blocking}) {
    refuse("which is of blocking calls alone");
  }
  if (sweep.root != 0) refuse("and not every group has a root of that number: leave root out");
}

void read_scopes(MapReader& map, std::vector<Scope>& scopes, std::vector<GroupOrder>& orders) {
  if (const YamlNode* const scope = map.find("scope")) {
    scopes = read_distinct(*scope, [](const YamlNode& item) {
      return static_cast<Scope>(read_choice(item, "scope", kScopes));
    });
  }
  const YamlNode* const groups = map.find("groups");
  if (groups == nullptr) return;
  orders = read_distinct(*groups, [](const YamlNode& item) {
    return static_cast<GroupOrder>(read_choice(item, "order of groups", kGroupOrders));
  });
  const auto splits = [](Scope one) { return one != Scope::Facility; };
  if (std::ranges::none_of(scopes, splits)) {
    throw InputError(map.key_position("groups"),
                     "groups is given, and no scope of this entry makes any: node and rack do");
  }
}

Contract read_contract(const YamlNode& node) {
  constexpr std::int64_t kMost = 1'000'000;
  MapReader map(node, ConfigMap::Expected);
  Contract contract;
  contract.racks = static_cast<int>(read_whole(map.at("racks"), 1, kMost));
  contract.nodes_per_rack = static_cast<int>(read_whole(map.at("nodes_per_rack"), 1, kMost));
  contract.gpus_per_node = static_cast<int>(read_whole(map.at("gpus_per_node"), 1, kMost));
  map.finish();
  if (std::int64_t{contract.racks} * contract.nodes_per_rack > kMost ||
      std::int64_t{contract.racks} * contract.nodes_per_rack * contract.gpus_per_node > kMost) {
    throw InputError(map.where(), "these are more than a million units");
  }
  return contract;
}

}  // namespace fourfold
