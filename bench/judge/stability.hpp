// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// How many of the launches there were succeeded: ended by themselves in one go, with every host
/// and every planned case measured and right on all ranks. One that was stopped, or that a budget
/// ended, and that was completed later, shows neither success nor failure: who stops a launch that
/// hangs would else make a success of it.
struct Successes {
  int launches = 0;
  int succeeded = 0;
  int stopped = 0;                      ///< by somebody or by a budget; none of the succeeded
  std::vector<std::string> failures{};  ///< of each that did not succeed: "launch 3: time-out"
  int failed() const { return launches - succeeded; }
};
Successes successes(const RunRecord& record);

/// At least this share of launches succeeds, at that confidence (Clopper and Pearson, Biometrika
/// 26, 1934, one-sided); 0 where none did.
double proven_share(const Successes& seen, double confidence);

/// How many further launches without a failure show the stability that is asked for; absent where
/// more than 100,000 would be needed.
std::optional<int> launches_to_prove(const Successes& seen, const Stability& asked);

/// Whether launches succeed as often as `target.stability` asks, which is there. Those of `health`
/// count that are of the very suite it pins, or where it pins none of one text and plan, by the
/// program and on the machine of `record`, and signed as the target demands; the others are named,
/// with why they do not count.
Clause stability_clause(const RunRecord& record, const std::vector<const RunRecord*>& health,
                        const Target& target);

}  // namespace fourfold
