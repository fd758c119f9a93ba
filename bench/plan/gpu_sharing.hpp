// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/config/config.hpp"
#include "bench/plan/plan.hpp"

namespace fourfold {

/// How many ranks share a GPU where the suite allows it; else 1.
int ranks_per_gpu(const Config& config, const Capabilities& machine);

/// The machine as so many ranks to a GPU have it: a GPU each, and of its memory a part.
Capabilities shared_out(Capabilities machine, int ranks_per_gpu);

}  // namespace fourfold
