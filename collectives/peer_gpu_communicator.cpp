// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>

#include "collectives/mpi_session.hpp"
#include "collectives/peer_communicator.hpp"
#include "collectives/share_descriptor.hpp"
#include "core/error.hpp"
#include "core/unsupported.hpp"
#include "device/multicast.hpp"
#include "kernels/all_reduce_gpu.hpp"
#include "kernels/all_reduce_multimem.hpp"

namespace fourfold {
namespace {

/// A kernel's longest wait. A watch finds much sooner who holds a run up, and ends it.
constexpr std::uint64_t kMostWaiting_ns = 300'000'000'000;

/// How many ranks the GPU with the most of them has. Collective.
int most_sharers(MpiSession& session, const Device& gpu) {
  std::map<std::string, int> ranks_of;
  int most = 0;
  for (const std::string& uuid : session.gather(gpu.info().uuid)) {
    most = std::max(most, ++ranks_of[uuid]);
  }
  return static_cast<int>(session.agree_max(most));
}

/// Blocks of each rank, as many as run at once on the GPU with the least room, which ranks may
/// share: nothing says that they take turns there. Collective.
int common_room(MpiSession& session, Device& gpu) {
  int room = 0;
  std::string error;
  try {
    gpu.make_current();
    room = gpu_all_reduce_room();
  } catch (const Error& failed) {
    error = failed.what();
  }
  go_on_or_throw<Error>(session, error);
  room = static_cast<int>(-session.agree_max(-room));
  return std::max(1, room / most_sharers(session, gpu));
}

/// Boxes that switches reach, of all ranks. Throws Unsupported, on every rank, where there are
/// none. Collective.
std::unique_ptr<MulticastMemory> make_switch_boxes(MpiSession& session, Device& gpu,
                                                   std::size_t bytes) {
  std::unique_ptr<MulticastMemory> boxes;
  const auto together = [&](auto step) {
    std::string error;
    try {
      step();
    } catch (const Error& failed) {
      error = fmt::format("rank {}: {}", session.rank(), failed.what());
    }
    go_on_or_throw<Unsupported>(session, error);
  };
  // Binding waits until every GPU of the object is there, and each can be there once.
  const bool shared = most_sharers(session, gpu) > 1;
  together([&] {
    if (shared) throw Error("multimem is between GPUs, and ranks share one");
    if (const Support has = multicast_support(gpu); !has) throw Error(has.reason());
  });
  together([&] {
    if (session.rank() == 0) boxes = make_multicast(gpu, session.size(), bytes);
  });
  int descriptor = -1;
  together([&] { descriptor = share_descriptor(session, boxes ? boxes->descriptor() : -1); });
  together([&] {
    if (session.rank() == 0) return;
    const auto done = [](const int* open) { close(*open); };
    const std::unique_ptr<const int, decltype(done)> copy(&descriptor, done);
    boxes = join_multicast(gpu, session.size(), bytes, descriptor);
  });
  together([&] { boxes->add_gpu(); });
  together([&] { boxes->bind(); });
  return boxes;
}

/// Between processes, over each other's GPU memory. Compiled, not run on hardware.
class PeerGpuCommunicator final : public PeerCommunicator {
 public:
  PeerGpuCommunicator(MpiSession& session, Device& gpu, const AlgorithmChoice& choice,
                      const PeerTable& table)
      : PeerCommunicator(session, MessageMemory::Device, share_gpu_memory(gpu), choice, table),
        gpu_(gpu),
        layout_{session.size(), common_room(session, gpu)},
        segments_(make_segments(layout_.bytes(), [&](std::byte* segment) {
          orders_ = gpu_.allocate_pinned(sizeof(Orders));
          aside_.emplace(gpu_.make_stream());
          own_segment_ = segment;
          prepare_gpu_segment(gpu_, layout_, segment, *aside_);
          gpu_.synchronize(*aside_);
        })) {
    orders() = {.late = 0, .stop = 1};
    std::copy(segments_->all.begin(), segments_->all.end(), call_.segments);
    call_.rank = session.rank();
    call_.ranks = session.size();
    call_.most_blocks = layout_.blocks;
    call_.wait = &orders().late;
    call_.most_ns = kMostWaiting_ns;
    if (!may_take(PeerAlgorithm::Multimem)) return;
    switch_memory_ = make_switch_boxes(session, gpu, MultimemBoxes::of_block(layout_.blocks));
    switch_boxes_ = {switch_memory_->own(), switch_memory_->all()};
  }

  void check_health() override {
    if (aborted_) throw Error("its all-reduces were given up");
    if (const std::string late = health(); !late.empty()) throw Error(late);
  }
  std::string health() noexcept override {
    const volatile std::uint64_t& late = orders().late;
    return late == 0 ? "" : GpuWait::text(late, size());
  }
  /// Copied by the GPU's copy engine: kernels that wait may leave no room for another.
  void abort() noexcept override {
    aborted_ = true;
    try {
      gpu_.make_current();
      const auto* const stop = reinterpret_cast<const std::byte*>(&orders().stop);
      gpu_.copy(own_segment_ + GpuSegment::stopped(), stop, sizeof(std::uint32_t), *aside_);
      gpu_.synchronize(*aside_);
    } catch (...) {
      // The process is about to end; its kernels end with it.
    }
  }

 private:
  /// In memory of the host that the GPU reaches.
  struct Orders {
    std::uint64_t late;  ///< GpuWait, which kernels write
    std::uint32_t stop;  ///< what GpuSegment::stopped() becomes
  };
  Orders& orders() { return *reinterpret_cast<Orders*>(orders_.data()); }

  void set_kind(DataType, Fold fold) override { call_.fold = fold; }

  void reduce(PeerAlgorithm way, const CollectiveCall& call, std::size_t bytes, const Region* from,
              const Region* to, Stream& stream) override {
    check_health();
    int first = rank();
    int end = rank() + 1;
    if (reaches_buffers(way)) {
      call_.buffers = reached_buffers<kMostGpuPeers>(call, *from, *to);
      first = 0;
      end = size();
    } else {
      call_.buffers.in[rank()] = call.send;
      call_.buffers.out[rank()] = call.receive;
    }
    call_.bytes = bytes;
    call_.whole_packs = in_whole_packs(call_.buffers, first, end);
    const int blocks = gpu_all_reduce_blocks(way, bytes, size(), layout_.blocks);
    if (way == PeerAlgorithm::Multimem) {
      return launch_multimem_all_reduce(call.shape.type, call_, switch_boxes_, blocks,
                                        stream.native());
    }
    launch_gpu_all_reduce(way, call.shape.type, call_, 1, blocks, stream.native());
  }

  Device& gpu_;
  GpuSegment layout_;
  Buffer orders_;
  std::optional<Stream> aside_;  ///< for what must not wait for calls
  std::byte* own_segment_ = nullptr;
  std::shared_ptr<const Region> segments_;
  GpuAllReduceCall call_{};
  std::atomic<bool> aborted_ = false;
  std::unique_ptr<MulticastMemory> switch_memory_;  ///< where multimem may be taken
  MultimemBoxes switch_boxes_{};
};

/// Collective.
void settle_on_gpus(MpiSession& session, const Device& gpu) {
  const bool is_gpu = gpu.info().kind == DeviceKind::Cuda;
  go_on_or_throw<Error>(session, is_gpu ? "" : "this all-reduce is of GPUs, and there is none");
  if (session.size() <= kMostGpuPeers) return;
  throw Error(fmt::format("backend peer has {} ranks at most on GPUs", kMostGpuPeers));
}

}  // namespace

std::unique_ptr<Communicator> make_peer_communicator(MpiSession& session, Device& gpu,
                                                     const AlgorithmChoice& choice,
                                                     const PeerTable& table) {
  settle_on_gpus(session, gpu);
  return std::make_unique<PeerGpuCommunicator>(session, gpu, choice, table);
}

}  // namespace fourfold
