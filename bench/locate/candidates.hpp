// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "bench/locate/fabric.hpp"
#include "bench/locate/pair_times.hpp"
#include "bench/locate/suspects.hpp"

namespace fourfold {

using Indices = std::vector<std::size_t>;

/// A part of the machine and the pairs that go through it.
struct Candidate {
  Suspect suspect;
  Indices pairs;      ///< of the times in hand
  double effect = 0;  ///< median of what its pairs take longer, in logarithms
  double gain = 0;    ///< of all that is too long, or too short, so much goes if it is to blame
  bool judged = false;
  bool stale = true;  ///< to be judged, or judged anew
};

/// All uplinks, rails, nodes (Fault::Cable), ranks (Fault::Adapter) or paths that any of these
/// pairs goes through. Rails and ranks only where nodes have several.
std::vector<Candidate> candidates(const Fabric& fabric, const std::vector<PairTime>& times,
                                  Fault kind);

}  // namespace fourfold
