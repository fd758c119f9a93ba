// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/footprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "collectives/peer_algorithm.hpp"
#include "collectives/peer_team.hpp"
#include "kernels/all_reduce_gpu.hpp"
#include "kernels/all_reduce_multimem.hpp"
#include "kernels/virtual_ranks.hpp"

namespace fourfold {
namespace {

constexpr double kUsable = 0.8;

struct SetBytes {
  int ranks;

  double operator()(const CollectiveCase& one) const {
    double most = 0;
    // Roots may hold more than others, or less; among the others all are alike.
    for (const int rank : {one.root, (one.root + 1) % ranks}) {
      const auto elements = [&](std::uint64_t count) { return static_cast<double>(count); };
      const double send = elements(one.shape.send_elements(one.collective, rank, one.root));
      const double receive = elements(one.shape.receive_elements(one.collective, rank, one.root));
      most = std::max(most, one.in_place ? std::max(send, receive) : send + receive);
    }
    return most * static_cast<double>(traits(one.shape.type).bytes);
  }

  double operator()(const GemmCase& one) const {
    return static_cast<double>(one.problem.a_bytes() + one.problem.b_bytes() +
                               one.problem.d_bytes());
  }

  double operator()(const StepCase& one) const { return step_bytes(one.step); }
  double operator()(const CommunicatorCase&) const { return 0; }
  double operator()(const PairwiseCase& one) const {
    return 2 * static_cast<double>(one.shape.message().count());
  }

  double operator()(const VirtualRanksCase& one) const {
    return 2.0 * one.ranks * static_cast<double>(one.array.count());
  }

  double operator()(const MemoryCase& one) const {
    const MemoryPatternTraits& row = traits(one.pattern);
    return static_cast<double>(one.array.count()) * (row.reads + row.writes);
  }
};

bool has_host_side(const Case& one) {
  const auto* const memory = std::get_if<MemoryCase>(&one.what);
  return memory != nullptr && traits(memory->pattern).host != HostSide::None;
}

/// What buffers rotate over twice; of a copy between host and device, the larger of their caches.
Bytes last_level_cache(const Case& one, const Capabilities& capabilities) {
  const Bytes host = capabilities.host.last_level_cache;
  const Bytes gpu = capabilities.cuda.last_level_cache;
  if (has_host_side(one)) return std::max(host, gpu);
  return one.device == DeviceKind::Host ? host : gpu;
}

std::string rounded(double bytes) {
  return bytes < 0x1p30 ? fmt::format("{:.3g}MiB", bytes / 0x1p20)
                        : fmt::format("{:.3g}GiB", bytes / 0x1p30);
}

Support fits(double needed, Bytes available, std::string_view where) {
  const auto has = static_cast<double>(available.count());
  if (has == 0 || needed <= kUsable * has) return Support::yes();
  return Support::no(
      fmt::format("needs {} on each {}, {} available ({:.0f}% of it is used at most)",
                  rounded(needed), where, rounded(has), kUsable * 100));
}

}  // namespace

namespace {

Footprint solo_footprint(const Case& one, const Capabilities& capabilities) {
  const Bytes cache = last_level_cache(one, capabilities);
  Footprint result;
  result.set = std::visit(SetBytes{std::max(1, capabilities.ranks)}, one.what);
  result.arena = result.set;
  if (one.measure.cache == CacheState::Cold && result.set > 0) {
    const double twice = 2 * static_cast<double>(cache.count());
    result.arena = result.set * std::max(1.0, std::ceil(twice / result.set));
  }
  if (has_host_side(one)) result.pinned = result.arena;
  const auto* const messages = std::get_if<CollectiveCase>(&one.what);
  if (messages != nullptr && messages->memory == MessageMemory::Staged) result.pinned = result.set;
  return result;
}

/// Of a rank that takes part in `peer`: a segment for each algorithm that the run may have opened,
/// on GPUs in whole blocks of 2 MiB, and there boxes of switches. Of virtual ranks, theirs.
double solo_segments(const Case& one, const Capabilities& capabilities) {
  constexpr int kProcessors = 256;  // of a GPU, no fewer than there are
  if (const auto* const step = std::get_if<StepCase>(&one.what)) {
    Case alone;
    alone.what = step->largest_reduction();
    return solo_segments(alone, capabilities);
  }
  if (const auto* const ranks = std::get_if<VirtualRanksCase>(&one.what)) {
    return static_cast<double>(VirtualRanks::segment_bytes(ranks->ranks, kProcessors));
  }
  const auto* const messages = std::get_if<CollectiveCase>(&one.what);
  if (messages == nullptr || messages->backend != "peer") return 0;
  constexpr double kBlock = 2 << 20;
  constexpr double kAlgorithms = kPeerAlgorithms.size() + 1;  // and the choice among them
  if (!lies_on_gpu(messages->memory)) {
    return kAlgorithms * static_cast<double>(PeerSegment{capabilities.ranks}.bytes());
  }
  const auto segment = static_cast<double>(GpuSegment{kMostGpuPeers, kProcessors}.bytes());
  const auto boxes = static_cast<double>(MultimemBoxes::of_block(kProcessors));
  return kAlgorithms * (segment + kBlock) + 2 * (boxes + kBlock);
}

double segments(const Case& one, const Capabilities& capabilities) {
  const double own = solo_segments(one, capabilities);
  return one.rival == nullptr ? own : std::max(own, solo_segments(*one.rival, capabilities));
}

}  // namespace

double rotation_places(const Case& one, const Capabilities& capabilities) {
  const Footprint alone = solo_footprint(one, capabilities);
  return alone.set > 0 ? alone.arena / alone.set : 1;
}

Footprint footprint(const Case& one, const Capabilities& capabilities) {
  Footprint both = solo_footprint(one, capabilities);
  if (one.rival == nullptr) return both;
  const Footprint other = solo_footprint(*one.rival, capabilities);
  both.set += other.set;
  both.arena += other.arena;
  both.pinned += other.pinned;
  return both;
}

Support memory_support(const Case& one, const Capabilities& capabilities) {
  const Footprint need = footprint(one, capabilities);
  const double ranks = capabilities.ranks_per_host;
  if (one.device == DeviceKind::Host) {
    return fits((need.arena + need.set + segments(one, capabilities)) * ranks,
                capabilities.host_memory, "host");
  }
  const double on_gpu = need.arena + segments(one, capabilities);
  if (Support gpu = fits(on_gpu, capabilities.cuda.memory, "GPU"); !gpu) return gpu;
  return fits((need.pinned + need.set) * ranks, capabilities.host_memory, "host");
}

}  // namespace fourfold
