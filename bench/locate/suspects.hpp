// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/locate/fabric.hpp"
#include "bench/locate/matchings.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// What may be wrong with a part of the machine, the one that explains most first.
enum class Fault {
  Processor,  ///< a node computes slowly; its messages are then not judged
  Uplink,     ///< the nodes of a rack are slow to other racks and not among themselves
  Rail,       ///< one rail is slow between all nodes
  Loss,       ///< messages of a node stall, its medians aside
  Cable,      ///< a node is slow to all others
  Adapter,    ///< a rank of a node is, where the node's other ranks are not
  Path,       ///< two nodes are slow to each other alone
  Member,     ///< a node, or a rank, keeps a collective waiting, whoever is in it
  Together,   ///< some nodes, or ranks, are slow together, and not in halves
  Divided,    ///< nodes, or racks, of which nobody can tell whether they are slow, or others fast
};
std::string_view name(Fault fault);

/// One part of the machine that is slower than its peers.
struct Suspect {
  Fault fault = Fault::Path;
  std::vector<int> nodes;  ///< the node; of a path both, ascending; of Divided the slower ones
  std::vector<int> racks;  ///< of an uplink the rack; both where two cannot be told apart; of
                           ///< Divided, where it is of racks, the slower ones
  int rail = -1;           ///< of a rail or an adapter
  double factor = 1;  ///< its times over its peers'; of a loss the share of messages that stalled
  int bad = 0;        ///< of `of` partners it is slow to, or has lost something with so many
  int of = 0;
  /// Of a loss: messages to the node that stalled, and how many there were; then those from it.
  int to[2] = {0, 0};
  int from[2] = {0, 0};

  bool same_place(const Suspect& other) const {
    return nodes == other.nodes && racks == other.racks && rail == other.rail;
  }
};

/// What is known of the machine beforehand, and what was sent.
struct LinkRules {
  /// RackRule::oversubscription. Needed where there are two racks: no third one shows what is
  /// usual.
  std::optional<double> oversubscription;
  /// Whether the rounds only confirm what others made suspicious; then a thousandth is little
  /// chance.
  bool confirming = false;
  bool latency = false;  ///< messages so short that their time is the hosts' and the switches'
};

/// What some rounds make suspicious.
struct Suspects {
  std::vector<Suspect> all;
  bool more = false;  ///< the search was ended where there may be more
};

LinkRules link_rules(std::optional<double> oversubscription, Bytes message);

/// Median and median absolute deviation.
struct Spread {
  double middle = 0;
  double mad = 0;
};
Spread spread_of(std::span<const double> all);

/// Robust z of `value` among `all`: 0.6745 (value - median) / MAD (Iglewicz & Hoaglin 1993); MAD is
/// taken to be `least_mad` at least, that equal ones do not make of a hair a wall.
double robust_z(double value, const Spread& all, double least_mad = 0.005);
double robust_z(double value, std::span<const double> all, double least_mad = 0.005);

/// Nodes whose processors are slower, from compute_s of the rounds; needs four nodes.
std::vector<Suspect> slow_processors(const Fabric& fabric, std::span<const PairRound> rounds);

/// All that these rounds alone make suspicious (docs/method_links.md), but the links of the nodes
/// of `excluded`. Pure; takes time in proportion to the number of pairs, times the number of
/// suspects found up to 32; more of them take hardly more.
Suspects suspects_of(const Fabric& fabric, std::span<const PairRound> rounds,
                     const LinkRules& rules, std::span<const Suspect> excluded = {});

/// Nobody need wait longer for suspects_of() so many pairs and the matchings of a second look: 40
/// times what a processor was seen to take, and more (docs/scale.md).
Seconds longest_fit(std::size_t pairs);

/// What a second look is to be about.
Doubted doubted_of(std::span<const Suspect> suspects);

/// More pairs that a first look found slow than there are slow paths in a machine, most of which
/// were as fast as others when they met again: flows that share links by chance, and nobody's
/// fault.
struct Varying {
  bool across = false;  ///< of pairs between racks
  int slow = 0;         ///< of `pairs` that the first look had
  int pairs = 0;
  int again = 0;  ///< slow each time they met in the second look
};

/// What is wrong by all rounds of a case together: named only what the first rounds and the second
/// look both found.
struct Located {
  std::vector<Suspect> named;
  std::vector<Suspect> once;     ///< seen in the first rounds and not confirmed
  std::vector<Varying> varying;  ///< paths of such pairs are neither named nor in `once`
  bool more = false;             ///< there may be more of either: the search was ended before
};
Located locate(const Fabric& fabric, std::span<const PairRound> rounds, const LinkRules& rules);

/// "host c05", "rank 7 (host c03, rail 1)", "uplink of rack r2", "path c03 - c11"
std::string place(const Fabric& fabric, const Suspect& suspect);
/// "cable: its links run at 0.25 of its peers' rate, to 7 of 7 partners"
std::string evidence(const Fabric& fabric, const Suspect& suspect, const LinkRules& rules);

}  // namespace fourfold
