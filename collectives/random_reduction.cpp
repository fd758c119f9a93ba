// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/random_reduction.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/hash.hpp"
#include "kernels/input.hpp"

namespace fourfold {
namespace {

/// In [-1, 1), with all the digits of an f64, so that sums in every type have to round.
double value_of(std::uint64_t seed, int rank, std::uint64_t element) {
  const std::uint64_t own = random_bits(seed, static_cast<std::uint64_t>(rank));
  return static_cast<double>(random_bits(own, element) >> 11) * 0x1p-52 - 1;
}

}  // namespace

bool RandomReduction::applies(Collective collective, ReductionOp op, DataType type, int ranks) {
  const bool adds = op == ReductionOp::Sum || op == ReductionOp::Avg;
  return traits(collective).reduces && adds && traits(type).is_float && ranks > 1;
}

RandomReduction::RandomReduction(Collective collective, ReductionOp op, MessageShape shape,
                                 int rank, int ranks, int root, std::uint64_t seed)
    : collective_(collective),
      op_(op),
      shape_(shape),
      rank_(rank),
      ranks_(ranks),
      root_(root),
      seed_(seed) {}

void RandomReduction::fill_send(std::byte* send) const {
  const std::uint64_t count = shape_.send_elements(collective_, rank_, root_);
  for (std::uint64_t i = 0; i < count; ++i) {
    store_element(shape_.type, send, i, value_of(seed_, rank_, i));
  }
}

std::uint64_t RandomReduction::elements() const {
  return shape_.receive_elements(collective_, rank_, root_);
}

/// Where this rank's output begins in the whole result.
std::uint64_t RandomReduction::first_element() const {
  const bool in_parts = traits(collective_).receive == Extent::Part;
  return in_parts ? static_cast<std::uint64_t>(rank_) * shape_.block : 0;
}

std::uint64_t RandomReduction::hash(const std::byte* receive) const {
  const std::size_t bytes = traits(shape_.type).bytes;
  return output_hash({receive, elements() * bytes}, bytes, first_element());
}

double RandomReduction::input(int rank, std::uint64_t element) const {
  const double value = value_of(seed_, rank, element);
  return decode_element(shape_.type, encode_element(shape_.type, value));
}

RandomReduction::Expected RandomReduction::expected(std::uint64_t element) const {
  double sum = 0, magnitude = 0;
  for (int rank = 0; rank < ranks_; ++rank) {
    const double value = input(rank, element);
    sum += value;
    magnitude += std::abs(value);
  }
  const double unit = traits(shape_.type).unit_roundoff;
  const bool average = op_ == ReductionOp::Avg;
  const double roundings = average ? ranks_ + 1 : ranks_ - 1;
  // All orders: 1 / (1 - k u). The f64 sum itself is off by as much as one in f64 may be.
  const double relative = roundings * unit / (1 - roundings * unit);
  const double own = ranks_ * traits(DataType::f64).unit_roundoff;
  const double scale = average ? 1.0 / ranks_ : 1.0;
  // Scaling rounds what becomes subnormal to the grid of the smallest number, whatever its size.
  const double grid = average ? ranks_ * decode_element(shape_.type, 1) / 2 : 0;
  return {.value = sum * scale, .bound = (relative + own) * magnitude * scale + grid};
}

bool RandomReduction::can_check() const {
  return (ranks_ + 1) * traits(shape_.type).unit_roundoff < 0.5;
}

std::uint64_t RandomReduction::checked_elements() const {
  return can_check() ? std::min(elements(), kSampled) : 0;
}

std::optional<Mismatch> RandomReduction::check(const std::byte* receive) const {
  std::optional<Mismatch> wrong;
  const std::uint64_t samples = checked_elements();
  for (std::uint64_t sample = 0; sample < samples; ++sample) {
    // Spread over the output, its first and last elements among them.
    const std::uint64_t last = elements() - 1;
    const std::uint64_t element = samples < 2 ? 0 : sample * last / (samples - 1);
    const Expected right = expected(first_element() + element);
    const double got = load_element(shape_.type, receive, element);
    if (std::abs(got - right.value) <= right.bound) continue;  // never of NaN
    if (!wrong) {
      std::byte bits[8]{};
      store_element(shape_.type, bits, 0, right.value);
      wrong = Mismatch{.rank = rank_,
                       .call = 0,
                       .element = element,
                       .expected = right.value,
                       .got = got,
                       .expected_bits = element_bits(shape_.type, bits, 0),
                       .got_bits = element_bits(shape_.type, receive, element),
                       .wrong = 0};
    }
    ++wrong->wrong;
  }
  return wrong;
}

}  // namespace fourfold
