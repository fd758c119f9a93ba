// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/hash.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/error.hpp"
#include "kernels/hash_cuda.hpp"

namespace fourfold {
namespace {

/// An array whose elements of any size are all different from their neighbours.
std::vector<std::byte> array(std::size_t bytes) {
  std::vector<std::byte> result(bytes);
  for (std::size_t i = 0; i < bytes; ++i) result[i] = static_cast<std::byte>(random_bits(7, i));
  return result;
}

constexpr std::size_t kWidths[] = {1, 2, 4, 8};

TEST(OutputHash, ChangesWithAnySingleElementAndAnyBit) {
  const std::vector<std::byte> data = array(256);
  for (const std::size_t width : kWidths) {
    const std::uint64_t right = output_hash(data, width);
    for (std::size_t bit = 0; bit < 8 * data.size(); ++bit) {
      std::vector<std::byte> spoilt = data;
      spoilt[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
      ASSERT_NE(output_hash(spoilt, width), right) << width << " bytes, bit " << bit;
    }
  }
}

TEST(OutputHash, ChangesWithASwapOfTwoUnequalElements) {
  const std::vector<std::byte> data = array(256);
  for (const std::size_t width : kWidths) {
    const auto at = [&](std::vector<std::byte>& where, std::size_t element) {
      return where.begin() + static_cast<std::ptrdiff_t>(element * width);
    };
    for (std::size_t i = 1; i < data.size() / width; ++i) {
      std::vector<std::byte> swapped = data;
      std::swap_ranges(at(swapped, 0), at(swapped, 1), at(swapped, i));
      if (swapped == data) continue;
      ASSERT_NE(output_hash(swapped, width), output_hash(data, width)) << width << ", " << i;
    }
  }
}

TEST(OutputHash, OfPiecesInAnyOrderAddsUp) {
  const std::vector<std::byte> data = array(240);
  for (const std::size_t width : kWidths) {
    const std::size_t count = data.size() / width;
    std::uint64_t sum = 0;
    for (std::size_t end = count; end > 0;) {  // from the end, in pieces of 1, 2, 3 ...
      const std::size_t length = std::min(end, count - end + 1);
      end -= length;
      sum += output_hash(std::span(data).subspan(end * width, length * width), width, end);
    }
    EXPECT_EQ(sum, output_hash(data, width)) << width;
  }
}

TEST(OutputHash, OfNothingIsZeroAndOfZerosIsNot) {
  EXPECT_EQ(output_hash({}, 4), 0u);
  const std::vector<std::byte> zeros(64);
  EXPECT_NE(output_hash(zeros, 4), 0u);
  EXPECT_NE(output_hash(zeros, 4), output_hash(std::span(zeros).first(60), 4)) << "length counts";
}

TEST(OutputHash, RefusesOddSizes) {
  const std::vector<std::byte> data(12);
  EXPECT_THROW(output_hash(data, 3), Error);
  EXPECT_THROW(output_hash(data, 8), Error);
}

TEST(HashOnDevice, IsTheHostsOnAHost) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  const std::vector<std::byte> data = array(64);
  EXPECT_EQ(hash_on_device(*host, stream, data.data(), data.size(), 2), output_hash(data, 2));
}

TEST(HashOnDevice, IsTheHostsOnAGpu) {
  const CudaProbe probe = probe_cuda();
  if (probe.devices == 0) {
    EXPECT_THROW(add_hash_cuda(nullptr, 0, 1, nullptr, nullptr), Error);
    GTEST_SKIP() << probe.reason;
  }
  const auto device = open_cuda_device(0);
  Stream stream = device->make_stream();
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{8}, std::size_t{8000}, std::size_t{24} << 20}) {
    const std::vector<std::byte> data = array(bytes);
    const Buffer there = device->allocate(bytes + 8);
    device->upload(there.data(), data.data(), bytes);
    for (const std::size_t width : kWidths) {
      EXPECT_EQ(hash_on_device(*device, stream, there.data(), bytes, width),
                output_hash(data, width))
          << bytes << " bytes in elements of " << width;
    }
  }
}

}  // namespace
}  // namespace fourfold
