// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "bench/judge/metrics.hpp"

namespace fourfold {

/// What the two sides of a comparison are called in sentences.
struct SideNames {
  std::string_view first, other;
};

/// Why two measured cases, whose names say the same work, are not the same thing; "" where they
/// are. The one place that decides it, for comparisons and verdicts alike: what a record says of
/// its own work and checks is held against what the other one says. Not alike are: different bytes
/// or operations for each chip, in one of them from launch to launch; another type; results that
/// this program has checked differently or on one side not at all; contests, which are comparisons
/// already, and overlapped calls, whose computation is as long as each machine's own call; groups
/// of unlike size, or in turns on one side; a graph on one side.
std::string unlike(const CaseMetrics& first, const CaseMetrics& other, const SideNames& names);

}  // namespace fourfold
