// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "bench/plan/case_support.hpp"
#include "bench/plan/check_algorithms.hpp"
#include "bench/plan/check_patterns.hpp"
#include "bench/plan/default_device.hpp"
#include "bench/plan/gpu_sharing.hpp"
#include "bench/plan/groups.hpp"
#include "bench/plan/step_case.hpp"
#include "bench/plan/sweep_size.hpp"

namespace fourfold {
namespace {

class Planner {
 public:
  Planner(const Config& config, const Capabilities& capabilities)
      : config_(config),
        capabilities_(shared_out(capabilities, ranks_per_gpu(config, capabilities))),
        auto_(default_device(config.device, capabilities.cuda)) {
    plan_.device_choice = auto_.why;
    plan_.ranks_per_gpu = ranks_per_gpu(config, capabilities);
  }

  Plan plan() {
    for (const Sweep& sweep : config_.sweeps) {
      entry_ = &sweep;
      bounded_ += sweep_size(sweep);
      if (bounded_ > kMaxCases) {
        throw InputError(sweep.where, fmt::format("the suite makes more than {} cases", kMaxCases));
      }
      for (Case& one : cases_of(sweep)) add(std::move(one));
    }
    check_patterns(config_, plan_);
    if (plan_.ranks_per_gpu > 1) {
      plan_.notes.push_back(
          fmt::format("share_gpus: {} ranks share a GPU; what they measure is "
                      "sharing, and is never accepted",
                      plan_.ranks_per_gpu));
    }
    for (const std::string& remark : tuning_remarks(
             config_, capabilities_.ranks, capabilities_.host.name, capabilities_.cuda.name)) {
      plan_.notes.push_back("the tuning: " + remark);
    }
    return std::move(plan_);
  }

 private:
  /// Every case of an entry, without names.
  std::vector<Case> cases_of(const Sweep& sweep) {
    std::vector<Case> cases = expanded(sweep);
    if (sweep.rival == nullptr) return cases;
    std::vector<Case> rivals = expanded(*sweep.rival);
    if (cases.size() != rivals.size()) {
      throw InputError(sweep.where,
                       fmt::format("contenders are paired one by one, and one makes {} cases, the "
                                   "other {}",
                                   cases.size(), rivals.size()));
    }
    for (std::size_t i = 0; i < cases.size(); ++i) {
      cases[i].rival = std::make_shared<const Case>(std::move(rivals[i]));
    }
    return cases;
  }

  std::vector<Case> expanded(const Sweep& sweep) {
    measure_ = sweep.measure;
    expanded_.clear();
    std::visit([this](const auto& one) { expand(one); }, sweep.what);
    return std::move(expanded_);
  }

  void expand(const CollectiveSweep& sweep) {
    std::vector<std::string> backends;
    for (const std::string& one : sweep.backends) backends.push_back(resolved(one));
    check_algorithms(sweep.algorithms, backends, capabilities_);
    for (const Collective collective : sweep.collectives) {
      check_root(traits(collective), sweep.root);
      if (collective == Collective::Broadcast && capabilities_.ranks == 1) {
        plan_.notes.emplace_back("broadcast is no case of one rank: it has nowhere to send to");
        continue;
      }
      for (const std::string& backend : sweep.backends) {
        for (const AlgorithmName& algorithm : sweep.algorithms) {
          CollectiveCase one;
          one.collective = collective;
          one.backend = resolved(backend);
          one.algorithm = algorithm.name;
          one.root = traits(collective).rooted ? sweep.root : 0;
          for (const NcclSettings& nccl : settings_of(sweep, one)) {
            one.nccl = nccl;
            expand(sweep, one);
          }
        }
      }
    }
  }

  /// Through NCCL all combinations of its settings, else none of them.
  static std::vector<NcclSettings> settings_of(const CollectiveSweep& sweep,
                                               const CollectiveCase& one) {
    if (one.backend != "nccl") return {NcclSettings{}};
    std::vector<NcclSettings> all;
    for (const NcclProtocol protocol : sweep.protocols) {
      for (const NcclBuffers buffers : sweep.buffers) {
        for (const NcclLaunch launch : sweep.launches) {
          for (const NcclCtaPolicy policy : sweep.cta_policies) {
            all.push_back({.buffers = buffers,
                           .launch = launch,
                           .cta_policy = policy,
                           .protocol = protocol,
                           .algorithm = one.algorithm});
          }
        }
      }
    }
    return all;
  }

  std::string resolved(const std::string& backend) const {
    if (backend != "auto") return backend;
    return auto_.device == DeviceKind::Cuda ? "nccl" : "mpi";
  }

  void expand(const CollectiveSweep& sweep, CollectiveCase one) {
    const bool nccl = one.backend == "nccl";
    const bool reduces = traits(one.collective).reduces;
    for (const MessageMemory memory : nccl ? std::vector{MessageMemory::Host} : sweep.memories) {
      const bool on_gpu = nccl || lies_on_gpu(memory);
      for (const DataType type : sweep.types) {
        for (const ReductionOp op : reduces ? sweep.ops : std::vector{ReductionOp::Sum}) {
          one.memory = memory;
          one.op = op;
          one.shape.type = type;
          expand_sizes(sweep, one, on_gpu ? DeviceKind::Cuda : DeviceKind::Host);
        }
      }
    }
  }

  void expand_sizes(const CollectiveSweep& sweep, CollectiveCase one, DeviceKind device) {
    for (const CallForm calls : sweep.calls) {
      for (const bool in_place : sweep.in_place) {
        for (const Bytes size : sweep.sizes) {
          one.calls = calls;
          one.in_place = in_place;
          one.asked = size;
          for (const Grouping& grouping : groupings_of(sweep.scopes, sweep.orders)) {
            one.grouping = grouping;
            one.bisect = sweep.bisect && grouping.scope == Scope::Facility;
            one.shape = message_shape(one.collective, one.shape.type, size,
                                      ranks_together(grouping, capabilities_));
            make(one, device);
          }
        }
      }
    }
  }

  void expand(const GemmSweep& sweep) {
    for (const std::string& asked : sweep.kernels) {
      const GemmKernel& kernel =
          asked == "auto" ? vendor_kernel(auto_.device) : *find_gemm_kernel(asked);
      for (const DataType type : sweep.types) {
        for (const GemmShape& shape : sweep.shapes) {
          for (const Distribution input : sweep.inputs) {
            for (const Launch launch : sweep.launches) {
              make(
                  GemmCase{
                      std::string(kernel.name), {shape.m, shape.n, shape.k, type}, input, launch},
                  kernel.device);
            }
          }
        }
      }
    }
  }

  void expand(const MemorySweep& sweep) {
    for (const MemoryPattern pattern : sweep.patterns) {
      for (const std::string& asked : sweep.backends) {
        const bool cuda = asked == "cuda" || (asked == "auto" && auto_.device == DeviceKind::Cuda);
        for (const Bytes size : sweep.sizes) {
          for (const Launch launch : sweep.launches) {
            make(MemoryCase{pattern, cuda ? "cuda" : "host", size, launch},
                 cuda ? DeviceKind::Cuda : DeviceKind::Host);
          }
        }
      }
    }
  }

  void expand(const VirtualRanksSweep& sweep) {
    for (const int ranks : sweep.ranks) {
      for (const PeerAlgorithm algorithm : sweep.algorithms) {
        for (const Bytes size : sweep.sizes) {
          for (const Launch launch : sweep.launches) {
            make(VirtualRanksCase{algorithm, ranks, size, launch}, DeviceKind::Cuda);
          }
        }
      }
    }
  }

  void expand(const PairwiseSweep& sweep) {
    for (const std::string& asked : sweep.backends) {
      const std::string backend = resolved(asked);
      const auto device = backend == "nccl" ? DeviceKind::Cuda : DeviceKind::Host;
      for (const DataType type : sweep.types) {
        for (const Bytes size : sweep.sizes) {
          const MessageShape shape =
              message_shape(Collective::SendRecv, type, size, capabilities_.ranks);
          make(PairwiseCase{backend, shape, size, sweep.rounds, sweep.computation,
                            config_.racks.oversubscription},
               device);
        }
      }
    }
  }

  void expand(const StepSweep& sweep) {
    for (PlacedStep& one : step_cases(sweep, auto_, capabilities_)) {
      make(std::move(one.what), one.device);
    }
  }

  void expand(const CommunicatorSweep& sweep) {
    for (const std::string& asked : sweep.backends) {
      const std::string backend = resolved(asked);
      for (const InitKind kind : sweep.kinds) {
        make(CommunicatorCase{kind, backend},
             backend == "nccl" ? DeviceKind::Cuda : DeviceKind::Host);
      }
    }
  }

  template <class What>
  void make(What what, DeviceKind device) {
    expanded_.push_back({"", std::move(what), measure_, device, nullptr});
  }

  void add(Case one) {
    one.name = case_name(one);
    refuse_second(one.name);
    const Support support = case_support(one, capabilities_, config_.device);
    if (support) {
      plan_.cases.push_back(std::move(one));
    } else {
      plan_.skips.push_back({std::move(one.name), support.reason()});
    }
  }

  void check_root(const CollectiveTraits& row, int root) const {
    if (row.rooted && root >= capabilities_.ranks) {
      throw InputError(entry_->where, fmt::format("root {} is not one of this run's {} ranks", root,
                                                  capabilities_.ranks));
    }
  }

  void refuse_second(const std::string& name) {
    const auto [first, fresh] = entry_of_.emplace(name, entry_);
    if (fresh) return;
    const bool same = first->second == entry_;
    throw InputError(entry_->where,
                     same ? fmt::format("this entry makes the case '{}' twice", name)
                          : fmt::format("this entry makes the case '{}' again; the one on line {} "
                                        "makes it already",
                                        name, first->second->where.line));
  }

  const Config& config_;
  const Capabilities capabilities_;
  DefaultDevice auto_;
  Plan plan_;
  const Sweep* entry_ = nullptr;
  Measure measure_;
  std::vector<Case> expanded_;
  std::size_t bounded_ = 0;
  std::unordered_map<std::string, const Sweep*> entry_of_;
};

}  // namespace

Plan make_plan(const Config& config, const Capabilities& capabilities) {
  return Planner(config, capabilities).plan();
}

}  // namespace fourfold
