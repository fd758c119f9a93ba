// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/plan/case.hpp"
#include "bench/plan/plan.hpp"

namespace fourfold {

/// What a case occupies on its hungriest rank, in bytes; doubles, because a suite may ask for more
/// than 2^64 of them in all.
struct Footprint {
  double set = 0;     ///< the buffers of one call
  double arena = 0;   ///< all that calls rotate over: the set until twice the last-level cache
  double pinned = 0;  ///< of the host's memory beside that: the other side of an upload or download
                      ///< and what messages are staged through (at most: large ones go in chunks)
};
Footprint footprint(const Case& one, const Capabilities& capabilities);

/// Over how many sets of buffers its calls rotate; without regard to a rival. 1 where it has none.
double rotation_places(const Case& one, const Capabilities& capabilities);

/// Whether the case fits: the arenas, what is pinned and one set for checking per rank within 80 %
/// of the host's memory, the arena of a GPU within 80 % of the GPU's. Memory that is unknown (0)
/// holds anything.
Support memory_support(const Case& one, const Capabilities& capabilities);

}  // namespace fourfold
