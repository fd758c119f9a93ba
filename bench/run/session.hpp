// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/run/injection.hpp"
#include "bench/run/rank_groups.hpp"
#include "bench/watch/rank_watch.hpp"
#include "collectives/communicator.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/peer_algorithm.hpp"
#include "core/unsupported.hpp"
#include "device/device.hpp"
#include "device/telemetry_sampler.hpp"

namespace fourfold {

/// Our own all-reduce in the memory of GPUs: `backend: peer` with `memory: device`.
inline constexpr std::string_view kPeerOnGpus = "peer on GPUs";

/// Everything of this process that outlives a case: the MPI job, the devices, the communicators.
/// Devices and communicators are opened on first use; the calls that open them are collective.
class Session {
 public:
  /// `watch` may be nullptr: then nobody watches, as in tests.
  /// `groups` may be nullptr where no case asks for a scope.
  Session(MpiSession& mpi, const Injection& injection, RankWatch* watch = nullptr,
          RankGroups* groups = nullptr);
  ~Session();

  MpiSession& mpi() { return mpi_; }
  const Injection& injection() const { return injection_; }

  /// The host, or this rank's GPU: the one whose index is the rank's place on its host.
  Device& device(DeviceKind kind);
  /// What this rank's device of that kind has told of itself, between two moments since its first
  /// use. Of a host the first of its ranks tells, the others nothing.
  TelemetrySummary telemetry(DeviceKind kind, TelemetryClock::time_point begin,
                             TelemetryClock::time_point end);
  /// "mpi", "nccl", "peer" or kPeerOnGpus. One that does a collective by a chosen algorithm is a
  /// communicator of its own, and stays open like the others. Of NCCL there is one for each choice
  /// that it takes once for a communicator (`nccl`, which names the algorithm too); of those that
  /// are not the default the two latest asked for are kept. Collective.
  Communicator& communicator(const std::string& backend, const AlgorithmChoice& choice = {},
                             const NcclSettings& nccl = {});
  /// The same of this rank's group: as many communicators as there are groups. Collective over all
  /// ranks.
  Communicator& communicator(OwnGroup& group, const std::string& backend,
                             const AlgorithmChoice& choice, const NcclSettings& nccl);
  /// Closes the communicators of a group that is to go. Collective over all ranks.
  void close(const OwnGroup& group);
  /// The group of this rank in a scope, or nullptr: all ranks. Collective.
  OwnGroup* group(Scope scope);
  /// On rank 0.
  const std::vector<RankGroup>& groups_of(Scope scope) const { return groups_->groups(scope); }
  /// Where all ranks are; on rank 0.
  const std::vector<RankPlace>& places() const;
  /// By what `peer` chooses an algorithm, in communicators that are opened from now on.
  void choose_peers_by(const PeerTable& table, MessageMemory memory) {
    (lies_on_gpu(memory) ? gpu_peer_table_ : peer_table_) = table;
  }
  /// Those that have been opened so far.
  std::vector<const Communicator*> open_communicators() const;
  /// CPU threads a host kernel of this rank may use: its share of the CPUs it may run on.
  int threads();
  /// Whether ranks of this host outnumber its CPUs, and wait for each other to run.
  bool oversubscribed();

  /// Through which this rank tells where it is.
  RankVoice& voice() { return watch_ != nullptr ? watch_->voice() : unheard_; }
  /// Pauses the heartbeat, to measure what it costs.
  void mute(bool on) {
    if (watch_ != nullptr) watch_->mute(on);
  }
  /// From here on planted faults of this rank strike; `hang_after` says when late is late.
  void arm(Seconds hang_after);
  /// Whether a planted fault is due here, on this rank. Costs a comparison where none is planted.
  bool due(FaultPhase at) { return armed_ && strikes(at); }
  /// Meets it: hangs, dies, throws or is late. Runs `mismatch` where the ranks are to be at odds.
  void strike(FaultPhase at, const std::function<void()>& mismatch);

  /// Runs `step` on every rank; when it throws on any, throws on all the error of the lowest such
  /// rank, named, as an AgreedError: the own of those where it threw, where it did not on most. For
  /// steps that hold no collective themselves.
  /// Unsupported it is where no rank throws anything else.
  template <class Step>
  void all_or_none(Step step) {
    std::string error;
    bool lacking = false;
    try {
      step();
    } catch (const Unsupported& e) {
      error = e.what();
      lacking = true;
    } catch (const std::exception& e) {
      error = e.what();
    }
    settle(error, lacking);
  }

 private:
  static constexpr Seconds kOpening{600};  ///< of a communicator over 10,000 GPUs and more

  /// How many ranks of this host run on the same CPUs: 1 where the launcher has bound each to its
  /// own.
  int sharers();
  void settle(const std::string& error, bool lacking);
  Communicator& nccl_communicator(const NcclSettings& asked);
  Communicator& peer_communicator(const AlgorithmChoice& choice);
  Communicator& gpu_peer_communicator(const AlgorithmChoice& choice);
  std::unique_ptr<Communicator> make_communicator(MpiSession& mpi, const std::string& backend,
                                                  const AlgorithmChoice& choice,
                                                  const NcclSettings& nccl);
  /// What can fail or hang between GPUs: communicators of NCCL, and ours on GPUs.
  void watch_gpu_libraries();
  void start_telemetry(DeviceKind kind);
  bool strikes(FaultPhase at) const;

  MpiSession& mpi_;
  Injection injection_;
  std::unique_ptr<Device> host_;
  std::unique_ptr<Device> cuda_;
  struct Telemetry {
    std::unique_ptr<TelemetrySampler> sampler;  ///< nullptr: there is none, for this reason
    std::string none;
  };
  std::map<DeviceKind, Telemetry> telemetry_;
  std::unique_ptr<Communicator> mpi_communicator_;
  /// What NCCL takes once for a communicator, and that one.
  struct NcclEntry {
    NcclSettings settings;
    std::unique_ptr<Communicator> communicator;
  };
  std::vector<NcclEntry> nccl_communicators_;                        ///< the latest asked for last
  std::map<AlgorithmChoice, std::unique_ptr<Communicator>> chosen_;  ///< of MPI
  std::map<std::string, std::unique_ptr<Communicator>> peers_;       ///< by algorithm
  std::map<std::string, std::unique_ptr<Communicator>> gpu_peers_;   ///< likewise
  struct GroupEntry {
    const OwnGroup* group;
    std::string backend;
    AlgorithmChoice choice;
    NcclSettings settings;
    std::unique_ptr<Communicator> communicator;
  };
  std::vector<GroupEntry> group_communicators_;  ///< the latest asked for last
  PeerTable peer_table_ = built_in_peer_table();
  PeerTable gpu_peer_table_ = built_in_peer_table(MessageMemory::Device);
  RankWatch* watch_;
  RankGroups* groups_;
  RankVoice unheard_;
  bool armed_ = false;
  Seconds hang_after_;
};

}  // namespace fourfold
