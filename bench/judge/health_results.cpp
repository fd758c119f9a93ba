// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/health_results.hpp"

#include <fmt/format.h>

#include <set>
#include <string_view>

namespace fourfold {

HealthResults health_results(const std::vector<const RunRecord*>& runs) {
  HealthResults all;
  for (const RunRecord* run : runs) {
    std::set<std::string_view> checked, wrong;
    for (const CaseRecord& one : run->cases) {
      const auto& mismatch = one.correctness.first;
      if (mismatch && wrong.insert(one.name).second) {
        all.wrong.push_back({run->directory, one.name, one.launch, *mismatch});
      }
      if (mismatch || one.correctness.checked) checked.insert(one.name);
    }
    all.checked += checked.size();
  }
  return all;
}

std::string describe(const WrongInHealth& one) {
  return fmt::format("{}, launch {}, {}: {}", one.run, one.launch, one.name,
                     describe(one.mismatch));
}

void find_wrong_in_health(const std::vector<const RunRecord*>& runs,
                          std::vector<Finding>& findings) {
  for (const WrongInHealth& one : health_results(runs).wrong) {
    findings.push_back({Severity::Fatal, one.run,
                        fmt::format("wrong result of {} in launch {}: {}", one.name, one.launch,
                                    describe(one.mismatch))});
  }
}

}  // namespace fourfold
