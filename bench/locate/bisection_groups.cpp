// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "bench/locate/bisection.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kLeastMembers = 4;
constexpr std::size_t kManyAre = 4;  // one of so many members, and more

/// `order` in `parts` pieces, each half of one of `parts` / 2; by member its piece.
Groups pieces(const std::vector<int>& order, std::size_t parts) {
  Groups groups(order.size());
  const std::size_t n = order.size();
  // Piece p ends where p + 1 of n / parts members end: the same boundaries as with half as many
  // parts, and some between.
  for (std::size_t part = 0; part < parts; ++part) {
    for (std::size_t i = part * n / parts; i < (part + 1) * n / parts; ++i) {
      groups[static_cast<std::size_t>(order[i])] = static_cast<int>(part);
    }
  }
  return groups;
}

/// Fills groups one after the other.
class Filling {
 public:
  explicit Filling(std::size_t members) : groups_(members, -1) {}

  void join(int one, int other) {
    groups_[static_cast<std::size_t>(one)] = next_;
    groups_[static_cast<std::size_t>(other)] = next_;
    ++next_;
  }
  /// Of an odd number the last one sits out.
  void join_all(const std::vector<int>& row) {
    for (std::size_t i = 0; i + 1 < row.size(); i += 2) join(row[i], row[i + 1]);
    if (row.size() % 2 == 1) put({row.back()});
  }
  void put(const std::vector<int>& group) {
    for (const int member : group) groups_[static_cast<std::size_t>(member)] = next_;
    ++next_;
  }
  bool free(int member) const { return groups_[static_cast<std::size_t>(member)] < 0; }
  Groups take() { return std::move(groups_); }

 private:
  Groups groups_;
  int next_ = 0;
};

std::vector<std::vector<int>> by_rack(const Members& members) {
  const auto racks = members.racks.empty() ? 0 : std::ranges::max(members.racks) + 1;
  std::vector<std::vector<int>> all(static_cast<std::size_t>(racks));
  for (int member = 0; member < members.count(); ++member) {
    all[static_cast<std::size_t>(members.racks[static_cast<std::size_t>(member)])].push_back(
        member);
  }
  return all;
}

/// Each rack by itself, turned by so many members; who is left of a rack meets one of another.
Groups neighbours(const Members& members, std::size_t turned) {
  Filling pairs(members.ranks.size());
  std::vector<int> left;
  for (std::vector<int>& rack : by_rack(members)) {
    if (rack.empty()) continue;
    std::rotate(rack.begin(), rack.begin() + static_cast<std::ptrdiff_t>(turned % rack.size()),
                rack.end());
    if (rack.size() % 2 == 1) {
      left.push_back(rack.back());
      rack.pop_back();
    }
    pairs.join_all(rack);
  }
  if (!left.empty()) {
    std::rotate(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(turned % left.size()),
                left.end());
  }
  pairs.join_all(left);
  return pairs.take();
}

/// Who is doubted has a partner who is not, of the same rack where there is one; another in each
/// round.
Groups apart(const Members& members, const std::vector<bool>& doubted, std::size_t round) {
  Filling pairs(members.ranks.size());
  std::vector<int> good_left, doubted_left;
  for (const std::vector<int>& rack : by_rack(members)) {
    std::vector<int> good, bad;
    for (const int member : rack) {
      (doubted[static_cast<std::size_t>(member)] ? bad : good).push_back(member);
    }
    if (!good.empty()) {
      std::rotate(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(round % good.size()),
                  good.end());
    }
    const std::size_t both = std::min(good.size(), bad.size());
    for (std::size_t i = 0; i < both; ++i) pairs.join(bad[i], good[i]);
    for (std::size_t i = both; i + 1 < good.size(); i += 2) pairs.join(good[i], good[i + 1]);
    if (good.size() > both && (good.size() - both) % 2 == 1) good_left.push_back(good.back());
    doubted_left.insert(doubted_left.end(), bad.begin() + static_cast<std::ptrdiff_t>(both),
                        bad.end());
  }
  const std::size_t both = std::min(good_left.size(), doubted_left.size());
  for (std::size_t i = 0; i < both; ++i) pairs.join(doubted_left[i], good_left[i]);
  std::vector<int> rest(good_left.begin() + static_cast<std::ptrdiff_t>(both), good_left.end());
  rest.insert(rest.end(), doubted_left.begin() + static_cast<std::ptrdiff_t>(both),
              doubted_left.end());
  pairs.join_all(rest);
  return pairs.take();
}

/// Who is doubted with others who are, and all others among themselves: those show what is usual.
Groups by_doubt(const std::vector<bool>& doubted) {
  Filling pairs(doubted.size());
  std::vector<int> left;
  for (const bool of_doubted : {false, true}) {
    std::vector<int> row;
    for (std::size_t member = 0; member < doubted.size(); ++member) {
      if (doubted[member] == of_doubted) row.push_back(static_cast<int>(member));
    }
    if (row.size() % 2 == 1) {
      left.push_back(row.back());
      row.pop_back();
    }
    pairs.join_all(row);
  }
  pairs.join_all(left);
  return pairs.take();
}

/// Suspects of as many members as the first one, as they were; others in groups of that size, and
/// the rest sits out.
Groups together_again(const Members& members, const std::vector<const GroupSuspect*>& suspects) {
  const std::size_t size = suspects.front()->members.size();
  Filling groups(members.ranks.size());
  for (const GroupSuspect* const one : suspects) {
    const auto free = [&](int member) { return groups.free(member); };
    if (one->members.size() == size && std::ranges::all_of(one->members, free)) {
      groups.put(one->members);
    }
  }
  std::vector<int> row;
  for (const std::vector<int>& rack : by_rack(members)) {
    for (const int member : rack) {
      if (!groups.free(member)) continue;
      row.push_back(member);
      if (row.size() < size) continue;
      groups.put(row);
      row.clear();
    }
  }
  for (const int member : row) groups.put({member});
  return groups.take();
}

}  // namespace

Members members_of(const Fabric& fabric) {
  Members members;
  members.of_nodes = fabric.nodes.size() >= kLeastMembers;
  std::vector<std::size_t> order(fabric.nodes.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, {}, [&](std::size_t node) { return fabric.nodes[node].rack; });
  for (const std::size_t index : order) {
    const Fabric::Node& node = fabric.nodes[index];
    const auto add = [&](std::vector<int> ranks, std::string name) {
      members.ranks.push_back(std::move(ranks));
      members.names.push_back(std::move(name));
      members.hosts.push_back(node.name);
      members.racks.push_back(node.rack);
    };
    if (members.of_nodes) {
      add(node.ranks, "host " + node.name);
      continue;
    }
    for (const int rank : node.ranks)
      add({rank}, fmt::format("rank {} (host {})", rank, node.name));
  }
  return members.ranks.size() < kLeastMembers ? Members{} : members;
}

std::vector<Groups> first_groups(const Members& members) {
  std::vector<Groups> all;
  const std::size_t n = members.ranks.size();
  if (n < kLeastMembers) return all;
  std::vector<int> order(n);
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t parts = 2; n / parts >= kLeastMembers; parts *= 2) {
    all.push_back(pieces(order, parts));
  }
  // Turned by one, so that of two that were slow one shows to be fast.
  all.push_back(neighbours(members, 0));
  all.push_back(neighbours(members, 1));
  return all;
}

std::vector<Groups> second_groups(const Members& members,
                                  const std::vector<GroupSuspect>& suspects) {
  std::vector<Groups> all;
  if (suspects.empty()) return all;
  std::vector<bool> doubted(members.ranks.size(), false);
  std::vector<const GroupSuspect*> together;
  for (const GroupSuspect& one : suspects) {
    if (one.what != GroupSuspect::What::Member) together.push_back(&one);
    // More than two are not doubted each.
    if (one.what == GroupSuspect::What::Together) continue;
    for (const int member : one.members) doubted[static_cast<std::size_t>(member)] = true;
  }
  for (const std::size_t round : {0U, 1U}) all.push_back(apart(members, doubted, round));
  const auto many = static_cast<std::size_t>(std::ranges::count(doubted, true));
  if (kManyAre * many > doubted.size()) all.push_back(by_doubt(doubted));
  if (!together.empty()) all.push_back(together_again(members, together));
  return all;
}

std::vector<int> groups_by_rank(const Members& members, const Groups& groups) {
  std::size_t ranks = 0;
  for (const std::vector<int>& own : members.ranks) ranks += own.size();
  std::vector<int> by_rank(ranks, 0);
  for (std::size_t member = 0; member < groups.size(); ++member) {
    for (const int rank : members.ranks[member]) {
      by_rank[static_cast<std::size_t>(rank)] = groups[member];
    }
  }
  return by_rank;
}

}  // namespace fourfold
