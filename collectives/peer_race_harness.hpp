// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>

#include "collectives/peer_team.hpp"

namespace fourfold {

/// Zero pages until they are used; lines of 64 bytes are whole.
struct FreeMemory {
  void operator()(std::byte* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<std::byte, FreeMemory>;
inline Memory make_memory(std::size_t bytes) {
  void* const memory = std::aligned_alloc(64, (bytes + 127) / 64 * 64);
  std::memset(memory, 0, (bytes + 127) / 64 * 64);
  return Memory(static_cast<std::byte*>(memory));
}

/// A team, and what switches between GPUs do, done by whoever asks: they fold boxes of all ranks,
/// and put the result into boxes of all. These lie behind the segment of the team's own.
template <class Team>
class WithSwitch : public Team {
 public:
  using Team::Team;
  static std::size_t segment_bytes(int ranks) {
    return PeerSegment{ranks}.bytes() + 2 * Team::box_bytes();
  }
  std::byte* switch_box(int which) const { return box_of(this->rank(), which); }
  void reduce_in_switch(std::size_t at, std::size_t n) {
    const std::byte* sources[Team::kMostRanks];
    std::byte* to[Team::kMostRanks];
    for (int r = 0; r < this->ranks(); ++r) {
      sources[r] = box_of(r, 0) + at;
      to[r] = box_of(r, 1) + at;
    }
    this->fold(to, this->ranks(), sources, this->ranks(), n);
  }
  void fence_aliases() {}

 private:
  std::byte* box_of(int owner, int which) const {
    return this->words_box(owner, 2, 0) + static_cast<std::size_t>(which) * Team::box_bytes();
  }
};

/// f32 input of a rank in a call: sums of them are exact.
inline float input(int rank, int turn, std::size_t i) {
  return static_cast<float>((rank + 1) * 16 + turn + static_cast<int>(i % 13));
}

/// How a mutant may be caught.
inline constexpr const char* kEitherWay = "elements are wrong|data race";

/// Ends the process as ThreadSanitizer does when it has seen a race, or else when elements are
/// wrong: where threads share few processors, what is not ordered may still come one after the
/// other, but not time and again.
template <class Ranks, class Try>
void repeat_until_wrong(Ranks ranks, Try count_wrong) {
  constexpr int kTries = 20;
  for (int i = 0; i < kTries; ++i) {
    if (count_wrong(ranks, i) == 0) continue;
    std::cerr << "elements are wrong";
    std::exit(66);
  }
}

}  // namespace fourfold
