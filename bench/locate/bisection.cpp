// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/bisection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/locate/timed_groups.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

using What = GroupSuspect::What;

constexpr std::size_t kConfirming = 2;  // groups with partners beyond doubt

bool within(const std::vector<int>& inner, const std::vector<int>& outer) {
  return std::ranges::includes(outer, inner);
}

/// By member: in how many pairs it was that were slow, and that were not.
struct Counts {
  std::size_t slow = 0;
  std::size_t fast = 0;
};
std::vector<Counts> counts_of(const Members& members, const std::vector<Seen>& all) {
  std::vector<Counts> counts(members.ranks.size());
  for (const Seen& one : all) {
    if (!one.judged || !one.pair()) continue;
    for (const int member : one.members) {
      Counts& own = counts[static_cast<std::size_t>(member)];
      ++(one.slow ? own.slow : own.fast);
    }
  }
  return counts;
}

std::vector<GroupRound> of_look(std::span<const GroupRound> rounds, bool again) {
  std::vector<GroupRound> some;
  std::ranges::copy_if(rounds, std::back_inserter(some),
                       [&](const GroupRound& one) { return one.again == again; });
  return some;
}

/// Median over the slow ones among those of `all` that `suspect` is in.
void describe(const std::vector<Seen>& all, GroupSuspect& suspect) {
  std::vector<double> factors;
  for (const Seen& one : all) {
    if (!one.slow || !within(suspect.members, one.members)) continue;
    suspect.largest = std::max(suspect.largest, one.members.size());
    const bool own = suspect.what == What::Member ? one.pair() : one.members == suspect.members;
    if (own) factors.push_back(one.factor);
  }
  if (!factors.empty()) suspect.factor = median(factors);
}

/// Whether the second look says so, too. Of a member what it did with `doubted` partners says
/// nothing against it.
bool confirmed(const GroupSuspect& suspect, const std::vector<Seen>& again,
               const std::vector<bool>& doubted, const std::vector<Counts>& counts) {
  if (suspect.what != What::Member) {
    const bool slow_again = std::ranges::any_of(
        again, [&](const Seen& one) { return one.slow && one.members == suspect.members; });
    if (suspect.what == What::Together) return slow_again;
    return slow_again && std::ranges::all_of(suspect.members, [&](int member) {
             return counts[static_cast<std::size_t>(member)].fast > 0;
           });
  }
  const int own = suspect.members.front();
  std::size_t slow = 0;
  for (const Seen& one : again) {
    if (!one.judged || !one.pair() || !one.has(own)) continue;
    if (!one.slow) return false;
    slow += std::ranges::none_of(one.members, [&](int member) {
      return member != own && doubted[static_cast<std::size_t>(member)];
    });
  }
  return slow >= kConfirming;
}

}  // namespace

std::vector<GroupSuspect> group_suspects(const Members& members, std::span<const GroupRound> rounds,
                                         bool short_message) {
  const std::vector<Seen> all = seen_in(members, rounds, short_message);
  const std::vector<Counts> counts = counts_of(members, all);
  std::vector<GroupSuspect> found;
  std::vector<bool> suspect(members.ranks.size(), false);
  for (int member = 0; member < members.count(); ++member) {
    const Counts& own = counts[static_cast<std::size_t>(member)];
    if (own.slow == 0 || own.fast > 0) continue;
    suspect[static_cast<std::size_t>(member)] = true;
    found.push_back({What::Member, {member}});
  }
  for (const Seen& one : all) {
    if (!one.slow) continue;
    const bool explained = std::ranges::any_of(
        one.members, [&](int member) { return suspect[static_cast<std::size_t>(member)]; });
    const bool in_a_part = std::ranges::any_of(all, [&](const Seen& part) {
      return part.slow && part.members != one.members && within(part.members, one.members);
    });
    if (explained || in_a_part) continue;
    const GroupSuspect together{one.members.size() == 2 ? What::Pair : What::Together, one.members};
    const auto same = [&](const GroupSuspect& other) { return other.same_place(together); };
    if (std::ranges::none_of(found, same)) found.push_back(together);
  }
  for (GroupSuspect& one : found) describe(all, one);
  return found;
}

BisectionResult bisected(const Members& members, std::span<const GroupRound> rounds,
                         bool short_message) {
  BisectionResult result;
  const std::vector<GroupSuspect> first =
      group_suspects(members, of_look(rounds, false), short_message);
  const std::vector<Seen> again = seen_in(members, of_look(rounds, true), short_message);
  const std::vector<Seen> all = seen_in(members, rounds, short_message);
  const std::vector<Counts> counts = counts_of(members, again);
  std::vector<bool> doubted(members.ranks.size(), false);
  for (const GroupSuspect& one : first) {
    for (const int member : one.members) doubted[static_cast<std::size_t>(member)] = true;
  }
  for (GroupSuspect one : first) {
    describe(all, one);
    (confirmed(one, again, doubted, counts) ? result.named : result.once).push_back(std::move(one));
  }
  return result;
}

std::string place(const Members& members, const GroupSuspect& suspect) {
  const auto name = [&](std::size_t i) -> const std::string& {
    return members.names[static_cast<std::size_t>(suspect.members[i])];
  };
  switch (suspect.what) {
    case What::Member:
      return name(0);
    case What::Pair:
      return fmt::format("{} and {} together", name(0), name(1));
    case What::Together:
      return fmt::format("the {} from {} to {} together", suspect.members.size(), name(0),
                         name(suspect.members.size() - 1));
  }
  return "";
}

std::string evidence(const Members& members, const GroupSuspect& suspect) {
  const std::string_view what = members.of_nodes ? "hosts" : "ranks";
  switch (suspect.what) {
    case What::Member:
      return fmt::format(
          "keeps the others waiting: groups of two with it take {:.2f} times as long as those "
          "without, whoever the other one is; it was seen to slow groups of up to {} {}",
          suspect.factor, suspect.largest, what);
    case What::Pair:
      return fmt::format(
          "take {:.2f} times as long as other groups of two; with others both are as fast as those",
          suspect.factor);
    case What::Together:
      return fmt::format(
          "take {:.2f} times as long as other groups of {} {}; halves of them are not slow",
          suspect.factor, suspect.members.size(), what);
  }
  return "";
}

}  // namespace fourfold
