// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/matchings.hpp"

#include <algorithm>
#include <numeric>

#include "kernels/input.hpp"

namespace fourfold {
namespace {

constexpr int kWithinEvery = 4;  // of random matchings one in so many is within racks
constexpr int kAgainWithin = 2;
constexpr int kAgainAcross = 3;

/// The same numbers from the same seed on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed) {}
  template <class T>
  void shuffle(std::vector<T>& list) {
    for (std::size_t i = list.size(); i > 1; --i) {
      std::swap(list[i - 1], list[random_bits(seed_, count_++) % i]);
    }
  }

 private:
  std::uint64_t seed_;
  std::uint64_t count_ = 0;
};

void join(Matching& matching, int a, int b) {
  matching[static_cast<std::size_t>(a)] = b;
  matching[static_cast<std::size_t>(b)] = a;
}

std::vector<std::vector<int>> nodes_by_rack(const Fabric& fabric) {
  std::vector<std::vector<int>> racks(fabric.racks.size());
  for (std::size_t i = 0; i < fabric.nodes.size(); ++i) {
    racks[static_cast<std::size_t>(fabric.nodes[i].rack)].push_back(static_cast<int>(i));
  }
  return racks;
}

/// Round `round` of a tournament of n by the circle method: place p meets the one returned, or
/// itself where it sits out (n odd). n - 1 rounds, n where n is odd.
int opponent(int place, int round, int n) {
  const int even = n + n % 2;
  const int last = even - 1;
  int other = 0;
  if (place == last) {
    other = round;
  } else if (place == round) {
    other = last;
  } else {
    other = (2 * round - place + 2 * last) % last;
  }
  return other >= n ? place : other;
}
int tournament_rounds(int n) { return n < 2 ? 0 : n - 1 + n % 2; }

class Matcher {
 public:
  Matcher(const Fabric& fabric, std::uint64_t seed)
      : fabric_(fabric),
        dice_(seed),
        racks_(nodes_by_rack(fabric)),
        sat_out_(fabric.nodes.size(), 0) {}

  int nodes() const { return static_cast<int>(fabric_.nodes.size()); }
  bool has_within() const {
    return std::ranges::any_of(racks_, [](const auto& rack) { return rack.size() > 1; });
  }
  bool has_across() const { return racks_.size() > 1; }
  /// Racks of one size, and an even number of them or one.
  bool regular() const {
    const auto like_first = [&](const auto& rack) { return rack.size() == racks_[0].size(); };
    return std::ranges::all_of(racks_, like_first) &&
           (racks_.size() == 1 || racks_.size() % 2 == 0);
  }

  std::vector<Matching> all_pairs() {
    for (auto& rack : racks_) dice_.shuffle(rack);
    return regular() ? by_racks() : by_circle();
  }
  int all_pairs_rounds() const {
    if (!regular()) return tournament_rounds(nodes());
    const int each = static_cast<int>(racks_[0].size());
    return tournament_rounds(each) + tournament_rounds(static_cast<int>(racks_.size())) * each;
  }

  Matching within_racks() {
    Matching matching = nobody();
    for (const auto& rack : racks_) {
      std::vector<int> order = rack;
      shuffle_even(order);
      for (std::size_t i = 0; i + 1 < order.size(); i += 2) join(matching, order[i], order[i + 1]);
    }
    return matching;
  }

  /// Racks against racks, each time others; of racks that are not alike all nodes in one row, rack
  /// by rack, whose halves are paired: no rack of up to half of the nodes meets itself.
  Matching across_racks() {
    if (regular()) return next_racks();
    std::vector<std::size_t> order(racks_.size());
    std::iota(order.begin(), order.end(), 0U);
    dice_.shuffle(order);
    std::vector<int> row;
    for (const std::size_t rack : order) {
      std::vector<int> own = racks_[rack];
      dice_.shuffle(own);
      row.insert(row.end(), own.begin(), own.end());
    }
    leave_one_out(row);
    Matching matching = nobody();
    for (std::size_t i = 0; i < row.size() / 2; ++i)
      join(matching, row[i], row[i + row.size() / 2]);
    return matching;
  }

 private:
  Matching nobody() const { return Matching(fabric_.nodes.size(), -1); }

  void shuffle_even(std::vector<int>& order) {
    dice_.shuffle(order);
    leave_one_out(order);
  }
  /// Of an odd number the one goes that has sat out least often.
  void leave_one_out(std::vector<int>& order) {
    if (order.size() % 2 == 0) return;
    const auto out = std::ranges::min_element(
        order, {}, [&](int node) { return sat_out_[static_cast<std::size_t>(node)]; });
    ++sat_out_[static_cast<std::size_t>(*out)];
    order.erase(out);
  }

  Matching next_racks() {
    const int racks = static_cast<int>(racks_.size());
    if (across_ % tournament_rounds(racks) == 0) dice_.shuffle(racks_);
    for (auto& rack : racks_) dice_.shuffle(rack);
    Matching matching = nobody();
    for (int rack = 0; rack < racks; ++rack) {
      const int other = opponent(rack, across_ % tournament_rounds(racks), racks);
      const auto& own = racks_[static_cast<std::size_t>(rack)];
      for (std::size_t place = 0; rack < other && place < own.size(); ++place) {
        join(matching, own[place], racks_[static_cast<std::size_t>(other)][place]);
      }
    }
    ++across_;
    return matching;
  }

  std::vector<Matching> by_circle() {
    std::vector<int> order;
    for (const auto& rack : racks_) order.insert(order.end(), rack.begin(), rack.end());
    std::vector<Matching> all;
    const int n = nodes();
    for (int round = 0; round < tournament_rounds(n); ++round) {
      all.push_back(nobody());
      for (int place = 0; place < n; ++place) {
        const int other = opponent(place, round, n);
        if (other != place) {
          join(all.back(), order[static_cast<std::size_t>(place)],
               order[static_cast<std::size_t>(other)]);
        }
      }
    }
    return all;
  }

  /// Within all racks at the same time; then racks against racks, node p against p + shift.
  std::vector<Matching> by_racks() {
    std::vector<Matching> all;
    const int racks = static_cast<int>(racks_.size());
    const int each = static_cast<int>(racks_[0].size());
    const auto node = [&](int rack, int place) {
      return racks_[static_cast<std::size_t>(rack)][static_cast<std::size_t>(place)];
    };
    for (int round = 0; round < tournament_rounds(each); ++round) {
      all.push_back(nobody());
      for (int rack = 0; rack < racks; ++rack) {
        for (int place = 0; place < each; ++place) {
          const int other = opponent(place, round, each);
          if (other != place) join(all.back(), node(rack, place), node(rack, other));
        }
      }
    }
    for (int round = 0; round < tournament_rounds(racks); ++round) {
      for (int shift = 0; shift < each; ++shift) {
        all.push_back(nobody());
        for (int rack = 0; rack < racks; ++rack) {
          const int other = opponent(rack, round, racks);
          for (int place = 0; rack < other && place < each; ++place) {
            join(all.back(), node(rack, place), node(other, (place + shift) % each));
          }
        }
      }
    }
    return all;
  }

  const Fabric& fabric_;
  Dice dice_;
  std::vector<std::vector<int>> racks_;
  std::vector<int> sat_out_;
  int across_ = 0;  ///< rounds of racks against racks so far
};

bool is_path(const Doubted& doubted, int a, int b) {
  return std::ranges::any_of(doubted.paths, [&](const auto& path) {
    return std::pair(path) == std::pair(a, b) || std::pair(path) == std::pair(b, a);
  });
}

/// Makes a and b partners; those that they had become partners of each other.
void bring_together(Matching& matching, int a, int b) {
  const int of_a = matching[static_cast<std::size_t>(a)];
  const int of_b = matching[static_cast<std::size_t>(b)];
  if (of_a == b) return;
  join(matching, a, b);
  if (of_a >= 0 && of_b >= 0) {
    join(matching, of_a, of_b);
  } else {
    for (const int left : {of_a, of_b}) {
      if (left >= 0) matching[static_cast<std::size_t>(left)] = -1;
    }
  }
}

/// Where two doubted nodes are partners, exchanges partners with a pair of good ones; of the same
/// kind as they were, within a rack or across, as far as there is one.
void keep_apart(const Fabric& fabric, const Doubted& doubted, Matching& matching) {
  std::vector<bool> bad(fabric.nodes.size(), false);
  for (const int node : doubted.nodes) bad[static_cast<std::size_t>(node)] = true;
  const auto partner = [&](int node) { return matching[static_cast<std::size_t>(node)]; };
  for (const int a : doubted.nodes) {
    const int b = partner(a);
    if (b < a || !bad[static_cast<std::size_t>(b)] || is_path(doubted, a, b)) continue;
    int best = -1, most_alike = -1;
    for (int x = 0; x < static_cast<int>(matching.size()); ++x) {
      const int y = partner(x);
      if (y < 0 || bad[static_cast<std::size_t>(x)] || bad[static_cast<std::size_t>(y)]) continue;
      if (is_path(doubted, x, y)) continue;
      const bool kind = fabric.across(a, b);
      const int alike = (fabric.across(a, x) == kind) + (fabric.across(b, y) == kind);
      if (alike > most_alike) best = x;
      most_alike = std::max(most_alike, alike);
    }
    if (best < 0) continue;
    const int y = partner(best);
    join(matching, a, best);
    join(matching, b, y);
  }
}

}  // namespace

std::vector<Matching> first_matchings(const Fabric& fabric, int rounds, std::uint64_t seed) {
  if (fabric.nodes.size() < 2) return {};
  Matcher matcher(fabric, seed);
  if (matcher.all_pairs_rounds() <= rounds) return matcher.all_pairs();
  std::vector<Matching> all;
  for (int round = 0; round < rounds; ++round) {
    const bool within =
        !matcher.has_across() || (round % kWithinEvery == 0 && matcher.has_within());
    all.push_back(within ? matcher.within_racks() : matcher.across_racks());
  }
  return all;
}

std::vector<Matching> second_matchings(const Fabric& fabric, const Doubted& doubted,
                                       std::uint64_t seed) {
  Matcher matcher(fabric, ~seed);
  std::vector<Matching> all;
  constexpr int kMeetings = 2;  // of a path's ends; in the other rounds they meet others
  std::vector<int> met(doubted.paths.size(), 0);
  const bool both = matcher.has_across() && matcher.has_within();
  for (int round = 0; round < kAgainWithin + kAgainAcross; ++round) {
    const bool across = matcher.has_across() && (!both || round >= kAgainWithin);
    Matching matching = across ? matcher.across_racks() : matcher.within_racks();
    std::vector<bool> taken(fabric.nodes.size(), false);
    for (std::size_t i = 0; i < doubted.paths.size(); ++i) {
      const auto [a, b] = doubted.paths[i];
      const auto end = taken.begin() + a, other = taken.begin() + b;
      if (met[i] == kMeetings || fabric.across(a, b) != across || *end || *other) continue;
      bring_together(matching, a, b);
      *end = *other = true;
      ++met[i];
    }
    keep_apart(fabric, doubted, matching);
    all.push_back(std::move(matching));
  }
  return all;
}

}  // namespace fourfold
