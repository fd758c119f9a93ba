// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/peer_communicator.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collectives/mpi_session.hpp"
#include "core/error.hpp"
#include "core/version.hpp"

namespace fourfold {
namespace {

PeerMessage message_of(const CollectiveCall& call, MessageMemory memory) {
  const DataType type = call.shape.type;
  return {memory, type, fold_of(call.op), call.shape.whole * traits(type).bytes};
}

/// Collective.
MpiSession& on_one_host(MpiSession& session) {
  const bool one = session.local_size() == session.size();
  go_on_or_throw<Error>(session, one ? "" : "backend peer reduces within one host");
  return session;
}

}  // namespace

PeerCommunicator::PeerCommunicator(MpiSession& session, MessageMemory memory,
                                   const std::shared_ptr<MemorySharing>& sharing,
                                   const AlgorithmChoice& choice, const PeerTable& table)
    : session_(on_one_host(session)),
      memory_(memory),
      chosen_(parse_peer_algorithm(choice.algorithm)),
      table_(table),
      segments_(session, sharing),
      regions_(session, sharing) {}

bool PeerCommunicator::may_take(PeerAlgorithm algorithm) const {
  if (chosen_) return *chosen_ == algorithm;
  return std::ranges::find(table_.rows, algorithm, &PeerTable::Row::algorithm) != table_.rows.end();
}

int PeerCommunicator::rank() const { return session_.rank(); }
int PeerCommunicator::size() const { return session_.size(); }

std::string PeerCommunicator::library() const { return "Fourfold " + std::string(version()); }

std::vector<std::pair<std::string, std::string>> PeerCommunicator::parameters() const {
  const std::string by = table_.origin.empty() ? "" : ", by " + table_.origin;
  return {{"algorithm by size", describe(table_) + by}};
}

std::string PeerCommunicator::algorithm(const CollectiveCall& call) const {
  if (chosen_) return std::string(name(*chosen_));
  if (table_.origin.empty()) return describe(table_);
  return describe_peer_choice(table_, message_of(call, memory_));
}

Support PeerCommunicator::support(const CollectiveCall& call) const {
  return peer_support(call, memory_, chosen_ ? name(*chosen_) : kAnyAlgorithm, size(), size());
}

void PeerCommunicator::enqueue(const CollectiveCall& call, Stream& stream) {
  const Kind kind{call.collective, call.op, call.shape.type, call.form};
  if (kind != kind_) {
    if (const Support has = support(call); !has) throw Error(has.reason());
    set_kind(call.shape.type, fold_of(call.op));
    kind_ = kind;
  }
  const PeerMessage message = message_of(call, memory_);
  const Region* const from = regions_.find(call.send, message.bytes);
  const Region* const to = regions_.find(call.receive, message.bytes);
  const bool announced = from != nullptr && to != nullptr;
  const PeerAlgorithm way = chosen_ ? *chosen_ : peer_choice(table_, message, announced);
  if (reaches_buffers(way) && !announced) {
    throw Error(fmt::format(
        "{} reduces in buffers that all ranks reach: allocate and announce them", name(way)));
  }
  reduce(way, call, message.bytes, from, to, stream);
}

}  // namespace fourfold
