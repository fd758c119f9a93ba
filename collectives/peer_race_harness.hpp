// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>

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
