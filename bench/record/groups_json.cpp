// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/groups_json.hpp"

#include <nlohmann/json.hpp>

#include "core/error.hpp"

namespace fourfold {
namespace {

using Json = nlohmann::ordered_json;

GroupSummary read_group(const Json& j) {
  GroupSummary one{.name = j.at("name"),
                   .first_rank = j.at("first_rank"),
                   .ranks = j.at("ranks"),
                   .median_s = j.at("median_s"),
                   .lower_s = j.at("lower_s"),
                   .upper_s = j.at("upper_s")};
  if (!(one.median_s >= 0) || one.ranks < 1) throw Error("a group of a trial makes no sense");
  return one;
}

}  // namespace

std::string groups_json(const std::vector<GroupSummary>& groups) {
  Json all = Json::array();
  for (const GroupSummary& one : groups) {
    all.push_back({{"name", one.name},
                   {"first_rank", one.first_rank},
                   {"ranks", one.ranks},
                   {"median_s", one.median_s},
                   {"lower_s", one.lower_s},
                   {"upper_s", one.upper_s}});
  }
  return all.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<GroupSummary> parse_groups(const std::string& text) {
  std::vector<GroupSummary> groups;
  for (const Json& one : Json::parse(text)) groups.push_back(read_group(one));
  return groups;
}

}  // namespace fourfold
