// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/pinned_suite.hpp"

#include <fmt/format.h>

#include "bench/record/same_run.hpp"

namespace fourfold {

Clause suite_clause(const RunRecord& record, const Target& target) {
  const std::string own = record.manifest.suite_text.empty() ? "not known" : suite_of(record);
  const std::string which = fmt::format("'{}', SHA-256 {}", record.manifest.suite_name, own);
  if (target.suite_sha256.empty()) {
    return {"suite", Decision::Accept,
            which + "; NOT PINNED: any suite with cases of these names would do (suite)"};
  }
  if (own != target.suite_sha256) {
    return {"suite", Decision::Inconclusive,
            fmt::format("the figures are of {}, which is not the one that the target pins, {}",
                        which, target.suite_sha256)};
  }
  if (record.manifest.left_out > 0) {
    return {"suite", Decision::Inconclusive,
            fmt::format("{} of its cases were left out by a filter", record.manifest.left_out)};
  }
  return {"suite", Decision::Accept, fmt::format("it is the one that the target pins, {}", which)};
}

}  // namespace fourfold
