// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// The pipeline as the device runs it, with one thread for each warpgroup of a cluster, one for TMA,
// which finishes loads in any order, and barriers that tell phases apart by parity alone.
#include "kernels/sm90_pipeline.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "kernels/sm90_variants.hpp"

namespace fourfold {
namespace {

/// mbarrier: a phase ends when all arrivals and all bytes that they announced have come.
struct Barrier {
  int arrivals = 0;
  int pending = arrivals;
  int bytes = 0;
  unsigned phases = 0;  ///< ended

  void arrive(int announced = 0) {
    if (--pending < 0) throw std::logic_error("one arrival too many");
    bytes += announced;
    settle();
  }
  void come(int some) {
    bytes -= some;
    settle();
  }
  /// Whether the phase of that parity is the one that has ended last: all that parity can tell.
  bool ended(unsigned parity) const { return ((phases - 1) & 1) == parity; }

 private:
  void settle() {
    if (pending > 0 || bytes != 0) return;
    ++phases;
    pending = arrivals;
  }
};

using Content = std::pair<int, int>;  // tile and block of k

/// The blocks of one cluster: barriers, and what lies in each stage.
template <Sm90Tile kTile>
struct Cluster {
  struct Block {
    std::vector<Barrier> full{kTile.stages, Barrier{1}};
    std::vector<Barrier> empty{kTile.stages, Barrier{kTile.handed_back()}};
    std::vector<Barrier> turn{2, Barrier{4}};
    std::vector<Content> a{kTile.stages};
    std::vector<std::vector<Content>> b{kTile.stages, std::vector<Content>(kTile.cluster)};
    std::vector<std::vector<int>> stored{2};  ///< by each warpgroup
  };
  struct Load {
    int from;  ///< whose load it is
    int to;
    bool of_a;
    int stage;
    Content content;
  };

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Block> blocks{kTile.cluster};
  std::vector<Load> loads;
  bool done = false;
  std::string fault;

  void wait(std::unique_lock<std::mutex>& lock, const Barrier& barrier, unsigned parity) {
    const bool came = changed.wait_for(lock, std::chrono::seconds(20),
                                       [&] { return !fault.empty() || barrier.ended(parity); });
    if (!came && fault.empty()) fault = "waited for ever";
    changed.notify_all();
    if (!fault.empty()) throw std::logic_error(fault);
  }
  void expect(bool right, const char* what) {
    if (right || !fault.empty()) return;
    fault = what;
  }
};

/// One thread's view; what sm90_pipeline.hpp wants of a machine.
template <Sm90Tile kTile>
struct Machine {
  Cluster<kTile>& cluster;
  int rank;
  int consumer = 0;
  std::vector<Content> seen = {};
  std::vector<std::pair<int, Content>> in_use = {};  ///< stages

  auto& mine() { return cluster.blocks[static_cast<std::size_t>(rank)]; }
  static std::size_t at(int index) { return static_cast<std::size_t>(index); }

  void wait_empty(const Sm90Ring& ring) {
    std::unique_lock lock(cluster.mutex);
    cluster.wait(lock, mine().empty[at(ring.stage)], ring.parity);
  }
  void load(int stage, int tile, int block) {
    const std::lock_guard lock(cluster.mutex);
    mine().full[at(stage)].arrive(1 + kTile.cluster);  // A, and each block's share of B
    cluster.loads.push_back({rank, rank, true, stage, {tile, block}});
    for (int to = 0; to < kTile.cluster; ++to) {
      cluster.loads.push_back({rank, to, false, stage, {tile, block}});
    }
    cluster.changed.notify_all();
  }

  void begin() { seen.clear(); }
  void wait_full(const Sm90Ring& ring) {
    std::unique_lock lock(cluster.mutex);
    cluster.wait(lock, mine().full[at(ring.stage)], ring.parity);
  }
  void multiply(int stage) {
    const std::lock_guard lock(cluster.mutex);
    seen.push_back(mine().a[at(stage)]);
    in_use.emplace_back(stage, seen.back());
    cluster.expect(in_use.size() <= 2, "more than two stages in use");
  }
  void finish() {}
  void add_up() {}
  void hand_back(int stage) {
    const std::lock_guard lock(cluster.mutex);
    cluster.expect(!in_use.empty() && in_use.front().first == stage, "the wrong stage");
    if (in_use.empty()) return;
    const Content content = in_use.front().second;
    in_use.erase(in_use.begin());
    bool whole = mine().a[at(stage)] == content;
    for (const Content& part : mine().b[at(stage)]) whole = whole && part == content;
    cluster.expect(whole, "a stage in use was changed or is not whole");
    for (auto& block : cluster.blocks) {
      for (int warp = 0; warp < 4; ++warp) block.empty[at(stage)].arrive();
    }
    cluster.changed.notify_all();
  }
  void wait_turn(int which, unsigned parity) {
    std::unique_lock lock(cluster.mutex);
    cluster.wait(lock, mine().turn[at(which)], parity);
  }
  void give_turn(int which) {
    const std::lock_guard lock(cluster.mutex);
    for (int warp = 0; warp < 4; ++warp) mine().turn[at(1 - which)].arrive();
    cluster.changed.notify_all();
  }
  void store(int tile) {
    const std::lock_guard lock(cluster.mutex);
    mine().stored[at(consumer)].push_back(tile);
    for (std::size_t block = 0; block < seen.size(); ++block) {
      cluster.expect(seen[block] == Content(tile, static_cast<int>(block)), "the wrong stages");
    }
    cluster.changed.notify_all();
  }
};

/// TMA: loads come in any order.
template <Sm90Tile kTile>
void deliver(Cluster<kTile>& cluster, unsigned seed) {
  std::mt19937 random(seed);
  std::unique_lock lock(cluster.mutex);
  while (true) {
    cluster.changed.wait(
        lock, [&] { return !cluster.loads.empty() || cluster.done || !cluster.fault.empty(); });
    if (cluster.loads.empty()) return;
    const std::size_t which = random() % cluster.loads.size();
    const auto load = cluster.loads[which];
    cluster.loads.erase(cluster.loads.begin() + static_cast<std::ptrdiff_t>(which));
    auto& block = cluster.blocks[static_cast<std::size_t>(load.to)];
    const auto stage = static_cast<std::size_t>(load.stage);
    if (load.of_a) {
      block.a[stage] = load.content;
    } else {
      block.b[stage][static_cast<std::size_t>(load.from)] = load.content;
    }
    block.full[stage].come(1);
    cluster.changed.notify_all();
  }
}

/// What went wrong, or "".
template <Sm90Tile kTile>
std::string run(const Sm90Work& work, unsigned seed) {
  Cluster<kTile> cluster;
  const auto guarded = [&](auto role) {
    try {
      role();
    } catch (const std::logic_error& error) {
      const std::lock_guard lock(cluster.mutex);
      if (cluster.fault.empty()) cluster.fault = error.what();
      cluster.changed.notify_all();
    }
  };
  std::thread tma([&] { deliver(cluster, seed); });
  std::vector<std::thread> threads;
  for (int rank = 0; rank < kTile.cluster; ++rank) {
    threads.emplace_back([&, rank] {
      Machine<kTile> machine{cluster, rank};
      guarded([&] { load_tiles<kTile>(machine, work); });
    });
    for (int consumer = 0; consumer < 2; ++consumer) {
      threads.emplace_back([&, rank, consumer] {
        Machine<kTile> machine{cluster, rank, consumer};
        guarded([&] { multiply_tiles<kTile>(machine, consumer, work); });
      });
    }
  }
  for (std::thread& thread : threads) thread.join();
  {
    const std::lock_guard lock(cluster.mutex);
    cluster.done = true;
    cluster.changed.notify_all();
  }
  tma.join();
  if (!cluster.fault.empty()) return cluster.fault;
  std::vector<std::vector<int>> wanted(2);
  int turn = 0;
  for (int tile = work.cluster; tile < work.tiles; tile += work.clusters, ++turn) {
    for (int consumer = 0; consumer < 2; ++consumer) {
      if (kTile.turns && turn % 2 != consumer) continue;
      wanted[static_cast<std::size_t>(consumer)].push_back(tile);
    }
  }
  for (const auto& block : cluster.blocks) {
    if (block.stored != wanted) return "not every tile was stored once";
  }
  return "";
}

template <std::size_t kIndex>
void run_all() {
  unsigned seed = 0;
  for (const int k_blocks : {1, 2, 4, 5, 13}) {
    for (const auto& [cluster, clusters, tiles] :
         {std::tuple{0, 1, 1}, {0, 1, 4}, {1, 3, 14}, {2, 3, 2}}) {
      const Sm90Work work{cluster, clusters, tiles, k_blocks};
      EXPECT_EQ(run<kSm90Variants[kIndex].tile>(work, ++seed), "")
          << kSm90Variants[kIndex].name << ", " << k_blocks << " blocks of k, " << tiles
          << " tiles, cluster " << cluster << " of " << clusters;
    }
  }
}

template <std::size_t... kIndex>
void run_variants(std::index_sequence<kIndex...>) {
  (run_all<kIndex>(), ...);
}

TEST(Sm90Pipeline, EveryWarpgroupSeesEveryStageOfItsTilesWholeAndInOrder) {
  run_variants(std::make_index_sequence<kSm90Variants.size()>());
}

}  // namespace
}  // namespace fourfold
