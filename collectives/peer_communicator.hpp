// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "collectives/communicator.hpp"
#include "collectives/message_memory.hpp"
#include "collectives/peer_algorithm.hpp"
#include "collectives/peer_regions.hpp"
#include "core/error.hpp"
#include "core/unsupported.hpp"
#include "kernels/fold.hpp"

namespace fourfold {

/// What all-reduces of our own have in common, wherever their memory lies: buffers that the ranks
/// of a host map of each other, and which algorithm is taken.
class PeerCommunicator : public Communicator {
 public:
  int rank() const final;
  int size() const final;
  std::string library() const final;
  std::vector<std::pair<std::string, std::string>> parameters() const final;
  std::string algorithm(const CollectiveCall& call) const final;
  Support support(const CollectiveCall& call) const final;
  Buffer allocate(Device&, std::size_t bytes, NcclBuffers) final {
    return regions_.allocate(bytes);
  }
  std::shared_ptr<void> announce(const Buffer& buffer, NcclBuffers) final {
    return regions_.announce(buffer);
  }
  void enqueue(const CollectiveCall& call, Stream& stream) final;

 protected:
  using Region = PeerRegions::Region;

  /// Collective. Throws Error where the ranks are on several hosts, Unsupported where they do not
  /// reach each other's memory.
  PeerCommunicator(MpiSession& session, MessageMemory memory,
                   const std::shared_ptr<MemorySharing>& sharing, const AlgorithmChoice& choice,
                   const PeerTable& table);

  MpiSession& session() { return session_; }
  /// Whether any of its calls may be by that algorithm.
  bool may_take(PeerAlgorithm algorithm) const;
  /// A segment of `bytes` of every rank, each made ready by `prepare` on its own. Collective.
  template <class Prepare>
  std::shared_ptr<const Region> make_segments(std::size_t bytes, Prepare prepare) {
    std::string error;
    std::string lacking;
    try {
      segment_ = segments_.allocate(bytes);
      prepare(segment_.data());
    } catch (const Unsupported& refused) {
      lacking = refused.what();
    } catch (const Error& failed) {
      error = failed.what();
    }
    go_on_or_throw<Error>(session_, error);
    go_on_or_throw<Unsupported>(session_, lacking);
    return segments_.map(segment_);
  }

 private:
  /// Comes before the first reduce() and wherever the type or the operation is another than before.
  virtual void set_kind(DataType type, Fold fold) = 0;
  /// One call by that algorithm; where it reaches buffers both regions are there.
  virtual void reduce(PeerAlgorithm way, const CollectiveCall& call, std::size_t bytes,
                      const Region* from, const Region* to, Stream& stream) = 0;

  /// What support() reads.
  using Kind = std::tuple<Collective, ReductionOp, DataType, CallForm>;

  MpiSession& session_;
  MessageMemory memory_;
  std::optional<PeerAlgorithm> chosen_;
  PeerTable table_;
  PeerRegions segments_;  ///< they last: rounds of their own, which never come again
  PeerRegions regions_;
  Buffer segment_;
  std::optional<Kind> kind_;  ///< of the call before
};

/// Where every rank's copy of a call's buffers begins, in its region.
template <int kMostRanks>
ReachedBuffers<kMostRanks> reached_buffers(const CollectiveCall& call,
                                           const PeerRegions::Region& from,
                                           const PeerRegions::Region& to) {
  ReachedBuffers<kMostRanks> reached{};
  for (std::size_t peer = 0; peer < from.all.size(); ++peer) {
    reached.in[peer] = from.all[peer] + (call.send - from.begin);
    reached.out[peer] = to.all[peer] + (call.receive - to.begin);
  }
  return reached;
}

}  // namespace fourfold
