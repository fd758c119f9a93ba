// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace fourfold {

/// The fewest calls of one graph, so that what its launch costs is a small part of each.
inline constexpr std::uint64_t kLeastCallsInGraph = 16;
/// The most: each is a node that the driver keeps.
inline constexpr std::uint64_t kMostCallsInGraph = 4096;

/// How many calls one CUDA graph of a case holds whose buffers rotate over `places`: whole
/// rotations, so that every launch of the graph begins at the same place.
constexpr std::uint64_t calls_in_graph(std::uint64_t places) {
  return places * ((kLeastCallsInGraph + places - 1) / places);
}

}  // namespace fourfold
