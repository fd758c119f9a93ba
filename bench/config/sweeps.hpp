// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "collectives/collective.hpp"
#include "collectives/communicator.hpp"
#include "collectives/communicator_init.hpp"
#include "collectives/mpi_memory.hpp"
#include "collectives/nccl_settings.hpp"
#include "collectives/scope.hpp"
#include "core/data_type.hpp"
#include "core/error.hpp"
#include "core/quantity.hpp"
#include "kernels/all_reduce_terms.hpp"
#include "kernels/input.hpp"
#include "kernels/memory_bandwidth.hpp"
#include "kernels/training_model.hpp"
#include "kernels/training_step.hpp"

namespace fourfold {

/// How the calls of a sample come to a GPU.
enum class Launch {
  Stream,  ///< one by one
  Graph,   ///< many at once, captured before as a CUDA graph
};
std::string_view name(Launch launch);

/// As a library names it, or "auto". Whether a library has it, only the plan can tell.
struct AlgorithmName {
  std::string name = "auto";
  SourcePosition where = {};
};

/// One entry of `cases:`; every list is a dimension of a sweep, in the order written.
struct CollectiveSweep {
  std::vector<Collective> collectives;
  std::vector<std::string> backends;  ///< "mpi", "nccl", "peer" or "auto"
  std::vector<AlgorithmName> algorithms;
  std::vector<DataType> types;
  std::vector<ReductionOp> ops;  ///< used by the collectives that reduce
  std::vector<Bytes> sizes;
  std::vector<bool> in_place;
  std::vector<CallForm> calls;
  int root = 0;  ///< used by the collectives that have one
  std::vector<MessageMemory> memories{MessageMemory::Host};  ///< not used by NCCL
  std::vector<Scope> scopes{Scope::Facility};
  std::vector<GroupOrder> orders{GroupOrder::Concurrent};  ///< used by scopes that make groups
  bool bisect = false;  ///< used by Scope::Facility: also in smaller and smaller groups
  // Used by NCCL alone; see NcclSettings.
  std::vector<NcclBuffers> buffers{NcclBuffers::Malloc};
  std::vector<NcclLaunch> launches{NcclLaunch::Stream};
  std::vector<NcclCtaPolicy> cta_policies{NcclCtaPolicy::Default};
  std::vector<NcclProtocol> protocols{NcclProtocol::Auto};
};

struct GemmShape {
  std::int64_t m = 0;
  std::int64_t n = 0;
  std::int64_t k = 0;
};

struct GemmSweep {
  std::vector<std::string> kernels;  ///< names of the catalogue, or "auto": the vendor's library
  std::vector<DataType> types;
  std::vector<GemmShape> shapes;
  std::vector<Distribution> inputs;
  std::vector<Launch> launches{Launch::Stream};
};

struct MemorySweep {
  std::vector<MemoryPattern> patterns;
  std::vector<std::string> backends;  ///< "host", "cuda" or "auto"
  std::vector<Bytes> sizes;           ///< of each array
  std::vector<Launch> launches{Launch::Stream};
};

/// Our all-reduce among ranks that are blocks of one launch on one GPU.
struct VirtualRanksSweep {
  std::vector<int> ranks;
  std::vector<PeerAlgorithm> algorithms;
  std::vector<Bytes> sizes;  ///< of each rank's message
  std::vector<Launch> launches{Launch::Stream};
};

struct CommunicatorSweep {
  std::vector<InitKind> kinds;
  std::vector<std::string> backends;  ///< "mpi", "nccl" or "auto"
};

/// How the processors of nodes are compared beside their links (docs/method_links.md).
enum class Probing {
  None,
  Concurrent,  ///< all at the same time
  OneAtATime,  ///< each while the others sleep: for hosts that share processors
};
inline constexpr std::array<std::string_view, 3> kProbings{"none", "concurrent", "one_at_a_time"};

/// Messages between nodes in pairs, to find which part of the machine is slow.
struct PairwiseSweep {
  std::vector<std::string> backends;  ///< "mpi", "nccl" or "auto"
  std::vector<DataType> types;
  std::vector<Bytes> sizes;
  int rounds = 12;  ///< matchings at most; fewer where these are all pairs
  Probing computation = Probing::Concurrent;
};

/// Training steps: matrix products overlapped with the all_reduce of their gradients.
struct StepSweep {
  std::vector<TrainingModel> models;
  bool own_model = false;             ///< the only model is the suite's, not one of the program's
  std::vector<int> layers;            ///< in place of the models' own; empty: as many as they have
  std::vector<std::int64_t> tokens;   ///< of each rank
  std::vector<std::string> kernels;   ///< as of GemmSweep
  std::vector<std::string> backends;  ///< as of CollectiveSweep
  std::vector<DataType> types;
  std::vector<Bytes> buckets{kUsualBucket};
  bool output_layer = false;
  std::vector<Scope> scopes{Scope::Facility};
  std::vector<GroupOrder> orders{GroupOrder::Concurrent};
};

}  // namespace fourfold
