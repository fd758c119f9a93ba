// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fourfold {

/// A number of each rank, for journals of very many ranks: whole multiples of `step`, each written
/// as its difference from `middle`, near which most of them are. In `text` each rank has one to a
/// few characters:
///   "."   exactly 0: not known
///   else  the difference d as a number z (2d, or -2d - 1 where d is negative), five bits a
///         character, the lowest first, plus 32 in all characters but the last; a character is
///         "A-Za-z0-9+/" at that place.
/// A rank's number is (middle + d) x step.
struct PackedRanks {
  double step = 1;
  long long middle = 0;
  std::string text;
};

/// Steps of 1, 2 or 5 times a power of ten, at most `resolution` of the median of those that are
/// known; so numbers near the median are right to half of that. Nothing where a number is negative
/// or not finite, or too far from the others.
std::optional<PackedRanks> pack_ranks(const std::vector<double>& values, double resolution);

/// Throws Error where the text is not of `count` numbers.
void check_packed(std::string_view text, std::size_t count);

/// By rank, of a text that check_packed has let pass.
std::vector<double> unpack_ranks(const PackedRanks& packed, std::size_t count);

/// A journal line whose packed texts ("packed":"...") are taken out, and stand there as their place
/// in `texts`: they are nearly all of a large record, and a JSON parser is slow with them.
struct LiftedLine {
  std::string json;
  std::vector<std::string_view> texts;  ///< of the line that was given
};
LiftedLine lift_packed(std::string_view line);

}  // namespace fourfold
