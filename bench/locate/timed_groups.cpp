// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/timed_groups.hpp"

#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "bench/locate/suspects.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kBeyond = 3.5;  // robust z; Iglewicz & Hoaglin 1993
constexpr double kSlower = 1.1;  // times of long messages, as for links (slow_links.cpp)
constexpr double kSlowerLatency = 2;
constexpr double kSlowerFew = 1.5;     // where no spread says what is usual
constexpr std::size_t kPeersForZ = 8;  // fewer have no spread to speak of
constexpr std::size_t kMany = 32;      // of so many one hardly moves the median
constexpr std::size_t kAlike = 8;      // from so many members on, one more or less is no matter
constexpr std::size_t kQuarter = 4;
constexpr double kHardly = 1.2;  // beyond the noise of a member's fastest pair
constexpr double kHardlyLatency = 1.5;

/// The groups of a round that were timed, by number; who sat out is in none.
std::map<int, std::vector<int>> members_by_group(const Members& members, const GroupRound& round) {
  std::map<int, std::vector<int>> groups;
  for (int member = 0; member < members.count(); ++member) {
    const int rank = members.ranks[static_cast<std::size_t>(member)].front();
    const auto at = static_cast<std::size_t>(rank);
    if (at >= round.group.size()) continue;
    const int group = round.group[at];
    const bool timed = group >= 0 && static_cast<std::size_t>(group) < round.seconds.size() &&
                       round.seconds[static_cast<std::size_t>(group)] > 0;
    if (timed) groups[group].push_back(member);
  }
  std::erase_if(groups, [](const auto& one) { return one.second.size() < 2; });
  return groups;
}

bool crosses_racks(const Members& members, const std::vector<int>& group) {
  const auto rack = [&](int member) { return members.racks[static_cast<std::size_t>(member)]; };
  return std::ranges::any_of(group, [&](int one) { return rack(one) != rack(group.front()); });
}

/// Groups of one round of as many members, that reach as far.
using Kind = std::pair<std::size_t, bool>;
struct Timed {
  std::vector<int> members;
  double log_s = 0;
};
using ByKind = std::map<Kind, std::vector<Timed>>;

ByKind by_kind(const Members& members, const GroupRound& round) {
  ByKind kinds;
  for (auto& [group, own] : members_by_group(members, round)) {
    const Kind kind{std::min(own.size(), kAlike), crosses_racks(members, own)};
    const double log_s = std::log(round.seconds[static_cast<std::size_t>(group)]);
    kinds[kind].push_back({own, log_s});
  }
  return kinds;
}

/// Members that keep nobody waiting: who does makes all pairs slow that it is in. The quarter of
/// the members whose fastest pairs take the least is fast by definition, and so is who is hardly
/// behind; all are where that would be fewer than half.
std::vector<bool> exonerated(const Members& members, const std::vector<ByKind>& rounds,
                             bool short_message) {
  std::map<Kind, std::map<int, double>> fastest;
  for (const ByKind& round : rounds) {
    for (const auto& [kind, groups] : round) {
      if (kind.first != 2) continue;
      for (const Timed& one : groups) {
        for (const int member : one.members) {
          double& own = fastest[kind].try_emplace(member, one.log_s).first->second;
          own = std::min(own, one.log_s);
        }
      }
    }
  }
  const double hardly = std::log(short_message ? kHardlyLatency : kHardly);
  std::vector<bool> fast(members.ranks.size(), false);
  // Within racks first: of the few that meet somebody of another rack all may be slow.
  std::optional<double> most_of_across;
  for (const auto& [kind, of_kind] : fastest) {
    std::vector<double> logs;
    for (const auto& [member, log_s] : of_kind) logs.push_back(log_s);
    std::ranges::sort(logs);
    double level = logs[(logs.size() - 1) / kQuarter];
    if (kind.second) level = std::min(level, most_of_across.value_or(level));
    if (!kind.second)
      most_of_across = level + std::log(short_message ? kSlowerLatency : kSlowerFew);
    for (const auto& [member, log_s] : of_kind) {
      if (log_s <= level + hardly) fast[static_cast<std::size_t>(member)] = true;
    }
  }
  const bool most = 2 * std::ranges::count(fast, true) >= std::ssize(fast);
  return most ? fast : std::vector<bool>(members.ranks.size(), true);
}

bool all_of(const Timed& group, const std::vector<bool>& members) {
  return std::ranges::all_of(group.members,
                             [&](int member) { return members[static_cast<std::size_t>(member)]; });
}

/// What the peers of a group take. Of pairs those of exonerated members; where the round has none,
/// those of the other rounds; of one across racks that has none, and of whose members one is in
/// doubt, those within racks.
std::vector<double> peers(const Timed& one, const Kind& kind, const ByKind& round,
                          const std::vector<ByKind>& rounds, const std::vector<bool>& fast) {
  std::vector<double> logs;
  const auto add = [&](const ByKind& from, const Kind& which) {
    const auto groups = from.find(which);
    if (groups == from.end()) return;
    for (const Timed& other : groups->second) {
      const bool clean = which.first != 2 || all_of(other, fast);
      if (&other != &one && clean) logs.push_back(other.log_s);
    }
  };
  add(round, kind);
  if (!logs.empty() || kind.first != 2) return logs;
  for (const ByKind& other : rounds) add(other, kind);
  if (logs.empty() && kind.second && !all_of(one, fast)) add(round, {2, false});
  return logs;
}

std::size_t of_kind(const std::vector<ByKind>& rounds, const Kind& kind) {
  std::size_t groups = 0;
  for (const ByKind& round : rounds) {
    const auto found = round.find(kind);
    if (found != round.end()) groups += found->second.size();
  }
  return groups;
}

}  // namespace

std::vector<Seen> seen_in(const Members& members, std::span<const GroupRound> rounds,
                          bool short_message) {
  std::vector<ByKind> all;
  for (const GroupRound& round : rounds) all.push_back(by_kind(members, round));
  const std::vector<bool> fast = exonerated(members, all, short_message);
  std::vector<Seen> seen;
  for (const ByKind& round : all) {
    for (const auto& [kind, groups] : round) {
      // Of many one hardly moves what is usual, and the same holds for all of them.
      const bool many = groups.size() > kMany;
      std::vector<double> others;
      Spread usual;
      for (const Timed& one : groups) {
        if (!many || others.empty()) {
          others = peers(one, kind, round, all, fast);
          if (!others.empty()) usual = spread_of(others);
        }
        const bool few = others.size() + 1 < kPeersForZ;
        const double least = short_message ? kSlowerLatency : few ? kSlowerFew : kSlower;
        Seen own{one.members};
        // Where all others of its kind have somebody who may be slow it is fast by definition.
        const bool only_one =
            kind.first == 2 && others.empty() && of_kind(all, kind) > 1 && all_of(one, fast);
        own.judged = !others.empty() || only_one;
        if (!others.empty()) own.factor = std::exp(one.log_s - usual.middle);
        own.slow =
            !others.empty() && own.factor >= least && (few || robust_z(one.log_s, usual) > kBeyond);
        seen.push_back(std::move(own));
      }
    }
  }
  return seen;
}

}  // namespace fourfold
