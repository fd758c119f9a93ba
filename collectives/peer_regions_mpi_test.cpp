// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <thread>

#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"
#include "collectives/peer_memory.hpp"
#include "collectives/peer_regions.hpp"
#include "core/error.hpp"
#include "core/unsupported.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

/// Memory of the host that counts, in its first bytes, who else has it, and says how many had when
/// its owner freed it: what a GPU's memory would not survive.
class Counted final : public SharedMemory {
 public:
  Counted(std::shared_ptr<PeerMemory> memory, int* had) : memory_(std::move(memory)), had_(had) {
    if (had_ == nullptr) ++openings();
  }
  ~Counted() override {
    if (had_ == nullptr) {
      --openings();
    } else {
      *had_ = openings();
    }
  }

  std::byte* data() const override { return memory_->data(); }
  std::size_t bytes() const override { return memory_->bytes(); }
  std::string handle() const override { return memory_->handle(); }

 private:
  std::atomic_ref<int> openings() const {
    return std::atomic_ref<int>(*reinterpret_cast<int*>(data()));
  }

  std::shared_ptr<PeerMemory> memory_;
  int* had_;  ///< of the owner
};

struct Freed {
  int had = -1;          ///< -1: not freed
  bool refuses = false;  ///< this rank opens nothing
};

class CountedSharing final : public MemorySharing {
 public:
  explicit CountedSharing(Freed& freed) : freed_(freed) {}
  std::shared_ptr<SharedMemory> make(std::size_t bytes) override {
    return std::make_shared<Counted>(PeerMemory::make(bytes), &freed_.had);
  }
  std::shared_ptr<SharedMemory> open(const std::string& handle) override {
    if (freed_.refuses) throw Error("not reached");
    return std::make_shared<Counted>(PeerMemory::open(handle), nullptr);
  }
  bool outlives_openings() const override { return true; }

 private:
  Freed& freed_;
};

TEST(PeerRegions, EveryRankFindsWhatTheOthersWrote) {
  MpiSession& session = test_session();
  PeerRegions regions(session, share_host_memory());
  const Buffer own = regions.allocate(1000);
  own.data()[7] = std::byte(10 + session.rank());
  const auto announced = regions.announce(own);
  const PeerRegions::Region* const region = regions.find(own.data() + 7, 993);
  ASSERT_NE(region, nullptr);
  EXPECT_EQ(regions.find(own.data() - 1, 8), nullptr);
  for (int rank = 0; rank < session.size(); ++rank) {
    EXPECT_EQ(region->all[static_cast<std::size_t>(rank)][7], std::byte(10 + rank));
  }
  session.barrier();
}

TEST(PeerRegions, MemoryIsFreedOnceNobodyElseHasIt) {
  MpiSession& session = test_session();
  for (int slow = 0; slow < session.size(); ++slow) {
    Freed freed;
    PeerRegions regions(session, std::make_unique<CountedSharing>(freed));
    std::optional<Buffer> own = regions.allocate(64);
    auto announced = regions.announce(*own);
    if (session.rank() == slow) std::this_thread::sleep_for(30ms);
    announced.reset();
    own.reset();
    EXPECT_EQ(freed.had, 0);
    EXPECT_EQ(regions.find(nullptr, 0), nullptr);
  }
}

TEST(PeerRegions, MemoryThatAnotherKeepsIsFreedLater) {
  MpiSession& session = test_session();
  if (session.size() == 1) GTEST_SKIP() << "one rank has nobody to wait for";
  Freed freed;
  PeerRegions regions(session, std::make_unique<CountedSharing>(freed), 20ms);
  std::optional<Buffer> own = regions.allocate(64);
  auto announced = regions.announce(*own);
  if (session.rank() > 0) {
    announced.reset();
    own.reset();
    EXPECT_EQ(freed.had, -1);
  }
  session.barrier();
  announced.reset();
  own.reset();
  session.barrier();
  const Buffer next = regions.allocate(64);
  EXPECT_EQ(freed.had, 0);
}

TEST(PeerRegions, CountsMoreRoundsThanItHasPlacesFor) {
  MpiSession& session = test_session();
  Freed freed;
  PeerRegions regions(session, std::make_unique<CountedSharing>(freed));
  const Buffer own = regions.allocate(64);
  for (int i = 0; i < 100; ++i) regions.announce(own);
  const auto lasting = regions.announce(own);
  int more = 0;
  try {
    for (; more < 100; ++more) regions.announce(own);
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("more than 63 buffers"));
  }
  EXPECT_EQ(more, 63);
}

TEST(PeerRegions, ARankThatCannotMapIsNamedToAll) {
  MpiSession& session = test_session();
  if (session.size() == 1) GTEST_SKIP() << "one rank maps nothing";
  Freed freed;
  freed.refuses = session.rank() == session.size() - 1;
  {
    PeerRegions regions(session, std::make_unique<CountedSharing>(freed));
    const Buffer own = regions.allocate(64);
    std::string said;
    try {
      regions.announce(own);
    } catch (const Unsupported& error) {
      said = error.what();
    }
    EXPECT_THAT(said, HasSubstr("cannot map what rank 0 shares: not reached"));
    freed.refuses = false;
    EXPECT_NO_THROW(regions.announce(own));
  }
  EXPECT_EQ(freed.had, 0);
}

TEST(PeerRegions, WhatAnotherAllocatedIsNotAnnounced) {
  const auto host = open_host_device();
  PeerRegions regions(test_session(), share_host_memory());
  const Buffer foreign = host->allocate(64);
  EXPECT_THROW(regions.announce(foreign), Error);
}

}  // namespace
}  // namespace fourfold
