// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "bench/config/config.hpp"
#include "collectives/collective.hpp"
#include "collectives/communicator.hpp"
#include "collectives/communicator_init.hpp"
#include "collectives/mpi_memory.hpp"
#include "collectives/scope.hpp"
#include "device/device.hpp"
#include "kernels/all_reduce_terms.hpp"
#include "kernels/gemm.hpp"
#include "kernels/input.hpp"
#include "kernels/memory_bandwidth.hpp"
#include "kernels/training_step.hpp"

namespace fourfold {

/// Which ranks do a collective together, and when each group does.
struct Grouping {
  Scope scope = Scope::Facility;
  GroupOrder order = GroupOrder::Concurrent;
  friend bool operator==(const Grouping&, const Grouping&) = default;
};

struct CollectiveCase {
  Collective collective = Collective::AllReduce;
  std::string backend;  ///< "mpi", "nccl" or "peer"
  std::string algorithm = "auto";
  ReductionOp op = ReductionOp::Sum;
  MessageShape shape;  ///< of the largest group
  Bytes asked;         ///< the size the suite wrote; the shape may be rounded up from it
  bool in_place = false;
  CallForm calls = CallForm::Blocking;
  int root = 0;
  MessageMemory memory = MessageMemory::Host;  ///< likewise where the backend is another
  NcclSettings nccl = {};                      ///< the default one where the backend is another
  Grouping grouping = {};
  bool bisect = false;  ///< afterwards also in smaller and smaller groups of all ranks
};

struct GemmCase {
  std::string kernel;
  GemmProblem problem;
  Distribution input = Distribution::Uniform;
  Launch launch = Launch::Stream;
};

struct MemoryCase {
  MemoryPattern pattern = MemoryPattern::Copy;
  std::string backend;  ///< "host" or "cuda"
  Bytes array;          ///< of each array
  Launch launch = Launch::Stream;
};

/// Our all-reduce of f64 sums among ranks in one GPU's memory; every rank of the run does its own.
struct VirtualRanksCase {
  PeerAlgorithm algorithm = PeerAlgorithm::Push;
  int ranks = 2;
  Bytes array;  ///< of each virtual rank
  Launch launch = Launch::Stream;
};

/// Messages between nodes, in pairs that change from round to round; rank i of a node with rank i
/// of the other. All pairs of a round at the same time.
struct PairwiseCase {
  std::string backend;  ///< "mpi" or "nccl"
  MessageShape shape;
  Bytes asked;
  int rounds = 1;
  Probing computation = Probing::Concurrent;
  std::optional<double> oversubscription = {};  ///< RackRule::oversubscription
};

/// The making of communicators over all ranks.
struct CommunicatorCase {
  InitKind kind = InitKind::Plain;
  std::string backend;  ///< "mpi" or "nccl"
};

/// A training step; `step` is of one rank.
struct StepCase {
  std::string kernel;
  std::string backend;  ///< "mpi", "nccl" or "peer"
  TrainingStep step;
  bool own_model = false;     ///< the suite's, not one of the program's
  bool other_layers = false;  ///< not as many as the model has
  Grouping grouping = {};
  int ranks = 1;  ///< of the largest group
  /// The all_reduce of its largest bucket.
  CollectiveCase largest_reduction() const;
};

/// One thing to measure, fully decided.
struct Case {
  /// `all_reduce/mpi/f32/1MiB`, `gemm/openblas/f64/512x512x512/uniform`, `memory/host/triad/64MiB`,
  /// `pairwise/mpi/f32/64KiB`, `communicator/nccl/split`, `memory/cuda/all_reduce_push_8/64MiB` (of
  /// 8 virtual ranks), `step/openblas+mpi/f32/gpt2/1024_tokens` (kernel and backend); then, only
  /// where not the default, `/max` (the operation),
  /// `/root:1`, `/in_place`, `/algorithm:ring`, `/nonblocking`, `/staged`, `/protocol:ll128`,
  /// `/buffers:window`, `/graph`, `/cta_policy:zero`, `/node`, `/rack`, `/one_at_a_time`, `/hot`,
  /// `/per_call`, `/sustained`. Of a contest, `contest/` and both names in one where they have as
  /// many parts, `contest/gemm/openblas-vs-naive/f64/512x512x512/uniform`, else the first, `/vs/`
  /// and the second. Unique in a plan and stable between versions: baselines are matched by it.
  std::string name;
  std::variant<CollectiveCase, GemmCase, MemoryCase, CommunicatorCase, VirtualRanksCase,
               PairwiseCase, StepCase>
      what;
  Measure measure;
  DeviceKind device = DeviceKind::Host;
  /// What this case is measured against, interleaved with it; nullptr: measured alone.
  std::shared_ptr<const Case> rival = nullptr;
};

/// How the calls of a case, of its first contender where it has two, come to its device.
Launch launch_of(const Case& one);

/// Which ranks do the case together; all of them where it is not of a group.
Grouping grouping_of(const Case& one);

/// Builds the name from everything else.
std::string case_name(const Case& one);
/// The same without regard to the rival.
std::string solo_name(const Case& one);

}  // namespace fourfold
