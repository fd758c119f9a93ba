// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <sstream>
#include <tuple>

#include "collectives/mpi_session.hpp"
#include "collectives/peer_algorithm.hpp"
#include "collectives/peer_memory.hpp"
#include "collectives/peer_team.hpp"
#include "core/error.hpp"
#include "core/unsupported.hpp"
#include "core/version.hpp"

namespace fourfold {
namespace {

/// For runs that nobody watches; a watch finds long before that who holds them up.
constexpr double kMostWaiting_s = 24 * 3600;

Fold fold_of(ReductionOp op) {
  if (op == ReductionOp::Min) return Fold::Min;
  return op == ReductionOp::Max ? Fold::Max : Fold::Sum;
}

/// Whether ranks of this host wait for each other to run.
bool crowded(int ranks) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return true;
  const int own = CPU_COUNT(&set);
  const bool apart = static_cast<long>(own) * ranks <= sysconf(_SC_NPROCESSORS_ONLN);
  return !apart && own < ranks;
}

/// The same memory of every rank, mapped here.
using Mapped = std::vector<std::shared_ptr<PeerMemory>>;

/// All ranks go on, or all throw the first one's failure.
template <class Failure>
void settle(MpiSession& session, const std::string& error) {
  const auto consent = session.consent(error.empty(), error);
  if (!consent.all_well) throw Failure(consent.text);
}

/// Collective. Throws Unsupported where ranks may not map each other's memory.
Mapped map_all(MpiSession& session, const std::shared_ptr<PeerMemory>& own) {
  std::string error;
  std::string all;
  for (const std::string& one : session.gather(own->handle())) all += one + "\n";
  std::istringstream handles(session.broadcast(all));
  Mapped mapped;
  for (int rank = 0; rank < session.size(); ++rank) {
    std::string handle;
    std::getline(handles, handle);
    if (rank == session.rank()) {
      mapped.push_back(own);
      continue;
    }
    try {
      if (error.empty()) mapped.push_back(PeerMemory::open(handle));
    } catch (const Error& refused) {
      error = fmt::format("rank {} cannot map what rank {} shares: {}", session.rank(), rank,
                          refused.what());
    }
  }
  settle<Unsupported>(session, error);
  return mapped;
}

/// Collective: every rank's segment, ready for the first call.
Mapped make_segments(MpiSession& session) {
  std::shared_ptr<PeerMemory> own;
  std::string error;
  try {
    if (session.local_size() != session.size()) {
      throw Error("backend peer reduces within one host");
    }
    own = PeerMemory::make(PeerSegment{session.size()}.bytes());
    PeerTeam::prepare_segment(own->data(), session.size());
  } catch (const Error& failed) {
    error = failed.what();
  }
  settle<Error>(session, error);
  return map_all(session, own);
}

std::vector<std::byte*> places(const Mapped& mapped) {
  std::vector<std::byte*> all;
  for (const auto& one : mapped) all.push_back(one->data());
  return all;
}

class PeerCommunicator final : public Communicator {
 public:
  PeerCommunicator(MpiSession& session, std::string_view algorithm, const PeerTable& table)
      : session_(session),
        chosen_(parse_peer_algorithm(algorithm)),
        table_(table),
        segments_(make_segments(session)),
        team_(session.rank(), session.size(), places(segments_).data(),
              {.spins = crowded(session.size()) ? 20 : 2'000'000, .most_s = kMostWaiting_s}) {}

  int rank() const override { return team_.rank(); }
  int size() const override { return team_.ranks(); }
  std::string library() const override { return "Fourfold " + std::string(version()); }
  std::vector<std::pair<std::string, std::string>> parameters() const override {
    const std::string by = table_.origin.empty() ? "" : ", by " + table_.origin;
    return {{"algorithm by size", describe(table_) + by}};
  }
  std::string algorithm(const CollectiveCall& call) const override {
    if (chosen_) return std::string(name(*chosen_));
    if (table_.origin.empty()) return describe(table_);
    const DataType type = call.shape.type;
    return describe_peer_choice(table_, type, call.shape.whole * traits(type).bytes);
  }
  Support support(const CollectiveCall& call) const override {
    return peer_support(call, chosen_ ? name(*chosen_) : kAnyAlgorithm, size(), size());
  }

  Buffer allocate(Device&, std::size_t bytes, NcclBuffers) override {
    auto memory = PeerMemory::make(bytes);
    std::byte* const data = memory->data();
    own_.insert_or_assign(data, memory);
    return {std::move(memory), data, bytes};
  }

  std::shared_ptr<void> announce(const Buffer& buffer, NcclBuffers) override {
    const auto found = own_.find(buffer.data());
    const std::shared_ptr<PeerMemory> own = found == own_.end() ? nullptr : found->second.lock();
    const auto region = std::make_shared<Region>();
    settle<Error>(session_, own ? "" : "a buffer that another allocated was announced");
    region->mapped = map_all(session_, own);
    region->begin = own->data();
    region->bytes = own->bytes();
    region->all = places(region->mapped);
    regions_.push_back(region.get());
    return {region.get(), [this, region](void*) { std::erase(regions_, region.get()); }};
  }

  void enqueue(const CollectiveCall& call, Stream&) override {
    const Kind kind{call.collective, call.op, call.shape.type, call.form};
    if (kind != kind_) {
      if (const Support has = support(call); !has) throw Error(has.reason());
      team_.set_kind(call.shape.type, fold_of(call.op));
      kind_ = kind;
    }
    const std::size_t bytes = call.shape.whole * traits(call.shape.type).bytes;
    const Region* const from = region_of(call.send, bytes);
    const Region* const to = region_of(call.receive, bytes);
    const bool announced = from != nullptr && to != nullptr;
    const PeerAlgorithm way =
        chosen_ ? *chosen_ : peer_choice(table_, call.shape.type, bytes, announced);
    switch (way) {
      case PeerAlgorithm::OneShot:
        return one_shot(team_, call.send, call.receive, bytes);
      case PeerAlgorithm::Ring:
        return ring(team_, call.send, call.receive, bytes);
      case PeerAlgorithm::Ll:
        return ll(team_, call.send, call.receive, bytes);
      case PeerAlgorithm::Lamport:
        return lamport(team_, call.send, call.receive, bytes);
      case PeerAlgorithm::TwoShot:
      case PeerAlgorithm::Push:
        break;
    }
    if (!announced) {
      throw Error(
          fmt::format("{} reduces in buffers that all ranks reach: allocate and announce "
                      "them",
                      name(way)));
    }
    ReachedBuffers<kMostPeers> reached;
    for (int r = 0; r < size(); ++r) {
      const auto peer = static_cast<std::size_t>(r);
      reached.in[peer] = from->all[peer] + (call.send - from->begin);
      reached.out[peer] = to->all[peer] + (call.receive - to->begin);
    }
    if (way == PeerAlgorithm::Push) return push(team_, reached, bytes);
    two_shot(team_, reached, bytes);
  }

 private:
  /// What support() reads.
  using Kind = std::tuple<Collective, ReductionOp, DataType, CallForm>;
  struct Region {
    Mapped mapped;
    const std::byte* begin = nullptr;
    std::size_t bytes = 0;
    std::vector<std::byte*> all;  ///< where each rank's begins, here
  };

  const Region* region_of(const std::byte* place, std::size_t bytes) const {
    for (const Region* const one : regions_) {
      const bool within = place >= one->begin && place + bytes <= one->begin + one->bytes;
      if (within) return one;
    }
    return nullptr;
  }

  MpiSession& session_;
  std::optional<PeerAlgorithm> chosen_;
  PeerTable table_;
  Mapped segments_;
  PeerTeam team_;
  std::optional<Kind> kind_;  ///< of the call before
  std::map<const std::byte*, std::weak_ptr<PeerMemory>> own_;
  std::vector<const Region*> regions_;
};

}  // namespace

std::unique_ptr<Communicator> make_peer_communicator(MpiSession& session,
                                                     const AlgorithmChoice& choice,
                                                     const PeerTable& table) {
  return std::make_unique<PeerCommunicator>(session, choice.algorithm, table);
}

}  // namespace fourfold
