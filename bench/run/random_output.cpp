// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/random_output.hpp"

namespace fourfold {

std::optional<RandomOutput> random_output_of(
    const CollectiveCase& one, int rank, int ranks, std::uint64_t seed,
    const std::function<const std::byte*(const RandomReduction&)>& call) {
  constexpr int kCalls = 3;
  if (!RandomReduction::applies(one.collective, one.op, one.shape.type, ranks)) return {};
  const RandomReduction random(one.collective, one.op, one.shape, rank, ranks, one.root, seed);
  RandomOutput result;
  result.in_parts = traits(one.collective).receive != Extent::Whole;
  Correctness& correctness = result.correctness;
  for (int i = 0; i < kCalls; ++i) {
    const std::byte* const output = call(random);
    const std::uint64_t hash = random.hash(output);
    correctness.repeats =
        correctness.repeats.value_or(true) && correctness.hash.value_or(hash) == hash;
    correctness.hash = hash;
    if (correctness.first) continue;
    correctness.elements += random.checked_elements();
    correctness.first = random.check(output);
  }
  return result;
}

}  // namespace fourfold
