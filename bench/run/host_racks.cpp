// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/host_racks.hpp"

namespace fourfold {

std::vector<std::string> racks_of(const HostList& hosts, const RackRule& rule) {
  using enum RackRule::From;
  if (rule.from != Hosts && rule.from != Topology && rule.from != Pattern) return {};
  std::vector<RackFacts> facts;
  for (const HostEntry& one : hosts.entries()) facts.push_back({one.name, "", ""});
  return find_racks(rule, facts);
}

}  // namespace fourfold
