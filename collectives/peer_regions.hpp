// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "device/device.hpp"
#include "device/shared_memory.hpp"

namespace fourfold {

class MpiSession;

/// All ranks go on, or all throw the first one's failure. Collective.
template <class Failure>
void go_on_or_throw(MpiSession& session, const std::string& error);

/// Who of the ranks has let go of which memory, told through memory of the host that all share:
/// that of a GPU may be freed only when nobody has it mapped any more, and ranks that end a case do
/// not wait for each other by messages. Memory is mapped in rounds, numbered alike on all ranks.
class PeerReleases {
 public:
  using Patience = std::chrono::milliseconds;

  /// Collective.
  PeerReleases(MpiSession& session, Patience patience);
  ~PeerReleases();
  PeerReleases(const PeerReleases&) = delete;
  PeerReleases& operator=(const PeerReleases&) = delete;

  /// Number of the next round. Throws Error, on all ranks alike, where as many are open as it keeps
  /// count of.
  std::uint32_t begin();
  /// This rank lets go of all that it had mapped in that round.
  void let_go(std::uint32_t round);
  /// Frees memory that was given in these rounds once all have let go of it; after some waiting
  /// later: in another call, or never.
  void free(std::shared_ptr<SharedMemory> memory, std::vector<std::uint32_t> rounds);
  /// What others have let go of in the meantime.
  void free_late();

 private:
  static constexpr std::uint32_t kRounds = 64;
  struct Late {
    std::shared_ptr<SharedMemory> memory;
    std::vector<std::uint32_t> rounds;
  };
  /// In a round's place lies the last one there that a rank has let go of.
  std::atomic_ref<std::uint32_t> place(std::size_t rank, std::uint32_t round) const;
  bool all_let_go(const std::vector<std::uint32_t>& rounds) const;

  std::size_t own_;
  std::vector<std::shared_ptr<SharedMemory>> pages_;  ///< of every rank
  Patience patience_;
  std::uint32_t rounds_ = 0;
  std::vector<Late> late_;
};

/// Memory that the ranks of one host allocate, and map of each other, in rounds: in each of them
/// every rank gives one piece of its own. The sharing says which memory.
class PeerRegions {
 public:
  /// Ranks end a case within each other's noise. Who has not after so long may never; memory that
  /// is given back late hurts less than waiting for him.
  static constexpr std::chrono::milliseconds kPatience{2000};

  /// Collective.
  PeerRegions(MpiSession& session, std::shared_ptr<MemorySharing> sharing,
              std::chrono::milliseconds patience = kPatience);

  /// Every rank's memory of a round, as it is mapped here; gives that up with itself.
  struct Region {
    const std::byte* begin = nullptr;  ///< of this rank's own
    std::size_t bytes = 0;             ///< likewise
    std::vector<std::byte*> all;       ///< where each rank's begins, here
  };

  /// Of this rank. May go before or after the regions that it is in.
  Buffer allocate(std::size_t bytes);
  /// Of memory from allocate(). Throws Unsupported, on every rank, where one may not map another's.
  /// Collective.
  std::shared_ptr<const Region> map(const Buffer& own);
  /// The same, and find() finds it while what is returned is there. Collective.
  std::shared_ptr<void> announce(const Buffer& own);
  /// The announced region that holds all of these bytes of this rank's, or nullptr.
  const Region* find(const std::byte* place, std::size_t bytes) const {
    for (const Region* const one : announced_) {
      const bool within = place >= one->begin && place + bytes <= one->begin + one->bytes;
      if (within) return one;
    }
    return nullptr;
  }

 private:
  struct Own;
  struct Mapped;

  MpiSession& session_;
  std::shared_ptr<MemorySharing> sharing_;
  std::shared_ptr<PeerReleases> releases_;  ///< nullptr: memory may go when it likes
  std::map<const std::byte*, std::weak_ptr<Own>> own_;
  std::vector<const Region*> announced_;
};

}  // namespace fourfold
