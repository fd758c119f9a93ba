// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "collectives/collective.hpp"

namespace fourfold {

/// Where the buffers of a call come from, and what NCCL has been told of them beforehand.
enum class NcclBuffers {
  Malloc,      ///< cudaMalloc
  MemAlloc,    ///< ncclMemAlloc: memory that peers can map
  Registered,  ///< ncclMemAlloc, then ncclCommRegister
  Window,      ///< ncclMemAlloc, then ncclCommWindowRegister as a symmetric window
};
inline constexpr std::array<std::string_view, 4> kNcclBuffers{"malloc", "mem_alloc", "registered",
                                                              "window"};

/// How a call gets onto the stream.
enum class NcclLaunch {
  Stream,  ///< one call of NCCL's function for each
  Graph,   ///< called once for each set of buffers under capture; the CUDA graph is launched
};
inline constexpr std::array<std::string_view, 2> kNcclLaunches{"stream", "graph"};

/// ncclConfig_t::CTAPolicy: what NCCL saves of the GPU's processors.
enum class NcclCtaPolicy {
  Default,
  Efficiency,  ///< as few blocks as still give a decent rate
  Zero,        ///< none where the copy engines can do it
};
inline constexpr std::array<std::string_view, 3> kNcclCtaPolicies{"default", "efficiency", "zero"};

/// NCCL_PROTO: how data and its flags travel.
enum class NcclProtocol { Auto, Ll, Ll128, Simple };
inline constexpr std::array<std::string_view, 4> kNcclProtocols{"auto", "ll", "ll128", "simple"};

std::string_view name(NcclBuffers buffers);
std::string_view name(NcclLaunch launch);
std::string_view name(NcclCtaPolicy policy);
std::string_view name(NcclProtocol protocol);

/// Everything that a suite may choose of NCCL beside the call itself. The default is what a program
/// gets that chooses nothing.
struct NcclSettings {
  NcclBuffers buffers = NcclBuffers::Malloc;
  NcclLaunch launch = NcclLaunch::Stream;
  NcclCtaPolicy cta_policy = NcclCtaPolicy::Default;
  NcclProtocol protocol = NcclProtocol::Auto;
  /// "auto", or one of kNcclAlgorithms; that of the case.
  std::string algorithm = "auto";
  friend bool operator==(const NcclSettings&, const NcclSettings&) = default;
};

/// Of these what a communicator is made with: buffers and launches are the call's.
NcclSettings communicator_settings(const NcclSettings& asked);

/// One row of the table of algorithms.
struct NcclAlgorithm {
  std::string_view name;      ///< "nvls_tree"
  std::string_view variable;  ///< as NCCL_ALGO takes it, and logs it in capitals: "NVLSTree"
  bool all_reduce;
  bool gathers;     ///< all_gather and reduce_scatter
  bool one_to_all;  ///< broadcast and reduce
  int since;        ///< version code
};
/// As ncclTopoTuneModel in NCCL's src/graph/tuning.cc allows them, 2.19 to 2.30. In the order of
/// NCCL's numbers for them, which it logged instead of names up to 2.23.
inline constexpr std::array kNcclAlgorithms{
    NcclAlgorithm{"tree", "Tree", true, false, false, 2400},
    NcclAlgorithm{"ring", "Ring", true, true, true, 2000},
    NcclAlgorithm{"collnet_direct", "CollNetDirect", true, true, false, 21400},
    NcclAlgorithm{"collnet_chain", "CollNetChain", true, false, false, 21400},
    NcclAlgorithm{"nvls", "NVLS", true, true, false, 21700},
    NcclAlgorithm{"nvls_tree", "NVLSTree", true, false, false, 21800},
    NcclAlgorithm{"pat", "PAT", false, true, false, 22300},
};

/// What NCCL_PROTO is set to: "LL128". Not for Auto.
std::string_view variable(NcclProtocol protocol);
/// Whether it does that collective.
bool does(const NcclAlgorithm& algorithm, Collective collective);
/// nullptr where there is none of that name.
const NcclAlgorithm* find_nccl_algorithm(std::string_view name);

}  // namespace fourfold
