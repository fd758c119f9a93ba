// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "core/data_type.hpp"
#include "device/device.hpp"
#include "kernels/all_reduce_terms.hpp"
#include "kernels/fold.hpp"

namespace fourfold {

/// How many ranks reduce through each other's GPU memory at most: as many pointers as a kernel
/// keeps in registers.
inline constexpr int kMostGpuPeers = 8;
/// Threads of a block, which the kernels are compiled for; one block an SM.
inline constexpr int kGpuLanes = 384;

/// What a rank's segment on a GPU holds, as offsets from its start: a line for the rank, then for
/// each block its state, a flag for every peer on a line of its own, and boxes of three kinds, each
/// for both parities and every rank. Boxes of words lie last, all of them: they are all ones before
/// the first call, and everything else is zero.
struct GpuSegment {
  static constexpr std::size_t kLine = 128;
  static constexpr std::size_t kBox = std::size_t{64} * kGpuLanes;
  static constexpr std::size_t kPayload = std::size_t{16} * kGpuLanes;  ///< of boxes of words
  int ranks = 1;
  int blocks = 1;

  /// Not 0 once a wait of this rank has lasted too long: nothing is reduced any more.
  static constexpr std::size_t stopped() { return 0; }
  constexpr std::size_t state(int block) const { return kLine + number(block) * block_bytes(); }
  constexpr std::size_t flag(int block, int from) const {
    return state(block) + kLine + number(from) * kLine;
  }
  constexpr std::size_t box(int block, int parity, int which) const {
    return flag(block, ranks) + pair(parity, which) * kBox;
  }
  constexpr std::size_t packets(int block, int parity, int from) const {
    return box(block, 2, 0) + pair(parity, from) * 2 * kPayload;
  }
  constexpr std::size_t words(int block, int parity, int from) const {
    return state(blocks) + (number(block) * 2 * number(ranks) + pair(parity, from)) * kPayload;
  }
  constexpr std::size_t bytes() const { return words(blocks, 0, 0); }

 private:
  static constexpr std::size_t number(int n) { return static_cast<std::size_t>(n); }
  constexpr std::size_t pair(int parity, int which) const { return number(parity * ranks + which); }
  constexpr std::size_t block_bytes() const {
    return kLine + number(ranks) * kLine + 2 * number(ranks) * (kBox + 2 * kPayload);
  }
};

/// A wait that lasted too long, in one word, or 0: by which rank, and for which.
struct GpuWait {
  static constexpr std::uint64_t kSomebody = std::uint64_t{1} << 63;
  static constexpr std::uint64_t word(int rank, int peer) {
    return kSomebody | static_cast<std::uint64_t>(rank) << 8 | static_cast<std::uint64_t>(peer);
  }
  /// "rank 1 has waited too long for rank 3 of 8 ...", or "". Ranks are the all-reduce's own.
  static std::string text(std::uint64_t word, int ranks);
};

/// One call, as the kernel gets it: all of it stays what it is when a graph runs the call again.
/// What changes, tickets and pieces, is in the segments.
struct GpuAllReduceCall {
  std::byte* segments[kMostGpuPeers];     ///< GpuSegment of all ranks, as mapped here
  ReachedBuffers<kMostGpuPeers> buffers;  ///< this rank's, and where they are reached all ranks'
  std::size_t bytes;
  int rank;  ///< of the launch's first
  int ranks;
  int most_blocks;   ///< of GpuSegment; a call may have fewer
  bool whole_packs;  ///< every buffer begins at a multiple of 16 bytes
  Fold fold;
  std::uint64_t* wait;  ///< GpuWait, in memory of the host that the GPU reaches
  std::uint64_t most_ns;
};

/// Enqueues what a rank's segment is before any rank's first call.
void prepare_gpu_segment(Device& device, const GpuSegment& layout, std::byte* segment,
                         Stream& stream);

/// Whether the buffers of ranks `first` to `end` - 1 all begin at multiples of 16 bytes.
bool in_whole_packs(const ReachedBuffers<kMostGpuPeers>& buffers, int first, int end);

/// How many of `most` blocks a rank works with; the same on every rank.
int gpu_all_reduce_blocks(PeerAlgorithm algorithm, std::size_t bytes, int ranks, int most);

/// Bytes that all ranks together must read and write of their inputs and outputs in one call of
/// `bytes` each, where all lie in one GPU's memory: what virtual ranks are held against. Boxes stay
/// in its cache and are not counted.
std::uint64_t virtual_ranks_traffic(PeerAlgorithm algorithm, std::uint64_t bytes, int ranks);

/// How many blocks of an all-reduce run on the current GPU at once, all ranks that share the launch
/// together; throws Error where it has no cooperative launches.
int gpu_all_reduce_room();

/// One call of `virtual_ranks` ranks from call.rank on (1 between processes), each of `blocks`
/// blocks, which all run at once, enqueued in `native_stream` (Stream::native()). The types are
/// those of host_fold(); lamport has no integers. Throws Error when the launch is refused, or when
/// this program was built without CUDA.
void launch_gpu_all_reduce(PeerAlgorithm algorithm, DataType type, const GpuAllReduceCall& call,
                           int virtual_ranks, int blocks, void* native_stream);

}  // namespace fourfold
