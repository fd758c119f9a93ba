// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <sched.h>
#include <unistd.h>

#include "collectives/mpi_session.hpp"
#include "collectives/peer_communicator.hpp"
#include "collectives/peer_memory.hpp"
#include "collectives/peer_team.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// For runs that nobody watches; a watch finds long before that who holds them up.
constexpr double kMostWaiting_s = 24 * 3600;

/// Whether ranks of this host wait for each other to run.
bool crowded(int ranks) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return true;
  const int own = CPU_COUNT(&set);
  const bool apart = static_cast<long>(own) * ranks <= sysconf(_SC_NPROCESSORS_ONLN);
  return !apart && own < ranks;
}

class PeerHostCommunicator final : public PeerCommunicator {
 public:
  PeerHostCommunicator(MpiSession& session, const AlgorithmChoice& choice, const PeerTable& table)
      : PeerCommunicator(session, MessageMemory::Host, share_host_memory(), choice, table),
        segments_(make_segments(
            PeerSegment{session.size()}.bytes(),
            [&](std::byte* segment) { PeerTeam::prepare_segment(segment, session.size()); })),
        team_(session.rank(), session.size(), segments_->all.data(),
              {.spins = crowded(session.size()) ? 20 : 2'000'000, .most_s = kMostWaiting_s}) {}

 private:
  void set_kind(DataType type, Fold fold) override { team_.set_kind(type, fold); }

  void reduce(PeerAlgorithm way, const CollectiveCall& call, std::size_t bytes, const Region* from,
              const Region* to, Stream&) override {
    switch (way) {
      case PeerAlgorithm::OneShot:
        return one_shot(team_, call.send, call.receive, bytes);
      case PeerAlgorithm::Ring:
        return ring(team_, call.send, call.receive, bytes);
      case PeerAlgorithm::Ll:
        return ll(team_, call.send, call.receive, bytes);
      case PeerAlgorithm::Lamport:
        return lamport(team_, call.send, call.receive, bytes);
      case PeerAlgorithm::Push:
        return push(team_, reached_buffers<kMostPeers>(call, *from, *to), bytes);
      case PeerAlgorithm::TwoShot:
        return two_shot(team_, reached_buffers<kMostPeers>(call, *from, *to), bytes);
      case PeerAlgorithm::Multimem:
        throw Error("multimem is done by switches between GPUs");
    }
  }

  std::shared_ptr<const Region> segments_;
  PeerTeam team_;
};

}  // namespace

std::unique_ptr<Communicator> make_peer_communicator(MpiSession& session,
                                                     const AlgorithmChoice& choice,
                                                     const PeerTable& table) {
  return std::make_unique<PeerHostCommunicator>(session, choice, table);
}

}  // namespace fourfold
