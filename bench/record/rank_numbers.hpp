// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <initializer_list>
#include <utility>
#include <variant>
#include <vector>

#include "bench/record/packed_ranks.hpp"

namespace fourfold {

/// A number of each rank: a list or, as records of very many ranks hold it, packed, in a sixth of
/// the memory. It is unpacked where it is looked at and as often, a million numbers in some 4 ms.
class RankNumbers {
 public:
  RankNumbers() = default;
  RankNumbers(std::vector<double> numbers) : numbers_(std::move(numbers)) {}
  RankNumbers(std::initializer_list<double> numbers) : numbers_(std::vector(numbers)) {}
  /// Throws Error where the text is not of `count` numbers.
  RankNumbers(PackedRanks packed, std::size_t count);

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  /// By rank.
  std::vector<double> list() const;
  /// The list itself, to be changed: packed no more.
  std::vector<double>& edit();
  /// nullptr where it is a list.
  const PackedRanks* packed() const;

  /// Whether the numbers are the same, packed or not.
  friend bool operator==(const RankNumbers& a, const RankNumbers& b) {
    return a.list() == b.list();
  }

 private:
  struct Packed {
    PackedRanks ranks;
    std::size_t count;
  };
  std::variant<std::vector<double>, Packed> numbers_;
};

}  // namespace fourfold
