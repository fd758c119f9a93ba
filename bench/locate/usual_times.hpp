// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace fourfold {

/// What pairs of each kind (PairTime::kind) usually take: medians of logarithms of seconds, also
/// without some of them. To leave k of n out takes k log n steps, and not n.
class UsualTimes {
 public:
  /// `by_kind` may be in any order.
  explicit UsualTimes(std::vector<std::vector<double>> by_kind);

  std::size_t count(int kind) const { return of(kind).size(); }
  /// The median of all of that kind; nothing where there is none.
  std::optional<double> median(int kind) const { return medians_[static_cast<std::size_t>(kind)]; }
  /// That of the others, where each of `some` is one of that kind.
  std::optional<double> median_without(int kind, std::vector<double> some) const;
  /// These are none of that kind any more.
  void take_out(int kind, std::vector<double> some);

 private:
  const std::vector<double>& of(int kind) const { return sorted_[static_cast<std::size_t>(kind)]; }

  std::vector<std::vector<double>> sorted_;
  std::vector<std::optional<double>> medians_;
};

}  // namespace fourfold
