// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/packed_ranks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr char kUnknown = '.';
constexpr std::uint64_t kMore = 32;
constexpr double kMost = 1e15;  ///< steps that a double holds exactly

constexpr int kMostDigits = 13;  ///< of a number, as many as 64 bits take

// What a character says: the value of a digit, or one of these.
constexpr std::uint8_t kIsUnknown = 64;
constexpr std::uint8_t kIsNothing = 65;
constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kIsNothing);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  values[static_cast<unsigned char>(kUnknown)] = kIsUnknown;
  return values;
}();

std::uint8_t value_of(char one) { return kValues[static_cast<unsigned char>(one)]; }

/// The median of those above 0; 0 where there are none.
double median_of_known(const std::vector<double>& values) {
  std::vector<double> known;
  std::ranges::copy_if(values, std::back_inserter(known), [](double v) { return v > 0; });
  if (known.empty()) return 0;
  const auto middle = known.begin() + static_cast<long>(known.size() / 2);
  std::ranges::nth_element(known, middle);
  return *middle;
}

/// The largest of 1, 2 and 5 times a power of ten that is not above `most`.
double round_step(double most) {
  const double power = std::pow(10, std::floor(std::log10(most)));
  for (const double times : {5.0, 2.0}) {
    if (times * power <= most) return times * power;
  }
  return power;
}

void append(std::string& text, long long difference) {
  auto z = static_cast<std::uint64_t>(difference) << 1;
  if (difference < 0) z = ~z;
  do {
    const std::uint64_t five = z & (kMore - 1);
    z >>= 5;
    text += kDigits[five + (z > 0 ? kMore : 0)];
  } while (z > 0);
}

}  // namespace

std::optional<PackedRanks> pack_ranks(const std::vector<double>& values, double resolution) {
  const double median = median_of_known(values);
  PackedRanks packed;
  if (median > 0) packed.step = round_step(resolution * median);
  packed.middle = std::llround(median / packed.step);
  packed.text.reserve(2 * values.size());
  for (const double value : values) {
    const double steps = value / packed.step;
    if (!(steps >= 0) || steps > kMost) return std::nullopt;
    if (value == 0) {
      packed.text += kUnknown;
    } else {
      append(packed.text, std::llround(steps) - packed.middle);
    }
  }
  return packed;
}

void check_packed(std::string_view text, std::size_t count) {
  std::size_t numbers = 0;
  int digits = 0;  // of the number in hand
  for (const char one : text) {
    const std::uint8_t value = value_of(one);
    const bool fits = value == kIsUnknown ? digits == 0 : digits < kMostDigits;
    if (!fits || value == kIsNothing) throw Error("packed numbers of ranks are damaged");
    const bool more = (value & kMore) != 0;
    numbers += more ? 0 : 1;
    digits = more ? digits + 1 : 0;
  }
  if (digits != 0 || numbers != count) {
    throw Error("packed numbers of ranks are not as many as they should be");
  }
}

std::vector<double> unpack_ranks(const PackedRanks& packed, std::size_t count) {
  std::vector<double> values;
  values.reserve(count);
  std::uint64_t z = 0;
  int shift = 0;
  for (const char one : packed.text) {
    const std::uint8_t digit = value_of(one);
    if (digit == kIsUnknown) {
      values.push_back(0);
      continue;
    }
    z |= (digit & (kMore - 1)) << shift;
    shift += 5;
    if ((digit & kMore) != 0) continue;
    const auto half = static_cast<long long>(z >> 1);
    values.push_back(static_cast<double>(packed.middle + ((z & 1) != 0 ? -half - 1 : half)) *
                     packed.step);
    z = 0;
    shift = 0;
  }
  return values;
}

LiftedLine lift_packed(std::string_view line) {
  // In a string of JSON no quote stands without a backslash, so this is always a key.
  constexpr std::string_view kKey = "\"packed\":\"";
  LiftedLine lifted;
  for (;;) {
    const std::size_t key = line.find(kKey);
    const std::size_t from = key == std::string_view::npos ? key : key + kKey.size();
    const std::size_t to = key == std::string_view::npos ? key : line.find('"', from);
    if (to == std::string_view::npos) break;
    lifted.json.append(line.substr(0, from - 1)).append(std::to_string(lifted.texts.size()));
    lifted.texts.push_back(line.substr(from, to - from));
    line.remove_prefix(to + 1);
  }
  lifted.json.append(line);
  return lifted;
}

}  // namespace fourfold
