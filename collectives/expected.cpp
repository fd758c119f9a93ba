// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/expected.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "kernels/input.hpp"

namespace fourfold {
namespace {

constexpr std::uint64_t kPhaseSeed = 0x4661637473;  // of the pattern that varies sums by element
constexpr std::uint64_t kMoveSeed = 0x4D6F7665;

std::uint64_t phase(std::uint64_t element) { return random_bits(kPhaseSeed, element); }

/// Bits that tell source, destination and place apart.
std::uint64_t bits_of(int source, int destination, std::uint64_t element) {
  const std::uint64_t path = random_bits(kMoveSeed, (static_cast<std::uint64_t>(source) << 32) |
                                                        static_cast<std::uint32_t>(destination));
  return random_bits(path, element);
}

/// The range of one contribution: wide where the type has room for many ranks' sums, narrow where
/// not.
std::uint64_t contribution_range(std::int64_t exact_integers) {
  if (exact_integers >= 1 << 20) return 16;
  if (exact_integers >= 2048) return 8;
  if (exact_integers >= 256) return 4;
  return exact_integers >= 64 ? 3 : 2;
}

}  // namespace

CollectiveData::CollectiveData(Collective collective, ReductionOp op, MessageShape shape, int rank,
                               int ranks, int root)
    : collective_(collective), op_(op), shape_(shape), rank_(rank), ranks_(ranks), root_(root) {
  const std::int64_t room = traits(shape.type).exact_integers;
  values_ = contribution_range(room);
  window_ = std::min(static_cast<std::uint64_t>(ranks), static_cast<std::uint64_t>(room) / values_);
  for (std::uint64_t first = 0; first < values_; ++first) {
    std::uint64_t sum = 0;
    for (std::uint64_t d = 0; d < window_; ++d) sum += 1 + (first + d) % values_;
    sums_.push_back(static_cast<double>(sum));
  }
}

double CollectiveData::contribution(int rank, std::uint64_t element) const {
  const auto n = static_cast<std::uint64_t>(ranks_);
  const std::uint64_t d = (static_cast<std::uint64_t>(rank) + n - element % n) % n;
  const std::uint64_t h = phase(element);
  switch (op_) {
    case ReductionOp::Sum:
    case ReductionOp::Avg:
      return d < window_ ? static_cast<double>(1 + (h % values_ + d) % values_) : 0;
    case ReductionOp::Prod:
      // Powers of two and a sign: exact in every type, whatever the order.
      if (d < 3) return 2;
      return d == 3 && (h & 1) != 0 ? -1 : 1;
    case ReductionOp::Max:
      return static_cast<double>(d == 0 ? 4 + h % 4 : (h + d) % 4);
    case ReductionOp::Min:
      return static_cast<double>(d == 0 ? h % 4 : 4 + (h + d) % 4);
  }
  return 0;
}

double CollectiveData::reduced(std::uint64_t element) const {
  const std::uint64_t h = phase(element);
  switch (op_) {
    case ReductionOp::Sum:
      return sums_[h % values_];
    case ReductionOp::Avg: {
      const double mean = sums_[h % values_] / ranks_;
      return traits(shape_.type).is_float ? mean : std::floor(mean);
    }
    case ReductionOp::Prod:
      return std::ldexp(ranks_ > 3 && (h & 1) != 0 ? -1.0 : 1.0, std::min(ranks_, 3));
    case ReductionOp::Max:
      return static_cast<double>(4 + h % 4);
    case ReductionOp::Min:
      return static_cast<double>(h % 4);
  }
  return 0;
}

std::uint64_t CollectiveData::moved_bits(std::uint64_t element) const {
  const std::uint64_t block = std::max<std::uint64_t>(shape_.block, 1);
  const auto from = static_cast<int>(element / block);
  switch (collective_) {
    case Collective::AllGather:
    case Collective::Gather:
      return bits_of(from, 0, element % block);
    case Collective::AllToAll:
      return bits_of(from, rank_, element % block);
    case Collective::Scatter:
      return bits_of(root_, rank_, element);
    case Collective::Broadcast:
      return bits_of(root_, 0, element);
    case Collective::SendRecv:
      return bits_of((rank_ + ranks_ - 1) % ranks_, rank_, element);
    case Collective::AllReduce:
    case Collective::ReduceScatter:
    case Collective::Reduce:
      break;
  }
  return 0;
}

void CollectiveData::fill_send(std::byte* send) const {
  const std::uint64_t count = shape_.send_elements(collective_, rank_, root_);
  const std::size_t bytes = traits(shape_.type).bytes;
  if (traits(collective_).reduces) {
    for (std::uint64_t i = 0; i < count; ++i) {
      store_element(shape_.type, send, i, contribution(rank_, i));
    }
    return;
  }
  const std::uint64_t block = std::max<std::uint64_t>(shape_.block, 1);
  const bool addressed = collective_ == Collective::AllToAll || collective_ == Collective::Scatter;
  const int next = collective_ == Collective::SendRecv ? (rank_ + 1) % ranks_ : 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t bits = addressed ? bits_of(rank_, static_cast<int>(i / block), i % block)
                                         : bits_of(rank_, next, i);
    std::memcpy(send + i * bytes, &bits, bytes);
  }
}

void CollectiveData::write_expected(std::uint64_t first, std::uint64_t count,
                                    std::byte* destination) const {
  const std::size_t bytes = traits(shape_.type).bytes;
  if (!traits(collective_).reduces) {
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint64_t bits = moved_bits(first + i);
      std::memcpy(destination + i * bytes, &bits, bytes);
    }
    return;
  }
  const bool scattered = collective_ == Collective::ReduceScatter;
  const std::uint64_t offset = scattered ? static_cast<std::uint64_t>(rank_) * shape_.block : 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    store_element(shape_.type, destination, i, reduced(offset + first + i));
  }
}

double CollectiveData::tolerance() const {
  const bool exact = std::has_single_bit(static_cast<unsigned>(ranks_)) && ranks_ <= 64;
  if (!traits(collective_).reduces || op_ != ReductionOp::Avg || exact) return 0;
  return (ranks_ + 1) * traits(shape_.type).unit_roundoff * static_cast<double>(values_);
}

bool CollectiveData::close_enough(const std::byte* expected, const std::byte* got,
                                  std::uint64_t index) const {
  const std::size_t bytes = traits(shape_.type).bytes;
  if (std::memcmp(expected + index * bytes, got + index * bytes, bytes) == 0) return true;
  const double most = tolerance();
  if (most == 0) return false;
  const double difference =
      load_element(shape_.type, expected, index) - load_element(shape_.type, got, index);
  return std::abs(difference) <= most;
}

std::optional<Mismatch> CollectiveData::check_receive(const std::byte* receive) const {
  constexpr std::uint64_t kChunk = 4096;
  const std::uint64_t count = checked_elements();
  const std::size_t bytes = traits(shape_.type).bytes;
  std::vector<std::byte> expected(static_cast<std::size_t>(std::min(count, kChunk)) * bytes);
  std::optional<Mismatch> first_wrong;
  for (std::uint64_t first = 0; first < count; first += kChunk) {
    const std::uint64_t chunk = std::min(kChunk, count - first);
    const std::byte* const got = receive + first * bytes;
    write_expected(first, chunk, expected.data());
    if (std::memcmp(expected.data(), got, chunk * bytes) == 0) continue;
    for (std::uint64_t i = 0; i < chunk; ++i) {
      if (close_enough(expected.data(), got, i)) continue;
      if (!first_wrong) {
        first_wrong = Mismatch{.rank = rank_,
                               .call = 0,
                               .element = first + i,
                               .expected = load_element(shape_.type, expected.data(), i),
                               .got = load_element(shape_.type, got, i),
                               .expected_bits = element_bits(shape_.type, expected.data(), i),
                               .got_bits = element_bits(shape_.type, got, i),
                               .wrong = 0};
      }
      ++first_wrong->wrong;
    }
  }
  return first_wrong;
}

std::size_t CollectiveData::send_bytes() const {
  return shape_.send_elements(collective_, rank_, root_) * traits(shape_.type).bytes;
}

std::size_t CollectiveData::receive_bytes() const {
  return shape_.receive_elements(collective_, rank_, root_) * traits(shape_.type).bytes;
}

std::string CollectiveData::how_checked() const {
  if (tolerance() != 0) return "every element, within the rounding of an average";
  if (!traits(collective_).reduces) return "every element, bit by bit";
  return "every element, bit by bit (exact integers)";
}

std::uint64_t CollectiveData::checked_elements() const {
  return shape_.receive_elements(collective_, rank_, root_);
}

}  // namespace fourfold
