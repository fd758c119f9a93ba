// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/effective_suite.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/run/engine.hpp"
#include "core/error.hpp"

namespace fourfold {

Config effective_suite(const RunOptions& options) {
  Config config = load_config(options.suite, options.overrides);
  if (options.ranks) config.ranks = *options.ranks;
  if (options.launches) config.launches = *options.launches;
  return config;
}

Plan filtered_plan(const Config& config, const Capabilities& capabilities,
                   const std::string& filter) {
  Plan plan = make_plan(config, capabilities);
  if (filter.empty()) return plan;
  std::vector<Case> skipped;  // in the shape that filter_cases takes
  for (const Skip& skip : plan.skips) {
    Case one;
    one.name = skip.name;
    skipped.push_back(one);
  }
  const std::size_t before = plan.cases.size() + plan.skips.size();
  plan.cases = filter_cases(plan.cases, filter);
  const std::vector<Case> kept = filter_cases(skipped, filter);
  std::erase_if(plan.skips, [&](const Skip& skip) {
    return std::none_of(kept.begin(), kept.end(),
                        [&](const Case& one) { return one.name == skip.name; });
  });
  if (plan.cases.empty() && plan.skips.empty()) {
    throw InputError({}, fmt::format("--benchmark_filter '{}' matches none of the {} cases of {}",
                                     filter, before, config.file));
  }
  plan.left_out = before - plan.cases.size() - plan.skips.size();
  return plan;
}

}  // namespace fourfold
