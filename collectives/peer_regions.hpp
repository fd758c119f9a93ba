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
/// not wait for each other by messages.
class PeerReleases {
 public:
  using Patience = std::chrono::milliseconds;

  /// Collective.
  PeerReleases(MpiSession& session, Patience patience);

  /// This rank lets go of all that it had mapped in that round (of PeerRegions::map()).
  void let_go(std::uint32_t round);
  /// Until all have let go of it; false when patience runs out, and at once ever after.
  bool await(std::uint32_t round);

 private:
  static constexpr std::uint32_t kRounds = 1024;  ///< that are open at once, far fewer
  using Page = std::atomic_ref<std::uint32_t>;
  Page page(std::size_t rank, std::uint32_t round) const;

  std::size_t own_;
  std::vector<std::shared_ptr<SharedMemory>> pages_;  ///< of every rank
  Patience patience_;
};

/// Memory that the ranks of one host allocate, and map of each other, in rounds: in each of them
/// every rank gives one piece of its own. The sharing says which memory.
class PeerRegions {
 public:
  /// Ranks end a case within each other's noise. Who has not after so long may never; memory that
  /// is not given back hurts less than waiting for him.
  static constexpr std::chrono::milliseconds kPatience{2000};

  /// Collective.
  PeerRegions(MpiSession& session, std::unique_ptr<MemorySharing> sharing,
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
  std::uint32_t rounds_ = 0;
  std::map<const std::byte*, std::weak_ptr<Own>> own_;
  std::vector<const Region*> announced_;
};

}  // namespace fourfold
