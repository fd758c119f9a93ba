// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/injection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>
#include <string_view>

#include "core/error.hpp"
#include "core/nearest.hpp"

namespace fourfold {

namespace {

constexpr std::array<std::string_view, 4> kFaults{"wrong-element", "nan", "slow-rank=R",
                                                  "slow-rival=10%"};

int parse_rank(const std::string& fault, std::string_view number) {
  int rank = -1;
  const auto [end, status] = std::from_chars(number.data(), number.data() + number.size(), rank);
  if (status != std::errc() || end != number.data() + number.size() || rank < 0) {
    throw InputError({}, fmt::format("--inject {}: '{}' is not a rank", fault, number));
  }
  return rank;
}

double parse_share(const std::string& fault, std::string_view text) {
  double percent = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), percent);
  const bool whole = end + 1 == text.data() + text.size() && *end == '%';
  if (status != std::errc() || !whole || !(percent > 0) || percent > 1000) {
    throw InputError({}, fmt::format("--inject {}: '{}' is not a share such as 10%", fault, text));
  }
  return percent / 100;
}

}  // namespace

Injection parse_injection(const std::vector<std::string>& faults) {
  Injection result;
  std::set<std::string> kinds;
  for (const std::string& fault : faults) {
    const std::string_view text(fault);
    const std::string_view value = text.substr(std::min(text.find('='), text.size() - 1) + 1);
    const std::string kind = fault.substr(0, fault.find('='));
    if (!kinds.insert(kind).second) {
      throw InputError({}, fmt::format("--inject {}: {} is given twice", fault, kind));
    }
    if (text == "wrong-element") {
      result.wrong_element = true;
    } else if (text == "nan") {
      result.nan = true;
    } else if (text.starts_with("slow-rank=")) {
      result.slow_rank = parse_rank(fault, value);
    } else if (text.starts_with("slow-rival=")) {
      result.slow_rival = parse_share(fault, value);
    } else {
      throw InputError({}, fmt::format("--inject {}: no such fault; there are {}{}", fault,
                                       fmt::join(kFaults, ", "), did_you_mean(fault, kFaults)));
    }
  }
  return result;
}

void check_injection(const Injection& injection, int ranks) {
  if (injection.slow_rank && *injection.slow_rank >= ranks) {
    throw InputError({}, fmt::format("--inject slow-rank={}: the run has ranks 0 to {}",
                                     *injection.slow_rank, ranks - 1));
  }
}

}  // namespace fourfold
