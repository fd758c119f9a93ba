// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "bench/judge/sample_figure.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// What becomes of the two parts of a training step when they go on at the same time
/// (docs/method_step.md). All are formed in each sample, of the slowest rank in each part.
struct StepFigures {
  /// When the products are done in a step, over how long they take alone; 1: nothing holds them up.
  SampleFigure computation_slowdown;
  /// How long the all_reduces are under way in a step, over how long they take alone.
  SampleFigure communication_slowdown;
  /// By how much a step is longer than its products alone, in seconds.
  SampleFigure exposed_s;
  /// Products alone over the whole step: the rate of a rank beside that of one by itself, which has
  /// nothing to reduce.
  SampleFigure efficiency;
};

/// From the measured records of one case, by launch; nothing where it is no training step, or one
/// of a rank by itself.
std::optional<StepFigures> step_figures(
    const std::map<int, std::vector<const CaseRecord*>>& launches);

}  // namespace fourfold
