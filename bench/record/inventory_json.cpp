// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/inventory_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.hpp"

namespace fourfold {
namespace {

Json table_json(const PartTable& table) {
  return {{"kinds", table.kinds}, {"kind", table.kind}, {"own", table.own}};
}

PartTable read_table(const Json& json) {
  PartTable table;
  table.kinds = json.at("kinds").get<std::vector<Facts>>();
  table.kind = json.at("kind").get<std::vector<int>>();
  table.own = json.at("own").get<std::map<std::string, std::vector<std::string>>>();
  const auto kinds = static_cast<int>(table.kinds.size());
  const bool right =
      std::ranges::all_of(table.kind, [&](int kind) { return kind >= 0 && kind < kinds; }) &&
      std::ranges::all_of(table.own,
                          [&](const auto& one) { return one.second.size() == table.kind.size(); });
  if (!right) throw Error("an inventory's columns do not fit each other");
  return table;
}

}  // namespace

Json inventory_json(const Inventory& inventory) {
  Json json{{"host_names", inventory.host_names}, {"hosts", table_json(inventory.hosts)}};
  if (!inventory.gpus.kind.empty()) json["gpus"] = table_json(inventory.gpus);
  return json;
}

Inventory parse_inventory(const Json& json) {
  Inventory inventory{
      json.at("host_names").get<std::vector<std::string>>(), read_table(json.at("hosts")), {}};
  if (const auto gpus = json.find("gpus"); gpus != json.end()) inventory.gpus = read_table(*gpus);
  return inventory;
}

}  // namespace fourfold
