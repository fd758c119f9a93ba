// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/record/record.hpp"
#include "bench/run/host_list.hpp"

namespace fourfold {

/// Which hosts of a run are left out (--exclude-failed). At least half of them stay: with fewer it
/// is no longer the machine that was asked for. Pure.
class Exclusion {
 public:
  explicit Exclusion(HostList all) : all_(std::move(all)) {}

  /// Leaves out these, too, by their names in the list; or nothing more, and returns false, where
  /// fewer than half of all hosts, or none, would be left, and where it leaves out all of them
  /// already: a start without them would be the same again.
  bool add(const std::vector<std::string>& more);

  const std::vector<std::string>& hosts() const { return hosts_; }
  /// All others.
  HostList left() const { return all_.without(hosts_); }
  std::size_t of() const { return all_.entries().size(); }

 private:
  HostList all_;
  std::vector<std::string> hosts_;
};

/// Hosts that a record was gone on without, or by which a launch was lost that is not finished yet;
/// as the record names them.
std::vector<std::string> hosts_lost_in(const RunRecord& record);

}  // namespace fourfold
