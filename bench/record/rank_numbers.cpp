// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/rank_numbers.hpp"

#include <utility>

namespace fourfold {

RankNumbers::RankNumbers(PackedRanks packed, std::size_t count) {
  check_packed(packed.text, count);
  numbers_ = Packed{std::move(packed), count};
}

std::size_t RankNumbers::size() const {
  const auto* const packed = std::get_if<Packed>(&numbers_);
  return packed != nullptr ? packed->count : std::get<std::vector<double>>(numbers_).size();
}

std::vector<double> RankNumbers::list() const {
  const auto* const packed = std::get_if<Packed>(&numbers_);
  if (packed == nullptr) return std::get<std::vector<double>>(numbers_);
  return unpack_ranks(packed->ranks, packed->count);
}

std::vector<double>& RankNumbers::edit() {
  if (std::holds_alternative<Packed>(numbers_)) numbers_ = list();
  return std::get<std::vector<double>>(numbers_);
}

const PackedRanks* RankNumbers::packed() const {
  const auto* const packed = std::get_if<Packed>(&numbers_);
  return packed != nullptr ? &packed->ranks : nullptr;
}

}  // namespace fourfold
