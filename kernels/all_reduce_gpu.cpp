// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/all_reduce_gpu.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/all_reduce_multimem.hpp"

namespace fourfold {

std::string GpuWait::text(std::uint64_t word, int ranks) {
  if (word == 0) return "";
  return fmt::format("rank {} has waited too long for rank {} of the {} of an all-reduce on GPUs",
                     word >> 8 & 0xff, word & 0xff, ranks);
}

void prepare_gpu_segment(Device& device, const GpuSegment& layout, std::byte* segment,
                         Stream& stream) {
  const std::size_t words = layout.words(0, 0, 0);
  device.set_bytes(segment, 0, words, stream);
  device.set_bytes(segment + words, 0xff, layout.bytes() - words, stream);
}

bool in_whole_packs(const ReachedBuffers<kMostGpuPeers>& buffers, int first, int end) {
  std::uintptr_t bits = 0;
  for (int rank = first; rank < end; ++rank) {
    bits |= reinterpret_cast<std::uintptr_t>(buffers.in[rank]);
    bits |= reinterpret_cast<std::uintptr_t>(buffers.out[rank]);
  }
  return bits % 16 == 0;
}

int gpu_all_reduce_blocks(PeerAlgorithm algorithm, std::size_t bytes, int ranks, int most) {
  // One pack for every lane.
  constexpr std::size_t kWorth = 16 * static_cast<std::size_t>(kGpuLanes);
  const std::size_t own = reaches_buffers(algorithm) ? shard_of(bytes, ranks, 0).bytes : bytes;
  const std::size_t useful = std::max<std::size_t>((own + kWorth - 1) / kWorth, 1);
  return static_cast<int>(std::min(useful, static_cast<std::size_t>(most)));
}

Support multimem_support(DataType type, Fold fold) {
  const bool sums = type == DataType::f32 && fold == Fold::Sum;
  if (sums || type == DataType::f16 || type == DataType::bf16) return Support::yes();
  return Support::no(fmt::format("multimem has f16, bf16 and sums of f32, not {}{}", name(type),
                                 type == DataType::f32 ? " otherwise" : ""));
}

std::uint64_t virtual_ranks_traffic(PeerAlgorithm algorithm, std::uint64_t bytes, int ranks) {
  const auto n = static_cast<std::uint64_t>(ranks);
  // All inputs are read, all outputs written; two_shot reads sums again from the outputs.
  const std::uint64_t again = algorithm == PeerAlgorithm::TwoShot ? n - 1 : 0;
  return (2 * n + again) * bytes;
}

}  // namespace fourfold
