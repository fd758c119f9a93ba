// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/injection.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <string_view>

#include "core/error.hpp"
#include "core/nearest.hpp"

namespace fourfold {

Injection parse_injection(const std::vector<std::string>& faults) {
  Injection result;
  for (const std::string& fault : faults) {
    const std::string_view text(fault);
    if (text == "wrong-element") {
      result.wrong_element = true;
    } else if (text == "nan") {
      result.nan = true;
    } else if (text.starts_with("slow-rank=")) {
      const std::string_view number = text.substr(text.find('=') + 1);
      int rank = -1;
      const auto [end, status] =
          std::from_chars(number.data(), number.data() + number.size(), rank);
      if (status != std::errc() || end != number.data() + number.size() || rank < 0) {
        throw InputError({}, fmt::format("--inject {}: '{}' is not a rank", fault, number));
      }
      result.slow_rank = rank;
    } else {
      constexpr std::array<std::string_view, 3> kFaults{"wrong-element", "nan", "slow-rank=R"};
      throw InputError({},
                       fmt::format("--inject {}: no such fault; there are wrong-element, nan and "
                                   "slow-rank=R{}",
                                   fault, did_you_mean(fault, kFaults)));
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
