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

PeerReleases::~PeerReleases() {
  free_late();
  // Whoever still has it would be left with nothing: it ends with the process.
  if (!late_.empty()) new std::vector<Late>(std::move(late_));
}

std::atomic_ref<std::uint32_t> PeerReleases::place(std::size_t rank, std::uint32_t round) const {
  auto* const rounds = reinterpret_cast<std::uint32_t*>(pages_[rank]->data());
  return std::atomic_ref<std::uint32_t>(rounds[round % kRounds]);
}

std::uint32_t PeerReleases::begin() {
  const std::uint32_t round = ++rounds_;
  const std::uint32_t before = round > kRounds ? round - kRounds : 0;
  if (place(own_, round).load(std::memory_order_relaxed) != before) {
    throw Error(fmt::format("more than {} buffers are mapped at once", kRounds - 1));
  }
  return round;
}

void PeerReleases::let_go(std::uint32_t round) {
  place(own_, round).store(round, std::memory_order_release);
}

bool PeerReleases::all_let_go(const std::vector<std::uint32_t>& rounds) const {
  for (std::size_t rank = 0; rank < pages_.size(); ++rank) {
    for (const std::uint32_t round : rounds) {
      // A later one in the same place: this one has long been over.
      if (place(rank, round).load(std::memory_order_acquire) < round) return false;
    }
  }
  return true;
}

void PeerReleases::free(std::shared_ptr<SharedMemory> memory, std::vector<std::uint32_t> rounds) {
  // One wait that was in vain is enough: a rank that is gone lets go of nothing any more.
  const auto end = std::chrono::steady_clock::now() + (late_.empty() ? patience_ : Patience{});
  while (!all_let_go(rounds)) {
    if (std::chrono::steady_clock::now() >= end) {
      late_.push_back({std::move(memory), std::move(rounds)});
      return;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
}

void PeerReleases::free_late() {
  std::erase_if(late_, [this](const Late& one) { return all_let_go(one.rounds); });
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
    if (releases != nullptr) releases->free(std::move(memory), std::move(rounds));
  }
};

/// Lets go of the others' memory first, and then of its own.
struct PeerRegions::Mapped : Region {
  std::shared_ptr<Own> own;
  AllMemory memory;
  std::uint32_t round = 0;  ///< 0: in none that is counted

  Mapped() = default;
  Mapped(const Mapped&) = delete;
  Mapped& operator=(const Mapped&) = delete;
  ~Mapped() {
    memory.clear();
    if (round > 0) own->releases->let_go(round);
  }
};

PeerRegions::PeerRegions(MpiSession& session, std::shared_ptr<MemorySharing> sharing,
                         std::chrono::milliseconds patience)
    : session_(session), sharing_(std::move(sharing)) {
  if (sharing_->outlives_openings()) {
    releases_ = std::make_shared<PeerReleases>(session, patience);
  }
}

Buffer PeerRegions::allocate(std::size_t bytes) {
  if (releases_ != nullptr) releases_->free_late();
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
  if (releases_ != nullptr) {
    // From here on others may have it, and also where one of them fails all let go of it.
    region->round = releases_->begin();
    region->own->rounds.push_back(region->round);
  }
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
