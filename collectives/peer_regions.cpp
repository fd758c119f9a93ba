// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/peer_regions.hpp"

#include <fmt/format.h>

#include <sstream>
#include <thread>

#include "collectives/mpi_session.hpp"
#include "collectives/peer_memory.hpp"
#include "core/error.hpp"
#include "core/unsupported.hpp"

namespace fourfold {
namespace {

using AllMemory = std::vector<std::shared_ptr<SharedMemory>>;

/// Collective. Throws Unsupported where ranks may not map each other's memory.
AllMemory map_all(MpiSession& session, MemorySharing& sharing,
                  const std::shared_ptr<SharedMemory>& own) {
  std::string error;
  std::string all;
  for (const std::string& one : session.gather(own->handle())) all += one + "\n";
  std::istringstream handles(session.broadcast(all));
  AllMemory mapped;
  for (int rank = 0; rank < session.size(); ++rank) {
    std::string handle;
    std::getline(handles, handle);
    if (rank == session.rank()) {
      mapped.push_back(own);
      continue;
    }
    try {
      if (error.empty()) mapped.push_back(sharing.open(handle));
    } catch (const Error& refused) {
      error = fmt::format("rank {} cannot map what rank {} shares: {}", session.rank(), rank,
                          refused.what());
    }
  }
  go_on_or_throw<Unsupported>(session, error);
  return mapped;
}

}  // namespace

template <class Failure>
void go_on_or_throw(MpiSession& session, const std::string& error) {
  const auto consent = session.consent(error.empty(), error);
  if (!consent.all_well) throw Failure(consent.text);
}
template void go_on_or_throw<Error>(MpiSession& session, const std::string& error);
template void go_on_or_throw<Unsupported>(MpiSession& session, const std::string& error);

PeerReleases::PeerReleases(MpiSession& session, Patience patience)
    : own_(static_cast<std::size_t>(session.rank())), patience_(patience) {
  std::shared_ptr<SharedMemory> page;
  std::string error;
  const auto host = share_host_memory();
  try {
    page = host->make(kRounds * sizeof(std::uint32_t));
  } catch (const Error& failed) {
    error = failed.what();
  }
  go_on_or_throw<Error>(session, error);
  pages_ = map_all(session, *host, page);
}

PeerReleases::Page PeerReleases::page(std::size_t rank, std::uint32_t round) const {
  auto* const rounds = reinterpret_cast<std::uint32_t*>(pages_[rank]->data());
  return Page(rounds[round % kRounds]);
}

void PeerReleases::let_go(std::uint32_t round) {
  page(own_, round).store(round, std::memory_order_release);
}

bool PeerReleases::await(std::uint32_t round) {
  const auto end = std::chrono::steady_clock::now() + patience_;
  for (std::size_t rank = 0; rank < pages_.size(); ++rank) {
    // A later round in the same place: that one has long been over.
    while (static_cast<std::int32_t>(page(rank, round).load(std::memory_order_acquire) - round) <
           0) {
      if (std::chrono::steady_clock::now() >= end) {
        patience_ = {};
        return false;
      }
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }
  return true;
}

/// This rank's memory, and in which rounds others were given it.
struct PeerRegions::Own {
  std::shared_ptr<SharedMemory> memory;
  std::shared_ptr<PeerReleases> releases;
  std::vector<std::uint32_t> rounds = {};

  Own(std::shared_ptr<SharedMemory> made, std::shared_ptr<PeerReleases> told)
      : memory(std::move(made)), releases(std::move(told)) {}
  Own(const Own&) = delete;
  Own& operator=(const Own&) = delete;
  ~Own() {
    for (const std::uint32_t round : rounds) {
      if (releases == nullptr || releases->await(round)) continue;
      static std::vector<std::shared_ptr<SharedMemory>> never_freed;
      never_freed.push_back(std::move(memory));
      return;
    }
  }
};

/// Lets go of the others' memory first, and then of its own.
struct PeerRegions::Mapped : Region {
  std::shared_ptr<Own> own;
  AllMemory memory;
  std::uint32_t round = 0;

  Mapped() = default;
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  ~Mapped() {
    memory.clear();
    if (own != nullptr && own->releases != nullptr) own->releases->let_go(round);
  }
};

PeerRegions::PeerRegions(MpiSession& session, std::unique_ptr<MemorySharing> sharing,
                         std::chrono::milliseconds patience)
    : session_(session), sharing_(std::move(sharing)) {
  if (sharing_->outlives_openings()) {
    releases_ = std::make_shared<PeerReleases>(session, patience);
  }
}

Buffer PeerRegions::allocate(std::size_t bytes) {
  const auto own = std::make_shared<Own>(sharing_->make(bytes), releases_);
  std::byte* const data = own->memory->data();
  own_.insert_or_assign(data, own);
  return {own, data, bytes};
}

std::shared_ptr<const PeerRegions::Region> PeerRegions::map(const Buffer& buffer) {
  const auto found = own_.find(buffer.data());
  const auto region = std::make_shared<Mapped>();
  region->own = found == own_.end() ? nullptr : found->second.lock();
  go_on_or_throw<Error>(session_,
                        region->own ? "" : "a buffer that another allocated was announced");
  region->round = ++rounds_;
  // From here on others may have it, and also where one of them fails all let go of it.
  region->own->rounds.push_back(region->round);
  region->memory = map_all(session_, *sharing_, region->own->memory);
  region->begin = region->own->memory->data();
  region->bytes = region->own->memory->bytes();
  for (const auto& one : region->memory) region->all.push_back(one->data());
  return region;
}

std::shared_ptr<void> PeerRegions::announce(const Buffer& own) {
  const std::shared_ptr<const Region> region = map(own);
  announced_.push_back(region.get());
  return {const_cast<Region*>(region.get()),
          [this, region](void*) { std::erase(announced_, region.get()); }};
}

}  // namespace fourfold
