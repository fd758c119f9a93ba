// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "bench/locate/fabric.hpp"
#include "bench/locate/matchings.hpp"
#include "kernels/input.hpp"

namespace fourfold {

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

inline void join(Matching& matching, int a, int b) {
  matching[static_cast<std::size_t>(a)] = b;
  matching[static_cast<std::size_t>(b)] = a;
}

inline std::vector<std::vector<int>> nodes_by_rack(const Fabric& fabric) {
  std::vector<std::vector<int>> racks(fabric.racks.size());
  for (std::size_t i = 0; i < fabric.nodes.size(); ++i) {
    racks[static_cast<std::size_t>(fabric.nodes[i].rack)].push_back(static_cast<int>(i));
  }
  return racks;
}

/// Round `round` of a tournament of n by the circle method: place p meets the one returned, or
/// itself where it sits out (n odd). n - 1 rounds, n where n is odd.
inline int opponent(int place, int round, int n) {
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
inline int tournament_rounds(int n) { return n < 2 ? 0 : n - 1 + n % 2; }

/// Draws matchings of the nodes of a fabric, each time others.
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
    std::vector<std::vector<int>> racks;
    for (const std::size_t rack : order) racks.push_back(racks_[rack]);
    return by_halves(std::move(racks));
  }

  /// Racks against racks where some are doubted, by fabric's numbers. Their nodes meet those of
  /// others as far as there are, in each `turn` those of other ones; or, `apart` false, the others'
  /// meet among themselves. Exact where racks are alike and even in number.
  Matching across_doubted(const std::vector<bool>& doubted, bool apart, int turn) {
    const std::vector<std::vector<int>> racks = nodes_by_rack(fabric_);
    if (order_.empty()) {
      order_.resize(racks.size());
      std::iota(order_.begin(), order_.end(), 0U);
      dice_.shuffle(order_);
    }
    std::vector<std::size_t> good, bad;
    for (const std::size_t rack : order_) (doubted[rack] ? bad : good).push_back(rack);
    if (!good.empty()) {
      std::rotate(good.begin(), good.begin() + turn % static_cast<int>(good.size()), good.end());
    }
    std::vector<std::vector<int>> first, second;
    const auto meet = [&](std::size_t a, std::size_t b) {
      first.push_back(racks[a]);
      second.push_back(racks[b]);
    };
    const std::size_t mixed = apart ? std::min(good.size(), bad.size()) : 0;
    for (std::size_t i = 0; i < mixed; ++i) meet(bad[i], good[i]);
    std::vector<std::size_t> left;
    for (const auto* const all : {&good, &bad}) {
      std::size_t i = mixed;
      for (; i + 1 < all->size(); i += 2) meet((*all)[i], (*all)[i + 1]);
      if (i < all->size()) left.push_back((*all)[i]);
    }
    if (left.size() == 2) meet(left[0], left[1]);
    if (left.size() == 1) first.push_back(racks[left[0]]);
    first.insert(first.end(), second.begin(), second.end());
    return by_halves(std::move(first));
  }

  /// The next matching across racks is of the same racks as the latest one.
  void same_racks_again() { --across_; }

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

  /// The first half of all nodes in this order against the second.
  Matching by_halves(std::vector<std::vector<int>> racks) {
    std::vector<int> row;
    for (std::vector<int>& own : racks) {
      dice_.shuffle(own);
      row.insert(row.end(), own.begin(), own.end());
    }
    leave_one_out(row);
    Matching matching = nobody();
    for (std::size_t i = 0; i < row.size() / 2; ++i)
      join(matching, row[i], row[i + row.size() / 2]);
    return matching;
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
  int across_ = 0;                  ///< rounds of racks against racks so far
  std::vector<std::size_t> order_;  ///< of racks, where some are doubted
};

}  // namespace fourfold
