// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/virtual_ranks.hpp"

#include <algorithm>
#include <cstring>

#include "core/error.hpp"

namespace fourfold {
namespace {

/// Blocks of one rank; and where its segment lies among those of all.
GpuSegment layout_of(int ranks, int room) { return {ranks, std::max(1, room / ranks)}; }

std::size_t spacing(const GpuSegment& layout) { return (layout.bytes() + 4095) / 4096 * 4096; }

}  // namespace

std::size_t VirtualRanks::segment_bytes(int ranks, int room) {
  return static_cast<std::size_t>(ranks) * spacing(layout_of(ranks, room));
}

VirtualRanks::VirtualRanks(Device& device, int ranks, double most_s)
    : ranks_(ranks), blocks_(0), most_s_(most_s) {
  if (ranks < 2 || ranks > kMostGpuPeers) throw Error("virtual ranks are 2 to 8");
  device.make_current();
  const GpuSegment layout = layout_of(ranks, gpu_all_reduce_room());
  blocks_ = layout.blocks;
  segments_ = device.allocate(static_cast<std::size_t>(ranks) * spacing(layout));
  wait_ = device.allocate_pinned(sizeof(std::uint64_t));
  std::memset(wait_.data(), 0, sizeof(std::uint64_t));
  Stream stream = device.make_stream();
  for (int rank = 0; rank < ranks; ++rank) {
    std::byte* const own = segments_.data() + static_cast<std::size_t>(rank) * spacing(layout);
    prepare_gpu_segment(device, layout, own, stream);
  }
  device.synchronize(stream);
}

void VirtualRanks::all_reduce(PeerAlgorithm algorithm, DataType type, Fold fold,
                              const ReachedBuffers<kMostGpuPeers>& buffers, std::size_t bytes,
                              Stream& stream) {
  all_reduce_of(ranks_, algorithm, type, fold, buffers, bytes, stream);
}

void VirtualRanks::all_reduce_of(int present, PeerAlgorithm algorithm, DataType type, Fold fold,
                                 const ReachedBuffers<kMostGpuPeers>& buffers, std::size_t bytes,
                                 Stream& stream) {
  GpuAllReduceCall call{};
  const GpuSegment layout{ranks_, blocks_};
  for (std::size_t rank = 0; rank < static_cast<std::size_t>(ranks_); ++rank) {
    call.segments[rank] = segments_.data() + rank * spacing(layout);
  }
  call.buffers = buffers;
  call.bytes = bytes;
  call.ranks = ranks_;
  call.most_blocks = blocks_;
  call.whole_packs = in_whole_packs(buffers, 0, ranks_);
  call.fold = fold;
  call.wait = reinterpret_cast<std::uint64_t*>(wait_.data());
  call.most_ns = static_cast<std::uint64_t>(most_s_ * 1e9);
  const int blocks = gpu_all_reduce_blocks(algorithm, bytes, ranks_, blocks_);
  launch_gpu_all_reduce(algorithm, type, call, present, blocks, stream.native());
}

void VirtualRanks::check() const {
  const std::string late =
      GpuWait::text(*reinterpret_cast<const volatile std::uint64_t*>(wait_.data()), ranks_);
  if (!late.empty()) throw Error(late);
}

}  // namespace fourfold
