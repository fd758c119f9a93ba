// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/judge/against_chip.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// What a host's network adapters carry when they share evenly what has to leave it
/// (host_boundary_share() in collectives/collective.hpp). The fastest adapters of the first host
/// stand for those of every host; which of them the library used is not known.
struct AdapterShare {
  int ports = 0;
  double each = 0;  ///< B/s in one direction, of one port
  double rate = 0;  ///< what the port can carry, B/s
};

/// A collective's figure beside what links can carry.
struct AgainstLinks {
  double payload = 0;            ///< n S / t, B/s: what all ranks together got done
  std::optional<Share> of_link;  ///< busbw of the link rate of a chip: GPUs on one host
  /// busbw is above what a link carries in one direction and is still possible: the switch must
  /// have added or copied (NVLS, SHARP).
  bool needs_switch = false;
  std::optional<AdapterShare> adapters;  ///< where there are several hosts with equally many ranks
  /// What busbw cannot exceed, each with what puts it in doubt, or "".
  struct Ceiling {
    Limit limit;
    std::string doubt;
  };
  std::vector<Ceiling> ceilings;
};

/// Of a collective over two ranks or more with a time; else nothing.
std::optional<AgainstLinks> against_links(const CaseMetrics& row, const RunRecord& record);

}  // namespace fourfold
