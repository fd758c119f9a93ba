// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/step_figures.hpp"

namespace fourfold {
namespace {

/// Quotients of what took any time; what took none has none.
std::vector<double> quotients(const std::vector<double>& over, const std::vector<double>& under) {
  std::vector<double> result;
  for (std::size_t i = 0; i < over.size(); ++i) {
    if (under[i] > 0) result.push_back(over[i] / under[i]);
  }
  return result;
}

bool is_of_step(const Trial& trial) { return !trial.compute_within_seconds.empty(); }

std::vector<double> computation_slowdowns(const Trial& trial) {
  return quotients(trial.compute_within_seconds, trial.compute_seconds);
}

std::vector<double> communication_slowdowns(const Trial& trial) {
  return quotients(trial.pure_within_seconds, trial.pure_seconds);
}

std::vector<double> exposed(const Trial& trial) {
  std::vector<double> result;
  if (!is_of_step(trial)) return result;
  for (std::size_t i = 0; i < trial.seconds.size(); ++i) {
    result.push_back(trial.seconds[i] - trial.compute_seconds[i]);
  }
  return result;
}

std::vector<double> efficiencies(const Trial& trial) {
  if (!is_of_step(trial)) return {};
  return quotients(trial.compute_seconds, trial.seconds);
}

}  // namespace

std::optional<StepFigures> step_figures(
    const std::map<int, std::vector<const CaseRecord*>>& launches) {
  const auto computation = sample_figure(launches, computation_slowdowns);
  const auto communication = sample_figure(launches, communication_slowdowns);
  const auto exposed_s = sample_figure(launches, exposed);
  const auto efficiency = sample_figure(launches, efficiencies);
  if (!computation || !communication || !exposed_s || !efficiency) return std::nullopt;
  return StepFigures{.computation_slowdown = *computation,
                     .communication_slowdown = *communication,
                     .exposed_s = *exposed_s,
                     .efficiency = *efficiency};
}

}  // namespace fourfold
