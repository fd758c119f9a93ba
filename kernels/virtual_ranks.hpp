// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "device/device.hpp"
#include "kernels/all_reduce_gpu.hpp"

namespace fourfold {

/// Ranks that are blocks of one launch on one GPU, with the flags, boxes and buffers that ranks on
/// several would have: what can be seen of our all-reduce where there is one GPU. Whether its
/// kernels are right, and how near they come to what that GPU's memory can do; nothing of links.
/// Of 2 to kMostGpuPeers ranks. Members throw Error in the device's words.
class VirtualRanks {
 public:
  /// A wait of `most_s` ends the kernel.
  VirtualRanks(Device& device, int ranks, double most_s = 10);

  /// One call in stream order, on buffers of the device that are whole elements long; it may be
  /// captured into a graph, and the graph run again. lamport has no integers.
  void all_reduce(PeerAlgorithm algorithm, DataType type, Fold fold,
                  const ReachedBuffers<kMostGpuPeers>& buffers, std::size_t bytes, Stream& stream);
  /// The same with ranks 0 to `present` - 1 alone: the others do not come.
  void all_reduce_of(int present, PeerAlgorithm algorithm, DataType type, Fold fold,
                     const ReachedBuffers<kMostGpuPeers>& buffers, std::size_t bytes,
                     Stream& stream);
  /// After the work of the stream: throws Error where a rank has waited too long for another.
  void check() const;

  int ranks() const { return ranks_; }
  /// Of device memory for segments, of so many ranks with `room` blocks among them.
  static std::size_t segment_bytes(int ranks, int room);

 private:
  int ranks_;
  int blocks_;  ///< of each rank, at most
  double most_s_;
  Buffer segments_;
  Buffer wait_;
};

}  // namespace fourfold
