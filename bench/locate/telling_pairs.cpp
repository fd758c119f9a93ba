// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
// Which pairs say something of a part, and when they are enough.
#include "bench/locate/link_fit.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kPartners = 3;  // to tell a node from a path
constexpr std::size_t kAgainst = 2;   // of them exonerated; in a second look enough by themselves

}  // namespace

/// Whether that pair says something of the part: what a slow end explains does not.
bool LinkFit::tells(const Suspect& suspect, std::size_t pair) const {
  const PairTime& time = times_[pair];
  if (suspect.fault != Fault::Uplink && !racks_.clears(time)) return false;
  switch (suspect.fault) {
    case Fault::Uplink: {
      if (suspect.racks.size() > 1) return clean_[pair];
      const auto rack = [&](int node) {
        return fabric_.nodes[static_cast<std::size_t>(node)].rack;
      };
      const int other = time.node[rack(time.node[0]) == suspect.racks[0] ? 1 : 0];
      return fast(time.rank[0]) && fast(time.rank[1]) && racks_.rack(rack(other));
    }
    case Fault::Cable:
    case Fault::Adapter:
      return fast(time.rank[time.node[0] == suspect.nodes[0] ? 1 : 0]);
    case Fault::Rail:
      return exonerated_.node(time.node[0]) && exonerated_.node(time.node[1]);
    case Fault::Path:
      return exonerated_.ends(time);
    default:
      return clean_[pair];
  }
}

/// Whether it has no fast pairs.
bool LinkFit::doubtful(const Suspect& suspect) const {
  if (suspect.fault == Fault::Uplink) {
    return suspect.racks.size() == 1 && !racks_.rack(suspect.racks[0]);
  }
  if (suspect.fault == Fault::Rail) return slow_rails_[static_cast<std::size_t>(suspect.rail)];
  if (suspect.fault == Fault::Cable) return !exonerated_.node(suspect.nodes[0]);
  if (suspect.fault != Fault::Adapter) return false;
  const Fabric::Node& node = fabric_.nodes[static_cast<std::size_t>(suspect.nodes[0])];
  return !fast(node.ranks[static_cast<std::size_t>(suspect.rail)]);
}

/// Whether a node has partners enough to be told from its paths.
bool LinkFit::told_from_paths(const Suspect& suspect, std::size_t partners) const {
  if (partners >= kPartners) return true;
  if (partners < kAgainst) return false;
  const auto all = static_cast<std::size_t>(exonerated_.partners(suspect.nodes[0]));
  return rules_.confirming || (all >= kPartners && doubtful(suspect));
}

/// Whether chance can make it slow now and then, so that it must have been slow each time its ends
/// met.
bool LinkFit::each_time(const Suspect& suspect) const {
  return rules_.confirming && suspect.fault == Fault::Path;
}

/// Of a node its partner; of a path in a second look the meeting; of all else the pair.
std::int64_t LinkFit::partner_key(const Suspect& suspect, const PairTime& pair) const {
  if (each_time(suspect)) return pair.round;
  if (suspect.nodes.size() == 1) return pair.other(suspect.nodes[0]);
  return pair.node[0] * static_cast<std::int64_t>(fabric_.nodes.size()) + pair.node[1];
}

}  // namespace fourfold
