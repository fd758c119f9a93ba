// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/peer_algorithm.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collectives/peer_team.hpp"

namespace fourfold {
namespace {

bool has_fold(ReductionOp op) {
  return op == ReductionOp::Sum || op == ReductionOp::Min || op == ReductionOp::Max;
}

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

const PeerTable& built_in_peer_table() {
  static const PeerTable table{
      .rows = {{Bytes(128), PeerAlgorithm::OneShot}, {std::nullopt, PeerAlgorithm::Push}}};
  return table;
}

PeerAlgorithm peer_choice(const PeerTable& table, DataType type, std::size_t bytes,
                          bool announced) {
  const PeerAlgorithm best = table.rows[row_of(table, bytes)].algorithm;
  const bool lacking =
      (reaches_buffers(best) && !announced) || (best == PeerAlgorithm::Lamport && is_integer(type));
  return lacking ? PeerAlgorithm::OneShot : best;
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

std::string describe_peer_choice(const PeerTable& table, DataType type, std::size_t bytes) {
  const std::size_t row = row_of(table, bytes);
  const PeerAlgorithm best = table.rows[row].algorithm;
  const PeerAlgorithm taken = peer_choice(table, type, bytes, true);
  const std::string by = table.origin.empty() ? "" : ", by " + table.origin;
  if (taken == best) return fmt::format("{} ({}){}", name(best), reach(table, row), by);
  return fmt::format("{} ({} {} has no integers){}", name(taken), name(best), reach(table, row),
                     by);
}

AlgorithmMenu peer_algorithms() {
  AlgorithmMenu menu;
  menu.chooser = "backend peer";
  auto& names = menu.names[Collective::AllReduce];
  names.assign(kPeerAlgorithms.begin(), kPeerAlgorithms.end());
  return menu;
}

Support peer_support(const CollectiveCall& call, std::string_view algorithm, int ranks,
                     int ranks_per_host) {
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
  if (ranks > kMostPeers) {
    return Support::no(fmt::format("backend peer has {} ranks at most", kMostPeers));
  }
  if (!has_fold(call.op)) {
    return Support::no(fmt::format("backend peer has sum, min and max, not {}", name(call.op)));
  }
  if (host_fold(call.shape.type, Fold::Sum) == nullptr) {
    return Support::no(fmt::format("backend peer does not reduce {}", name(call.shape.type)));
  }
  if (call.form != CallForm::Blocking) return Support::no("backend peer has blocking calls only");
  if (algorithm == name(PeerAlgorithm::Lamport) && is_integer(call.shape.type)) {
    return Support::no("lamport needs a value that no element has, which integers lack");
  }
  return Support::yes();
}

}  // namespace fourfold
