// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "bench/locate/bisection.hpp"

namespace fourfold {

/// One group of one round, held against those of as many members that reach as far.
struct Seen {
  std::vector<int> members;  ///< ascending
  double factor = 1;         ///< of its peers' median time
  bool judged = false;       ///< it has peers
  bool slow = false;

  bool has(int member) const { return std::ranges::binary_search(members, member); }
  bool pair() const { return members.size() == 2; }
};

/// The groups of these rounds, each held against its peers (docs/method_links.md).
std::vector<Seen> seen_in(const Members& members, std::span<const GroupRound> rounds,
                          bool short_message);

}  // namespace fourfold
