// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/peer_algorithm.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collectives/peer_team.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kMostByBoxes = 128;

bool has_fold(ReductionOp op) {
  return op == ReductionOp::Sum || op == ReductionOp::Min || op == ReductionOp::Max;
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

bool reaches_buffers(PeerAlgorithm algorithm) {
  return algorithm == PeerAlgorithm::TwoShot || algorithm == PeerAlgorithm::Push;
}

PeerAlgorithm peer_choice(std::size_t bytes, bool announced) {
  if (bytes <= kMostByBoxes || !announced) return PeerAlgorithm::OneShot;
  return PeerAlgorithm::Push;
}

std::string describe_peer_choice() {
  return fmt::format("one_shot up to {}, push above", format_bytes(Bytes(kMostByBoxes)));
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
