// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/overlap_json.hpp"

#include "bench/report/json_values.hpp"

namespace fourfold {
namespace {

Json figure_json(const SampleFigure& figure) {
  return {{"value", figure.value}, {"interval", interval_json(figure.interval)}};
}

}  // namespace

std::string overlap_json(const Overlap& overlap) {
  const Json json{{"value", overlap.share},
                  {"interval", interval_json(overlap.interval)},
                  {"pure_s", overlap.pure_s},
                  {"compute_s", overlap.compute_s}};
  return json.dump();
}

std::string step_json(const StepFigures& step) {
  const Json json{{"computation_slowdown", figure_json(step.computation_slowdown)},
                  {"communication_slowdown", figure_json(step.communication_slowdown)},
                  {"exposed_s", figure_json(step.exposed_s)},
                  {"efficiency", figure_json(step.efficiency)}};
  return json.dump();
}

}  // namespace fourfold
