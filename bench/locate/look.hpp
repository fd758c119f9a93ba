// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "bench/locate/fabric.hpp"
#include "bench/locate/pair_times.hpp"
#include "bench/locate/suspects.hpp"

namespace fourfold {

/// What some rounds show, taken by themselves.
class Look {
 public:
  /// Without the links of the nodes of `excluded`.
  Look(const Fabric& fabric, std::span<const PairRound> rounds, const LinkRules& rules,
       std::span<const Suspect> excluded);

  const std::vector<PairTime>& times() const { return times_; }
  /// Links, whatever stalls.
  const Suspects& slow() const { return slow_; }
  /// All that is suspicious. What crosses an uplink of `queues`, a suspect's Suspect::racks, stalls
  /// in its queue, which is no loss of a node's. A node that loses messages has no slow cable or
  /// path beside it.
  Suspects suspects(std::span<const Suspect> queues) const;

 private:
  const Fabric& fabric_;
  const LinkRules rules_;
  std::vector<Suspect> processors_;
  std::vector<PairTime> times_;
  Suspects slow_;
};

}  // namespace fourfold
