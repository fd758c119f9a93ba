// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/exclusion.hpp"

#include <algorithm>

#include "bench/record/interruptions.hpp"

namespace fourfold {

bool Exclusion::add(const std::vector<std::string>& more) {
  std::vector<std::string> hosts = hosts_;
  for (const std::string& one : more) {
    if (std::ranges::find(hosts, one) == hosts.end()) hosts.push_back(one);
  }
  if (hosts.size() == hosts_.size()) return false;
  const std::size_t left = all_.without(hosts).entries().size();
  if (left == 0 || 2 * left < all_.entries().size()) return false;
  hosts_ = std::move(hosts);
  return true;
}

std::vector<std::string> hosts_lost_in(const RunRecord& record) {
  std::vector<std::string> hosts = excluded_hosts(record);
  for (const Interruption& one : interruptions(record)) {
    if (one.completed || one.resumed) continue;
    hosts.insert(hosts.end(), one.lost_hosts.begin(), one.lost_hosts.end());
  }
  return hosts;
}

}  // namespace fourfold
