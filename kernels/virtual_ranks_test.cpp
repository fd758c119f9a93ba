// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/virtual_ranks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "core/error.hpp"
#include "device/graph.hpp"

namespace fourfold {
namespace {

using enum PeerAlgorithm;
constexpr PeerAlgorithm kWays[] = {OneShot, TwoShot, Push, Ring, Ll, Lamport};
constexpr DataType kTypes[] = {DataType::f64,  DataType::f32,    DataType::f16,
                               DataType::bf16, DataType::f8e4m3, DataType::i32};
constexpr Fold kFolds[] = {Fold::Sum, Fold::Min, Fold::Max};

TEST(GpuSegment, NothingOverlapsAndNothingIsLeftOver) {
  for (const int ranks : {1, 2, 3, 8}) {
    const GpuSegment layout{ranks, 5};
    std::map<std::size_t, std::size_t> parts{{GpuSegment::stopped(), GpuSegment::kLine}};
    std::size_t all = 1;
    const auto add = [&](std::size_t at, std::size_t bytes) {
      EXPECT_EQ(at % 128, 0u);
      parts[at] = bytes;
      ++all;
    };
    for (int block = 0; block < 5; ++block) {
      add(layout.state(block), GpuSegment::kLine);
      for (int from = 0; from < ranks; ++from) {
        add(layout.flag(block, from), GpuSegment::kLine);
        for (const int parity : {0, 1}) {
          add(layout.box(block, parity, from), GpuSegment::kBox);
          add(layout.packets(block, parity, from), 2 * GpuSegment::kPayload);
          add(layout.words(block, parity, from), GpuSegment::kPayload);
        }
      }
    }
    EXPECT_EQ(parts.size(), all);
    std::size_t end = 0;
    for (const auto& [at, bytes] : parts) {
      EXPECT_EQ(at, end);
      end = at + bytes;
    }
    EXPECT_EQ(end, layout.bytes());
    EXPECT_EQ(layout.words(0, 0, 0),
              end - 5u * 2 * static_cast<unsigned>(ranks) * GpuSegment::kPayload);
  }
}

TEST(GpuAllReduce, TakesNoMoreBlocksThanHaveWork) {
  EXPECT_EQ(gpu_all_reduce_blocks(OneShot, 0, 8, 132), 1);
  EXPECT_EQ(gpu_all_reduce_blocks(OneShot, 16 * kGpuLanes, 8, 132), 1);
  EXPECT_EQ(gpu_all_reduce_blocks(OneShot, 16 * kGpuLanes + 1, 8, 132), 2);
  EXPECT_EQ(gpu_all_reduce_blocks(Push, 16 * kGpuLanes * 8, 8, 132), 1);
  EXPECT_EQ(gpu_all_reduce_blocks(Push, std::size_t{1} << 30, 8, 16), 16);
}

TEST(GpuAllReduce, BytesThatVirtualRanksMustMove) {
  EXPECT_EQ(virtual_ranks_traffic(Push, 1000, 4), 8000u);      // four read, four written
  EXPECT_EQ(virtual_ranks_traffic(Ring, 1000, 4), 8000u);      // likewise; boxes stay in the cache
  EXPECT_EQ(virtual_ranks_traffic(TwoShot, 1000, 4), 11000u);  // each fetches 3/4 of the sums
}

TEST(GpuAllReduce, AWaitThatLastedTooLongIsNamed) {
  EXPECT_EQ(GpuWait::text(0, 4), "");
  EXPECT_EQ(GpuWait::text(GpuWait::word(0, 3), 4),
            "rank 0 has waited too long for rank 3 of the 4 of an all-reduce on GPUs");
}

TEST(GpuAllReduce, WithoutAGpuItSaysSo) {
  if (probe_cuda().devices > 0) GTEST_SKIP() << "this machine has a GPU";
  EXPECT_THROW(gpu_all_reduce_room(), Error);
  EXPECT_THROW(launch_gpu_all_reduce(Push, DataType::f32, {}, 2, 1, nullptr), Error);
  const std::unique_ptr<Device> host = open_host_device();
  EXPECT_THROW(VirtualRanks(*host, 2), Error);
  EXPECT_THROW(VirtualRanks(*host, 9), Error);
}

/// Inputs and outputs of ranks in one GPU's memory, with guards around the outputs.
class VirtualRanksOnGpu : public ::testing::TestWithParam<int> {
 protected:
  static constexpr std::size_t kRoom = std::size_t{4} << 20;
  static constexpr std::size_t kGuard = 256;
  static constexpr unsigned char kPoison = 0xa5;

  struct Layout {
    std::size_t shift = 0;  ///< of every buffer, from a multiple of 4096
    bool in_place = false;
  };

  void SetUp() override {
    const CudaProbe probe = probe_cuda();
    if (probe.devices == 0) GTEST_SKIP() << probe.reason;
    device_ = open_cuda_device(0);
    stream_ = std::make_unique<Stream>(device_->make_stream());
    for (int r = 0; r < GetParam(); ++r) {
      in_.push_back(device_->allocate(kRoom));
      out_.push_back(device_->allocate(kRoom));
    }
  }

  /// Small whole numbers, whose sums every type holds.
  std::vector<std::byte> input(DataType type, std::size_t count, int rank, int turn) const {
    std::vector<std::byte> values(count * traits(type).bytes);
    for (std::size_t i = 0; i < count; ++i) {
      const int value = static_cast<int>((i * 7 + static_cast<std::size_t>(rank * 5 + turn)) % 3);
      store_element(type, values.data(), i, value - (rank % 2));
    }
    return values;
  }

  ReachedBuffers<kMostGpuPeers> buffers(Layout layout) const {
    ReachedBuffers<kMostGpuPeers> all{};
    for (std::size_t r = 0; r < out_.size(); ++r) {
      all.out[r] = out_[r].data() + kGuard + layout.shift;
      all.in[r] = layout.in_place ? all.out[r] : in_[r].data() + kGuard + layout.shift;
    }
    return all;
  }

  void fill(DataType type, std::size_t count, int turn, Layout layout) {
    const auto all = buffers(layout);
    for (std::size_t r = 0; r < out_.size(); ++r) {
      const auto own = input(type, count, static_cast<int>(r), turn);
      device_->set_bytes(out_[r].data(), kPoison, kGuard * 3 + layout.shift + own.size(), *stream_);
      device_->synchronize(*stream_);
      device_->upload(const_cast<std::byte*>(all.in[r]), own.data(), own.size());
    }
  }

  /// Ranks whose output is wrong, or that wrote beside it.
  int wrong(DataType type, Fold fold, std::size_t count, int turn, Layout layout) {
    const std::size_t bytes = count * traits(type).bytes;
    std::vector<std::vector<std::byte>> inputs;
    std::vector<const std::byte*> sources;
    for (int r = 0; r < GetParam(); ++r) {
      inputs.push_back(input(type, count, r, turn));
      sources.push_back(inputs.back().data());
    }
    std::vector<std::byte> expected(bytes);
    std::byte* const to = expected.data();
    host_fold(type, fold)(&to, 1, sources.data(), GetParam(), bytes);
    int faults = 0;
    for (const Buffer& out : out_) {
      const std::size_t before = kGuard + layout.shift;
      std::vector<std::byte> got(before + bytes + kGuard);
      device_->download(got.data(), out.data(), got.size());
      const auto spoilt = [](std::byte x) { return x != std::byte{kPoison}; };
      const auto begin = got.begin() + static_cast<std::ptrdiff_t>(before);
      const auto end = begin + static_cast<std::ptrdiff_t>(bytes);
      const bool right = std::equal(begin, end, expected.begin()) &&
                         std::none_of(got.begin(), begin, spoilt) &&
                         std::none_of(end, got.end(), spoilt);
      faults += right ? 0 : 1;
    }
    return faults;
  }

  std::unique_ptr<Device> device_;
  std::unique_ptr<Stream> stream_;
  std::vector<Buffer> in_, out_;
};

TEST_P(VirtualRanksOnGpu, EveryAlgorithmTypeFoldAndCountIsRight) {
  VirtualRanks ranks(*device_, GetParam());
  constexpr std::size_t kCounts[] = {0, 1, 13, 1001, 20011, 300007};
  int turn = 0;
  for (const PeerAlgorithm way : kWays) {
    for (const DataType type : kTypes) {
      if (way == Lamport && type == DataType::i32) continue;
      for (const Fold fold : kFolds) {
        for (const std::size_t count : kCounts) {
          // Several pieces for each block; of one operation, since the host makes all inputs.
          if (count > 100'000 && fold != Fold::Sum) continue;
          const std::size_t shift = turn % 3 == 2 ? traits(type).bytes : 0;
          const Layout layout{.shift = shift, .in_place = turn % 2 == 1};
          fill(type, count, turn, layout);
          ranks.all_reduce(way, type, fold, buffers(layout), count * traits(type).bytes, *stream_);
          device_->synchronize(*stream_);
          ASSERT_NO_THROW(ranks.check());
          ASSERT_EQ(wrong(type, fold, count, turn, layout), 0)
              << "way " << static_cast<int>(way) << " " << name(type) << " fold "
              << static_cast<int>(fold) << " " << count << " elements, in place " << layout.in_place
              << ", shifted by " << shift;
          ++turn;
        }
      }
    }
  }
}

TEST_P(VirtualRanksOnGpu, AGraphRunsACallAgainAndAgain) {
  VirtualRanks ranks(*device_, GetParam());
  constexpr std::size_t kCount = 50021;
  const Layout layout;
  for (const PeerAlgorithm way : kWays) {
    GraphCapture capture(*device_, *stream_);
    ranks.all_reduce(way, DataType::f32, Fold::Sum, buffers(layout), kCount * 4, *stream_);
    Graph graph = capture.finish();
    for (int turn = 0; turn < 4; ++turn) {
      fill(DataType::f32, kCount, turn, layout);
      graph.launch(*stream_);
      device_->synchronize(*stream_);
      ASSERT_NO_THROW(ranks.check());
      ASSERT_EQ(wrong(DataType::f32, Fold::Sum, kCount, turn, layout), 0)
          << "way " << static_cast<int>(way) << " turn " << turn;
    }
  }
}

TEST_P(VirtualRanksOnGpu, ARankThatDoesNotComeIsNamed) {
  for (const PeerAlgorithm way : {OneShot, Ll, Lamport}) {
    VirtualRanks ranks(*device_, GetParam(), 0.05);
    const int last = GetParam() - 1;
    ranks.all_reduce_of(last, way, DataType::f32, Fold::Sum, buffers({}), 64, *stream_);
    device_->synchronize(*stream_);
    try {
      ranks.check();
      ADD_FAILURE() << "nobody was missed";
    } catch (const Error& error) {
      const std::string named = "waited too long for rank " + std::to_string(last);
      EXPECT_NE(std::string(error.what()).find(named), std::string::npos) << error.what();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ranks, VirtualRanksOnGpu, ::testing::Values(2, 3, 4, 5, 6, 7, 8));

}  // namespace
}  // namespace fourfold
