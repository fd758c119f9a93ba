// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "bench/locate/fabric.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// What a collective is split down to: nodes, or the ranks where there are fewer than four nodes.
struct Members {
  bool of_nodes = true;
  std::vector<std::vector<int>> ranks;  ///< by member
  std::vector<std::string> names;       ///< "host c05", "rank 3 (host c05)"
  std::vector<std::string> hosts;
  std::vector<int> racks;  ///< of Fabric::racks

  int count() const { return static_cast<int>(ranks.size()); }
};
/// In the order of racks, so that halves follow them. Fewer than four have no peers to be held
/// against: then none.
Members members_of(const Fabric& fabric);

/// By member its group, from 0.
using Groups = std::vector<int>;

/// Groups for a first look: halves, quarters and so on, each within one before, while they have
/// four members; then pairs of neighbours, and pairs of neighbours that were in different ones. As
/// many as log2 of the members. Of an odd number one sits out, in a group of its own.
std::vector<Groups> first_groups(const Members& members);

/// What makes groups slow that it is in.
struct GroupSuspect {
  enum class What {
    Member,    ///< slow with all its partners
    Pair,      ///< two that are slow together, and not with others
    Together,  ///< more of them, slow together and not in halves
  };
  What what = What::Member;
  std::vector<int> members;  ///< ascending
  double factor = 1;         ///< its groups' time over that of their peers
  std::size_t largest = 0;   ///< members of the largest group that it was seen to slow down

  bool same_place(const GroupSuspect& other) const {
    return what == other.what && members == other.members;
  }
};

/// What these rounds alone make suspicious. `short_message`: its time is latency (LinkRules). Pure;
/// takes time in proportion to members times rounds.
std::vector<GroupSuspect> group_suspects(const Members& members, std::span<const GroupRound> rounds,
                                         bool short_message);

/// Groups for a second look; none where there is no suspect. Twice pairs in which suspects have
/// partners that are not suspects, others each time; where suspects are more than one in four, once
/// with each other, for nobody else would show what is usual; then the suspects of several members
/// together again, all others in groups of that size.
std::vector<Groups> second_groups(const Members& members,
                                  const std::vector<GroupSuspect>& suspects);

/// By rank.
std::vector<int> groups_by_rank(const Members& members, const Groups& groups);

/// What is wrong by all rounds of a case.
struct BisectionResult {
  std::vector<GroupSuspect> named;  ///< the second look found them, too
  std::vector<GroupSuspect> once;
};
BisectionResult bisected(const Members& members, std::span<const GroupRound> rounds,
                         bool short_message);

/// "host c05", "hosts c03 and c11 together", "8 hosts from c00 to c07 together"
std::string place(const Members& members, const GroupSuspect& suspect);
/// "the collective takes 3.90 times as long with it as among its peers, from 2 members up to 8"
std::string evidence(const Members& members, const GroupSuspect& suspect);

}  // namespace fourfold
