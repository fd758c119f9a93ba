// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/case.hpp"

#include <fmt/format.h>

#include <sstream>
#include <vector>

#include "bench/plan/step_case.hpp"
#include "collectives/algorithm_menu.hpp"

namespace fourfold {
namespace {

std::string settings(const NcclSettings& nccl) {
  const NcclSettings usual;
  std::string out;
  if (nccl.protocol != usual.protocol) out += fmt::format("/protocol:{}", name(nccl.protocol));
  if (nccl.buffers != usual.buffers) out += fmt::format("/buffers:{}", name(nccl.buffers));
  if (nccl.launch != usual.launch) out += fmt::format("/{}", name(nccl.launch));
  if (nccl.cta_policy != usual.cta_policy)
    out += fmt::format("/cta_policy:{}", name(nccl.cta_policy));
  return out;
}

std::string grouping(const Grouping& one) {
  if (one.scope == Scope::Facility) return "";
  std::string out = fmt::format("/{}", name(one.scope));
  if (one.order == GroupOrder::OneAtATime) out += fmt::format("/{}", name(one.order));
  return out;
}

struct NamePrinter {
  std::string operator()(const CollectiveCase& one) const {
    const CollectiveTraits& row = traits(one.collective);
    std::string out = fmt::format("{}/{}/{}/{}", row.name, one.backend, name(one.shape.type),
                                  format_bytes(one.asked));
    if (row.reduces && one.op != ReductionOp::Sum) out += fmt::format("/{}", name(one.op));
    if (row.rooted && one.root != 0) out += fmt::format("/root:{}", one.root);
    if (one.in_place) out += "/in_place";
    if (one.algorithm != kAnyAlgorithm) out += "/algorithm:" + one.algorithm;
    if (one.calls != CallForm::Blocking) {
      out += fmt::format("/{}", kCallForms[static_cast<std::size_t>(one.calls)]);
    }
    if (one.memory != MessageMemory::Host) out += fmt::format("/{}", name(one.memory));
    return out + settings(one.nccl) + grouping(one.grouping);
  }

  std::string operator()(const GemmCase& one) const {
    return fmt::format("gemm/{}/{}/{}/{}", one.kernel, name(one.problem.input), one.problem.shape(),
                       name(one.input));
  }

  std::string operator()(const MemoryCase& one) const {
    return fmt::format("memory/{}/{}/{}", one.backend, name(one.pattern), format_bytes(one.array));
  }

  std::string operator()(const VirtualRanksCase& one) const {
    return fmt::format("memory/cuda/all_reduce_{}_{}/{}", name(one.algorithm), one.ranks,
                       format_bytes(one.array));
  }

  std::string operator()(const PairwiseCase& one) const {
    return fmt::format("pairwise/{}/{}/{}", one.backend, name(one.shape.type),
                       format_bytes(one.asked));
  }

  std::string operator()(const StepCase& one) const {
    return "step/" + step_name(one) + grouping(one.grouping);
  }

  std::string operator()(const CommunicatorCase& one) const {
    return fmt::format("communicator/{}/{}", one.backend, name(one.kind));
  }
};

std::vector<std::string> parts_of(const std::string& name) {
  std::vector<std::string> parts;
  std::istringstream stream(name);
  for (std::string part; std::getline(stream, part, '/');) parts.push_back(part);
  return parts;
}

/// Two names in one: what they share once, what they do not with "-vs-" between.
std::string joined(const std::string& a, const std::string& b) {
  const std::vector<std::string> first = parts_of(a);
  const std::vector<std::string> second = parts_of(b);
  if (first.size() != second.size()) return a + "/vs/" + b;
  std::string out;
  for (std::size_t i = 0; i < first.size(); ++i) {
    out += (i == 0 ? "" : "/") + first[i];
    if (first[i] != second[i]) out += "-vs-" + second[i];
  }
  return out;
}

}  // namespace

Grouping grouping_of(const Case& one) {
  if (const auto* const what = std::get_if<CollectiveCase>(&one.what)) return what->grouping;
  if (const auto* const step = std::get_if<StepCase>(&one.what)) return step->grouping;
  return {};
}

Launch launch_of(const Case& one) {
  if (const auto* const gemm = std::get_if<GemmCase>(&one.what)) return gemm->launch;
  if (const auto* const memory = std::get_if<MemoryCase>(&one.what)) return memory->launch;
  if (const auto* const ranks = std::get_if<VirtualRanksCase>(&one.what)) return ranks->launch;
  return Launch::Stream;
}

std::string solo_name(const Case& one) {
  std::string out = std::visit(NamePrinter{}, one.what);
  if (launch_of(one) == Launch::Graph) out += "/graph";
  if (one.measure.cache == CacheState::Hot) out += "/hot";
  if (one.measure.timing == Timing::PerCall) out += "/per_call";
  if (one.measure.load == Load::Sustained) out += "/sustained";
  return out;
}

std::string case_name(const Case& one) {
  if (one.rival == nullptr) return solo_name(one);
  return "contest/" + joined(solo_name(one), solo_name(*one.rival));
}

}  // namespace fourfold
