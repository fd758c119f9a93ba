// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/budget.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "bench/run/progress.hpp"
#include "core/error.hpp"

namespace fourfold {

Budget::Budget(const std::string& text) {
  if (text.empty()) return;
  // People write minutes as "20m" too; no other unit begins like that and ends there.
  const bool minutes = text.ends_with('m');
  try {
    budget_ = parse_seconds(minutes ? text + "in" : text);
  } catch (const Error& error) {
    throw InputError({}, fmt::format("--budget: {}", error.what()));
  }
  if (budget_->value() > 0) return;
  throw InputError({}, fmt::format("--budget {}: nothing can be measured in no time", text));
}

Budget Budget::shortest_of(const std::vector<std::string>& texts) {
  Budget shortest("");
  for (const std::string& text : texts) {
    const Budget one(text);
    if (one.left().value() < shortest.left().value()) shortest = one;
  }
  return shortest;
}

Seconds Budget::left() const {
  if (!budget_) return Seconds(std::numeric_limits<double>::infinity());
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - began_;
  return *budget_ - Seconds(spent.count());
}

std::string Budget::left_text() const {
  return budget_ ? fmt::format("{:.3f}s", std::max(0.001, left().value())) : "";
}

std::string Budget::total_text() const { return budget_ ? spoken(*budget_) : ""; }

std::string used_up_by(const Case& one, const Budget& budget, const Capabilities& capabilities,
                       MpiSession& mpi) {
  if (!budget.limited()) return "";
  const Seconds most = estimate(one, capabilities).most;
  const bool fits = mpi.rank() != 0 || most.value() <= budget.left().value();
  if (mpi.agree_max(fits ? 0 : 1) == 0) return "";
  return fmt::format("budget: {} of it left {} for {}, which may take {}", budget.total_text(),
                     spoken(Seconds(std::max(0.0, budget.left().value()))), one.name, spoken(most));
}

}  // namespace fourfold
