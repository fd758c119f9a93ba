// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/peer_team.hpp"

#include <fmt/format.h>
#include <sched.h>

#include <chrono>

#include "core/error.hpp"

namespace fourfold {
namespace {

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

PeerTeam::PeerTeam(int rank, int ranks, std::byte* const* segments, Waiting waiting)
    : rank_(rank), layout_{ranks}, waiting_(waiting) {
  std::copy_n(segments, ranks, segments_.begin());
}

void PeerTeam::prepare_segment(std::byte* segment, int ranks) {
  const PeerSegment layout{ranks};
  std::memset(segment + layout.words(0, 0), 0xff, layout.bytes() - layout.words(0, 0));
}

PeerTeam::Patience::Patience(const PeerTeam& team, int peer)
    : team_(team), peer_(peer), began_ns_(now_ns()) {}

void PeerTeam::Patience::yield() {
  constexpr std::uint32_t kLooksAtClock = 64;
  sched_yield();
  if (++yields_ % kLooksAtClock != 0) return;
  const double waited_s = static_cast<double>(now_ns() - began_ns_) * 1e-9;
  if (waited_s < team_.waiting_.most_s) return;
  throw Error(fmt::format("rank {} has waited {:.3g} s for rank {} in piece {} of its all-reduces",
                          team_.rank_, waited_s, peer_, team_.state_.piece));
}

}  // namespace fourfold
