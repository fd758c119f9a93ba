// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/config/config.hpp"

namespace fourfold {

/// The entry of `cases:`, with everything filled in, as read_step reads it; without `measure`.
std::string step_yaml(const StepSweep& sweep);

}  // namespace fourfold
