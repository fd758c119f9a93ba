// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/case_support.hpp"

#include <fmt/format.h>

#include "bench/plan/calls_in_graph.hpp"
#include "bench/plan/footprint.hpp"
#include "bench/plan/groups.hpp"
#include "bench/plan/step_case.hpp"
#include "collectives/peer_algorithm.hpp"
#include "device/graph.hpp"

namespace fourfold {
namespace {

constexpr int kReducesFp8 = 90;  // NCCL 2.24 release notes

Support gpu_support(const Capabilities& capabilities, DeviceChoice choice) {
  if (choice == DeviceChoice::Host) return Support::no("the suite says device: host");
  if (capabilities.cuda.devices == 0) return Support::no(capabilities.cuda.reason);
  if (capabilities.ranks_per_host > capabilities.cuda.devices) {
    return Support::no(fmt::format("{} ranks on a host with {} GPU{}; each rank needs its own",
                                   capabilities.ranks_per_host, capabilities.cuda.devices,
                                   capabilities.cuda.devices == 1 ? "" : "s"));
  }
  return Support::yes();
}

DeviceInfo device_info(DeviceKind kind, const Capabilities& capabilities) {
  if (kind == DeviceKind::Host) return capabilities.host;
  DeviceInfo info;
  info.kind = DeviceKind::Cuda;
  info.name = capabilities.cuda.name;
  info.compute_capability = capabilities.cuda.compute_capability;
  info.memory = capabilities.cuda.memory;
  info.last_level_cache = capabilities.cuda.last_level_cache;
  return info;
}

struct LibrarySupport {
  const Capabilities& capabilities;
  DeviceKind device;
  CacheState cache;

  Support operator()(const CollectiveCase& one) const {
    const CollectiveCall call{.collective = one.collective,
                              .op = one.op,
                              .shape = one.shape,
                              .root = one.root,
                              .in_place = one.in_place,
                              .form = one.calls};
    if (const Support groups = group_support(one, capabilities); !groups) return groups;
    if (const Support form = form_support(one); !form) return form;
    if (const Support told_apart = names_support(); one.bisect && !told_apart) return told_apart;
    if (const Support algorithm = algorithm_of(one); !algorithm) return algorithm;
    if (one.backend == "peer") {
      const bool by_kernel = one.memory == MessageMemory::Device;
      if (by_kernel && !capabilities.no_gpu_code.empty()) {
        return Support::no(capabilities.no_gpu_code);
      }
      return peer_support(call, one.memory, one.algorithm,
                          ranks_together(one.grouping, capabilities),
                          ranks_together_on_host(one.grouping, capabilities));
    }
    if (Support memory = mpi_memory_support(one.memory, capabilities.mpi_cuda_support); !memory) {
      return memory;
    }
    if (one.backend != "nccl") return mpi_support(call);
    const bool reduces_fp8 = traits(one.collective).reduces && one.shape.type == DataType::f8e4m3;
    if (reduces_fp8 && capabilities.cuda.compute_capability < kReducesFp8) {
      return Support::no("NCCL reduces f8e4m3 on compute capability 9.0 or newer only");
    }
    if (Support has = nccl_support(capabilities.nccl, call); !has) return has;
    return nccl_settings_support(capabilities.nccl, call, one.nccl);
  }

  /// What is slow is named by its host.
  Support names_support() const {
    const auto nodes = capabilities.groups.find(Scope::Node);
    if (nodes == capabilities.groups.end() || nodes->second.same_name.empty())
      return Support::yes();
    return Support::no(
        fmt::format("two hosts are called {}: which of them is slow could not be said; give each a "
                    "name of its own",
                    nodes->second.same_name));
  }

  Support form_support(const CollectiveCase& one) const {
    if (one.calls == CallForm::Persistent && cache != CacheState::Hot) {
      return Support::no(
          "persistent calls are tied to one set of buffers: measure them with "
          "cache: hot");
    }
    if (one.calls != CallForm::Blocking && one.algorithm != kAnyAlgorithm) {
      return Support::no("algorithms are chosen for blocking calls only");
    }
    return Support::yes();
  }

  Support algorithm_of(const CollectiveCase& one) const {
    if (one.algorithm == kAnyAlgorithm) return Support::yes();
    const auto menu = capabilities.algorithms.find(one.backend);
    if (menu == capabilities.algorithms.end()) return Support::no("its library was not asked");
    return algorithm_support(menu->second, one.collective, one.algorithm,
                             ranks_together(one.grouping, capabilities));
  }

  Support operator()(const GemmCase& one) const {
    const auto missing = capabilities.missing_kernels.find(one.kernel);
    if (missing != capabilities.missing_kernels.end()) return Support::no(missing->second);
    return find_gemm_kernel(one.kernel)->support(one.problem, device_info(device, capabilities));
  }

  Support operator()(const StepCase& one) const {
    const auto missing = capabilities.missing_kernels.find(one.kernel);
    if (missing != capabilities.missing_kernels.end()) return Support::no(missing->second);
    const Support own = step_support(one, device_info(device, capabilities));
    // One rank by itself has nobody to talk to, but steps to make.
    if (!own || capabilities.ranks == 1) return own;
    return operator()(one.largest_reduction());
  }

  Support operator()(const PairwiseCase& one) const {
    const auto nodes = capabilities.groups.find(Scope::Node);
    if (nodes == capabilities.groups.end() || nodes->second.groups < 2) {
      return Support::no("there are no pairs of nodes: all ranks are on one host");
    }
    if (const Support told_apart = names_support(); !told_apart) return told_apart;
    const CollectiveCall call{.collective = Collective::SendRecv, .shape = one.shape};
    return one.backend == "nccl" ? nccl_support(capabilities.nccl, call) : mpi_support(call);
  }

  Support operator()(const CommunicatorCase& one) const {
    if (one.backend != "nccl") return mpi_init_support(one.kind, capabilities.ranks);
    return nccl_init_support(capabilities.nccl, one.kind, capabilities.ranks);
  }

  Support operator()(const VirtualRanksCase& one) const {
    if (one.algorithm == PeerAlgorithm::Multimem) {
      return Support::no("multimem is done by switches between GPUs; virtual ranks share one");
    }
    if (!capabilities.no_gpu_code.empty()) return Support::no(capabilities.no_gpu_code);
    return Support::yes();
  }

  Support operator()(const MemoryCase& one) const {
    if (device == DeviceKind::Host && traits(one.pattern).host != HostSide::None) {
      return Support::no("the host has no device memory");
    }
    const bool by_kernel = traits(one.pattern).host == HostSide::None;
    if (device == DeviceKind::Cuda && by_kernel && !capabilities.no_gpu_code.empty()) {
      return Support::no(capabilities.no_gpu_code);
    }
    return Support::yes();
  }
};

/// One graph holds every place that buffers rotate over: there cannot be a million.
Support graph_support(const Case& one, const Capabilities& capabilities) {
  if (launch_of(one) != Launch::Graph) return Support::yes();
  if (const std::string why = why_no_graphs(one.device); !why.empty()) return Support::no(why);
  const double slots = rotation_places(one, capabilities);
  if (slots <= static_cast<double>(kMostCallsInGraph)) return Support::yes();
  return Support::no(
      fmt::format("its buffers rotate over {:.0f} places, and a graph holds {} calls at most; "
                  "cache: hot has one place",
                  slots, kMostCallsInGraph));
}

/// Of a collective there is a graph for each set of buffers.
Support collective_graph_support(const Case& one, const Capabilities& capabilities) {
  constexpr double kMostGraphs = 1024;
  const auto* const what = std::get_if<CollectiveCase>(&one.what);
  if (what == nullptr || what->nccl.launch != NcclLaunch::Graph) return Support::yes();
  const Footprint room = footprint(one, capabilities);
  const double sets = room.set > 0 ? room.arena / room.set : 1;
  if (sets <= kMostGraphs) return Support::yes();
  return Support::no(
      fmt::format("{:.0f} sets of buffers are needed to find none in the cache, and at most {:.0f} "
                  "have a graph of their own: compare launches of such sizes with cache: hot",
                  sets, kMostGraphs));
}

/// A host's memory can be pinned only for a GPU that is there.
bool needs_gpu(const Case& one) {
  const auto* const what = std::get_if<CollectiveCase>(&one.what);
  return one.device == DeviceKind::Cuda ||
         (what != nullptr && what->memory == MessageMemory::Pinned);
}

Support solo_support(const Case& one, const Capabilities& capabilities, DeviceChoice choice) {
  if (needs_gpu(one)) {
    if (Support gpu = gpu_support(capabilities, choice); !gpu) return gpu;
  }
  if (Support graph = graph_support(one, capabilities); !graph) return graph;
  if (Support graphs = collective_graph_support(one, capabilities); !graphs) return graphs;
  return std::visit(LibrarySupport{capabilities, one.device, one.measure.cache}, one.what);
}

/// A contest times whole calls, of all ranks at the same time.
Support contest_support(const Case& one) {
  if (one.rival == nullptr) return Support::yes();
  for (const Case* contender : {&one, one.rival.get()}) {
    const auto* const what = std::get_if<CollectiveCase>(&contender->what);
    if (grouping_of(*contender).order == GroupOrder::OneAtATime) {
      return Support::no("contenders take turns; groups that do too are measured alone");
    }
    if (what == nullptr || what->calls != CallForm::Overlapped) continue;
    return Support::no("a contest times whole calls; overlap is measured of one case alone");
  }
  return Support::yes();
}

}  // namespace

Support case_support(const Case& one, const Capabilities& capabilities, DeviceChoice choice) {
  if (Support contest = contest_support(one); !contest) return contest;
  if (Support own = solo_support(one, capabilities, choice); !own) return own;
  if (one.rival != nullptr) {
    if (Support other = solo_support(*one.rival, capabilities, choice); !other) return other;
  }
  return memory_support(one, capabilities);
}

}  // namespace fourfold
