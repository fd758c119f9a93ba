// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdlib>

#include "collectives/algorithm_menu.hpp"
#include "collectives/communicator.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/nccl_settings.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

// As in NCCL's release notes; version codes as ncclGetVersion gives them (NCCL_VERSION in nccl.h).
constexpr int kSendReceive = 2700;
constexpr int kBf16 = 21000;
constexpr int kAverage = 21000;
constexpr int kF8 = 22400;

/// Whether NCCL builds the call from ncclSend and ncclRecv, or has built it that way.
bool needs_send_receive(Collective collective) {
  return collective == Collective::AllToAll || collective == Collective::Gather ||
         collective == Collective::Scatter || collective == Collective::SendRecv;
}

}  // namespace

Support nccl_support(const NcclProbe& nccl, const CollectiveCall& call) {
  if (call.form != CallForm::Blocking) {
    return Support::no("NCCL's calls have one form: enqueued on a stream");
  }
  if (!nccl.available) return Support::no(nccl.reason);
  const CollectiveTraits& row = traits(call.collective);
  const DataType type = call.shape.type;
  if (type == DataType::tf32) {
    return Support::no("tf32 is a way to multiply f32 data, not a type that messages have");
  }
  const bool out_of_place_only =
      call.collective == Collective::AllToAll || call.collective == Collective::SendRecv;
  if (call.in_place && out_of_place_only) {
    return Support::no(fmt::format("{} is measured out of place only", row.name));
  }
  const bool averages = row.reduces && call.op == ReductionOp::Avg;
  if (averages && !traits(type).is_float) {
    return Support::no(fmt::format("NCCL cuts the average of {} to a whole number", name(type)));
  }
  if (needs_send_receive(call.collective)) {
    if (Support has = nccl_since(nccl, kSendReceive, row.name); !has) return has;
  }
  if (averages) {
    if (Support has = nccl_since(nccl, kAverage, "avg"); !has) return has;
  }
  if (type == DataType::bf16) return nccl_since(nccl, kBf16, "bf16");
  if (type == DataType::f8e4m3) return nccl_since(nccl, kF8, "f8e4m3");
  return Support::yes();
}

std::unique_ptr<PreparedCall> Communicator::prepare(const CollectiveCall& /*call*/) {
  throw Error(library() + " has no calls that are prepared");
}

/// Every name there has ever been: what this version lacks is for nccl_settings_support to say.
AlgorithmMenu nccl_algorithms(const NcclProbe& nccl) {
  AlgorithmMenu menu;
  menu.chooser = nccl.available ? "NCCL " + nccl.version : "NCCL";
  for (const CollectiveTraits& row : kCollectives) {
    for (const NcclAlgorithm& algorithm : kNcclAlgorithms) {
      if (does(algorithm, row.collective)) {
        menu.names[row.collective].emplace_back(algorithm.name);
      }
    }
  }
  return menu;
}

void let_nccl_share_gpus(const MpiSession& session) {
  // NCCL reads it once, for its first communicator (getHostHash in its src/misc/utils.cc).
  const std::string own = fmt::format("{}-{}", session.host(), session.rank());
  setenv("NCCL_HOSTID", own.c_str(), 0);
}

}  // namespace fourfold
