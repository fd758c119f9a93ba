// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/judge/overlap.hpp"
#include "bench/judge/step_figures.hpp"

namespace fourfold {

/// As JSON: what of overlapped calls and of training steps is beside their time.
std::string overlap_json(const Overlap& overlap);
/// As JSON: what becomes of the parts of a training step.
std::string step_json(const StepFigures& step);

}  // namespace fourfold
