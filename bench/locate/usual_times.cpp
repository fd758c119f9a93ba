// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/usual_times.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace fourfold {
namespace {

/// Where each of `some` stands in `all`, both ascending; of equal ones each has a place of its own.
std::vector<std::size_t> places_of(const std::vector<double>& some,
                                   const std::vector<double>& all) {
  std::vector<std::size_t> places;
  auto from = all.begin();
  for (const double one : some) {
    from = std::lower_bound(from, all.end(), one);
    places.push_back(static_cast<std::size_t>(from++ - all.begin()));
  }
  return places;
}

/// The median of `all`, ascending, without those at `left_out`, ascending places.
std::optional<double> median_of(const std::vector<double>& all,
                                const std::vector<std::size_t>& left_out) {
  if (all.size() == left_out.size()) return std::nullopt;
  const std::size_t rest = all.size() - left_out.size();
  const auto at = [&](std::size_t place) {
    for (const std::size_t one : left_out) {
      if (one > place) break;
      ++place;
    }
    return all[place];
  };
  const double middle = at(rest / 2);
  if (rest % 2 == 1) return middle;
  const double below = at(rest / 2 - 1);
  return below + (middle - below) / 2;  // as median() in core/statistics
}

}  // namespace

UsualTimes::UsualTimes(std::vector<std::vector<double>> by_kind) : sorted_(std::move(by_kind)) {
  for (std::vector<double>& one : sorted_) {
    std::ranges::sort(one);
    medians_.push_back(median_of(one, {}));
  }
}

std::optional<double> UsualTimes::median_without(int kind, std::vector<double> some) const {
  std::ranges::sort(some);
  return median_of(of(kind), places_of(some, of(kind)));
}

void UsualTimes::take_out(int kind, std::vector<double> some) {
  std::ranges::sort(some);
  std::vector<double>& own = sorted_[static_cast<std::size_t>(kind)];
  std::vector<double> rest;
  rest.reserve(own.size());
  std::ranges::set_difference(own, some, std::back_inserter(rest));
  own = std::move(rest);
  medians_[static_cast<std::size_t>(kind)] = median_of(own, {});
}

}  // namespace fourfold
