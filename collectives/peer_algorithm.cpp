// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/peer_algorithm.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collectives/peer_team.hpp"
#include "kernels/all_reduce_gpu.hpp"
#include "kernels/all_reduce_multimem.hpp"

namespace fourfold {
namespace {

bool has_fold(ReductionOp op) {
  return op == ReductionOp::Sum || op == ReductionOp::Min || op == ReductionOp::Max;
}

constexpr std::array<std::string_view, 3> kFolds{"sum of", "min of", "max of"};

std::size_t row_of(const PeerTable& table, std::size_t bytes) {
  std::size_t row = 0;
  while (row + 1 < table.rows.size() && bytes > table.rows[row].up_to->count()) ++row;
  return row;
}

/// "up to 128B", "above 128B"; of a table of one row "at every size".
std::string reach(const PeerTable& table, std::size_t row) {
  if (table.rows.size() == 1) return "at every size";
  if (row + 1 == table.rows.size()) {
    return "above " + format_bytes(*table.rows[row - 1].up_to);
  }
  return "up to " + format_bytes(*table.rows[row].up_to);
}

}  // namespace

std::string_view name(PeerAlgorithm algorithm) {
  return kPeerAlgorithms[static_cast<std::size_t>(algorithm)];
}

std::optional<PeerAlgorithm> parse_peer_algorithm(std::string_view name) {
  const auto found = std::ranges::find(kPeerAlgorithms, name);
  if (found == kPeerAlgorithms.end()) return std::nullopt;
  return static_cast<PeerAlgorithm>(found - kPeerAlgorithms.begin());
}

const PeerTable& built_in_peer_table(MessageMemory memory) {
  static const PeerTable host{
      .rows = {{Bytes(128), PeerAlgorithm::OneShot}, {std::nullopt, PeerAlgorithm::Push}}};
  static const PeerTable gpu{
      .rows = {{Bytes(64 << 10), PeerAlgorithm::Ll}, {std::nullopt, PeerAlgorithm::Push}},
      .origin = "a prediction, never measured"};
  return lies_on_gpu(memory) ? gpu : host;
}

Fold fold_of(ReductionOp op) {
  if (op == ReductionOp::Min) return Fold::Min;
  return op == ReductionOp::Max ? Fold::Max : Fold::Sum;
}

Support peer_fold_support(PeerAlgorithm algorithm, MessageMemory memory, DataType type, Fold fold) {
  if (algorithm == PeerAlgorithm::Multimem) {
    if (lies_on_gpu(memory)) return multimem_support(type, fold);
    return Support::no("multimem is done by switches between GPUs: memory is device");
  }
  if (algorithm == PeerAlgorithm::Lamport && is_integer(type)) {
    return Support::no("lamport needs a value that no element has, which integers lack");
  }
  return Support::yes();
}

PeerAlgorithm peer_choice(const PeerTable& table, const PeerMessage& message, bool announced) {
  for (const PeerTable* const one : {&table, &built_in_peer_table(message.memory)}) {
    const PeerAlgorithm best = one->rows[row_of(*one, message.bytes)].algorithm;
    const bool reached = announced || !reaches_buffers(best);
    if (reached && peer_fold_support(best, message.memory, message.type, message.fold)) return best;
  }
  return PeerAlgorithm::OneShot;
}

std::string describe(const PeerTable& table) {
  std::string out;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const bool last = row > 0 && row + 1 == table.rows.size();
    out += fmt::format("{}{} {}", row == 0 ? "" : ", ", name(table.rows[row].algorithm),
                       last ? "above" : reach(table, row));
  }
  return out;
}

std::string describe_peer_choice(const PeerTable& table, const PeerMessage& message) {
  const std::size_t row = row_of(table, message.bytes);
  const PeerAlgorithm best = table.rows[row].algorithm;
  const PeerAlgorithm taken = peer_choice(table, message, true);
  const std::string by = table.origin.empty() ? "" : ", by " + table.origin;
  if (taken == best) return fmt::format("{} ({}){}", name(best), reach(table, row), by);
  return fmt::format("{} ({} {} has no {} {}){}", name(taken), name(best), reach(table, row),
                     kFolds[static_cast<std::size_t>(message.fold)], name(message.type), by);
}

AlgorithmMenu peer_algorithms() {
  AlgorithmMenu menu;
  menu.chooser = "backend peer";
  auto& names = menu.names[Collective::AllReduce];
  names.assign(kPeerAlgorithms.begin(), kPeerAlgorithms.end());
  return menu;
}

Support peer_support(const CollectiveCall& call, MessageMemory memory, std::string_view algorithm,
                     int ranks, int ranks_per_host) {
  if (memory == MessageMemory::Pinned || memory == MessageMemory::Staged) {
    return Support::no(
        fmt::format("backend peer reduces where the buffers are: memory is host or "
                    "device, not {}",
                    name(memory)));
  }
  if (call.collective != Collective::AllReduce) {
    return Support::no(
        fmt::format("backend peer has all_reduce only, not {}", name(call.collective)));
  }
  if (ranks_per_host < ranks) {
    return Support::no(
        fmt::format("backend peer reduces within one host, and {} ranks are on "
                    "several",
                    ranks));
  }
  const int most = memory == MessageMemory::Device ? kMostGpuPeers : kMostPeers;
  if (ranks > most) {
    return Support::no(fmt::format("backend peer has {} ranks at most{}", most,
                                   memory == MessageMemory::Device ? " on GPUs" : ""));
  }
  if (!has_fold(call.op)) {
    return Support::no(fmt::format("backend peer has sum, min and max, not {}", name(call.op)));
  }
  if (host_fold(call.shape.type, Fold::Sum) == nullptr) {
    return Support::no(fmt::format("backend peer does not reduce {}", name(call.shape.type)));
  }
  if (call.form != CallForm::Blocking) return Support::no("backend peer has blocking calls only");
  const auto chosen = parse_peer_algorithm(algorithm);
  if (!chosen) return Support::yes();
  return peer_fold_support(*chosen, memory, call.shape.type, fold_of(call.op));
}

}  // namespace fourfold
