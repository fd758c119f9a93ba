// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "collectives/communicator.hpp"

namespace fourfold {
namespace {

// As the functions appear in NCCL's nccl.h of each version; codes as ncclGetVersion gives them.
constexpr int kMemAlloc = 21900;
constexpr int kRegister = 21900;
constexpr int kWindow = 22700;
constexpr int kGraph = 20900;
constexpr int kCtaPolicy = 22700;
constexpr int kCtaZero = 22800;

bool has_algorithms(Collective collective) {
  switch (collective) {
    case Collective::AllReduce:
    case Collective::AllGather:
    case Collective::ReduceScatter:
    case Collective::Broadcast:
    case Collective::Reduce:
      return true;
    case Collective::AllToAll:
    case Collective::Gather:
    case Collective::Scatter:
    case Collective::SendRecv:
      break;
  }
  return false;
}

/// Only Tree and Ring have three protocols, and of these CollNetDirect and the rest only Simple.
bool has_protocol(std::string_view algorithm, NcclProtocol protocol) {
  if (protocol == NcclProtocol::Auto || protocol == NcclProtocol::Simple) return true;
  return algorithm == "tree" || algorithm == "ring" || algorithm == "auto";
}

Support algorithm_support(const NcclProbe& nccl, const CollectiveCall& call,
                          const NcclSettings& s) {
  const bool forced = s.algorithm != "auto" || s.protocol != NcclProtocol::Auto;
  if (!forced) return Support::yes();
  const std::string_view collective = name(call.collective);
  if (!has_algorithms(call.collective)) {
    return Support::no(
        fmt::format("NCCL has no choice of algorithms or protocols for {}: it sends "
                    "from each rank to each other",
                    collective));
  }
  if (!has_protocol(s.algorithm, s.protocol)) {
    return Support::no(fmt::format("NCCL's {} has only the protocol simple", s.algorithm));
  }
  if (s.cta_policy != NcclCtaPolicy::Default) {
    return Support::no(fmt::format(
        "cta_policy {} chooses the algorithm itself, whatever was asked for", name(s.cta_policy)));
  }
  if (s.buffers == NcclBuffers::Window) {
    return Support::no(
        "between buffers of a window NCCL takes kernels of its own, whatever algorithm or protocol "
        "was asked for");
  }
  if (s.algorithm == "auto") return Support::yes();
  const NcclAlgorithm* const row = find_nccl_algorithm(s.algorithm);
  if (row == nullptr) return Support::no(fmt::format("NCCL has no algorithm '{}'", s.algorithm));
  if (!does(*row, call.collective)) {
    return Support::no(fmt::format("NCCL's {} does no {}", s.algorithm, collective));
  }
  return nccl_since(nccl, row->since, fmt::format("algorithm {}", s.algorithm));
}

Support buffers_support(const NcclProbe& nccl, NcclBuffers buffers) {
  switch (buffers) {
    case NcclBuffers::Malloc:
      break;
    case NcclBuffers::MemAlloc:
      return nccl_since(nccl, kMemAlloc, "ncclMemAlloc");
    case NcclBuffers::Registered:
      return nccl_since(nccl, kRegister, "ncclCommRegister");
    case NcclBuffers::Window:
      return nccl_since(nccl, kWindow, "ncclCommWindowRegister");
  }
  return Support::yes();
}

/// ncclCeImplemented in src/ce_coll.cc.
bool copy_engines_do(Collective collective) {
  return collective == Collective::AllGather || collective == Collective::AllToAll ||
         collective == Collective::Gather || collective == Collective::Scatter;
}

Support policy_support(const NcclProbe& nccl, const CollectiveCall& call, const NcclSettings& s) {
  if (s.cta_policy == NcclCtaPolicy::Default) return Support::yes();
  if (std::getenv("NCCL_CTA_POLICY") != nullptr) {
    return Support::no("NCCL_CTA_POLICY is set, which NCCL puts above what it is asked for");
  }
  if (s.cta_policy == NcclCtaPolicy::Efficiency) {
    return nccl_since(nccl, kCtaPolicy, "cta_policy efficiency");
  }
  if (Support has = nccl_since(nccl, kCtaZero, "cta_policy zero"); !has) return has;
  if (!copy_engines_do(call.collective)) {
    return Support::no(
        fmt::format("NCCL has no {} by copy engines: cta_policy zero would be the "
                    "default one",
                    name(call.collective)));
  }
  if (call.in_place && call.collective == Collective::Scatter) {
    return Support::no(
        "NCCL's copy engines scatter in place to each rank's part of the root's "
        "layout, which is not where the ranks' own buffers are");
  }
  if (s.buffers == NcclBuffers::Window) return Support::yes();
  return Support::no(
      "copy engines reach buffers of a window only: cta_policy zero needs buffers: window");
}

template <class Enum, std::size_t kSize>
std::string_view word(const std::array<std::string_view, kSize>& words, Enum value) {
  return words[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view name(NcclBuffers buffers) { return word(kNcclBuffers, buffers); }
std::string_view name(NcclLaunch launch) { return word(kNcclLaunches, launch); }
std::string_view name(NcclCtaPolicy policy) { return word(kNcclCtaPolicies, policy); }
std::string_view name(NcclProtocol protocol) { return word(kNcclProtocols, protocol); }

std::string_view variable(NcclProtocol protocol) {
  constexpr std::array<std::string_view, 4> kVariables{"", "LL", "LL128", "Simple"};
  return word(kVariables, protocol);
}

bool does(const NcclAlgorithm& row, Collective collective) {
  switch (collective) {
    case Collective::AllReduce:
      return row.all_reduce;
    case Collective::AllGather:
    case Collective::ReduceScatter:
      return row.gathers;
    case Collective::Broadcast:
    case Collective::Reduce:
      return row.one_to_all;
    default:
      return false;
  }
}

const NcclAlgorithm* find_nccl_algorithm(std::string_view name) {
  const auto* const found = std::ranges::find(kNcclAlgorithms, name, &NcclAlgorithm::name);
  return found == kNcclAlgorithms.end() ? nullptr : found;
}

Support nccl_since(const NcclProbe& nccl, int code, std::string_view what) {
  if (nccl.version_code >= code) return Support::yes();
  const int minor = code < 10000 ? code / 100 % 10 : code / 100 % 100;
  return Support::no(
      fmt::format("{} needs NCCL 2.{} or newer, this is {}", what, minor, nccl.version));
}

Support nccl_settings_support(const NcclProbe& nccl, const CollectiveCall& call,
                              const NcclSettings& settings) {
  if (!nccl.available) return Support::no(nccl.reason);
  if (Support has = buffers_support(nccl, settings.buffers); !has) return has;
  if (settings.launch == NcclLaunch::Graph) {
    if (Support has = nccl_since(nccl, kGraph, "launch: graph"); !has) return has;
  }
  if (Support has = policy_support(nccl, call, settings); !has) return has;
  return algorithm_support(nccl, call, settings);
}

NcclSettings communicator_settings(const NcclSettings& asked) {
  NcclSettings settings;
  settings.cta_policy = asked.cta_policy;
  settings.protocol = asked.protocol;
  settings.algorithm = asked.algorithm;
  return settings;
}

}  // namespace fourfold
