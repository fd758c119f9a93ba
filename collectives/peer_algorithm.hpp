// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectives/algorithm_menu.hpp"
#include "collectives/communicator.hpp"
#include "collectives/message_memory.hpp"
#include "core/support.hpp"
#include "kernels/all_reduce_terms.hpp"
#include "kernels/fold.hpp"

namespace fourfold {

/// The all-reduces of kernels/all_reduce.hpp, in the order of PeerAlgorithm.
inline constexpr std::array<std::string_view, 7> kPeerAlgorithms{
    "one_shot", "two_shot", "push", "ring", "ll", "lamport", "multimem"};
std::string_view name(PeerAlgorithm algorithm);
/// What our all-reduces do of sum, min and max, the only operations they have.
Fold fold_of(ReductionOp op);
std::optional<PeerAlgorithm> parse_peer_algorithm(std::string_view name);

/// By which one a message is reduced where nothing is asked for.
struct PeerTable {
  struct Row {
    std::optional<Bytes> up_to;  ///< and with it; absent in the last row, and there alone
    PeerAlgorithm algorithm = PeerAlgorithm::OneShot;
    friend bool operator==(const Row&, const Row&) = default;
  };
  std::vector<Row> rows;    ///< at least one, sizes ascending
  std::string origin = {};  ///< for the record: "tuning FILE"; "" of the program's own
};
/// Of the host's memory; docs/all_reduce.md has what it was measured from. Of GPUs' it is foretold
/// there, and its origin says so.
const PeerTable& built_in_peer_table(MessageMemory memory = MessageMemory::Host);

/// What a message is, to a choice.
struct PeerMessage {
  MessageMemory memory = MessageMemory::Host;
  DataType type = DataType::f32;
  Fold fold = Fold::Sum;
  std::size_t bytes = 0;
};
/// What the table says of such a message. Where that has no such reduction (peer_fold_support()),
/// or reaches buffers and these are not announced: what the built-in table says, and where that
/// cannot either `one_shot`, which can do them all.
PeerAlgorithm peer_choice(const PeerTable& table, const PeerMessage& message, bool announced);
/// `lamport` has no integers; `multimem` is of GPUs, and of few reductions.
Support peer_fold_support(PeerAlgorithm algorithm, MessageMemory memory, DataType type, Fold fold);

/// "one_shot up to 128B, push above".
std::string describe(const PeerTable& table);
/// Which row holds for such a message in announced buffers: "push (above 128B), by tuning FILE".
std::string describe_peer_choice(const PeerTable& table, const PeerMessage& message);

AlgorithmMenu peer_algorithms();

/// Whether `backend: peer` has the call in such memory by that algorithm ("auto": by any) among so
/// many ranks, of which `ranks_per_host` lie on one host.
Support peer_support(const CollectiveCall& call, MessageMemory memory, std::string_view algorithm,
                     int ranks, int ranks_per_host);

/// Over the memory of one host, without a library: ranks are processes that map each other's
/// buffers. Throws Error, on every rank, where they cannot. Without a choice, `table` chooses.
std::unique_ptr<Communicator> make_peer_communicator(
    MpiSession& session, const AlgorithmChoice& choice = {},
    const PeerTable& table = built_in_peer_table());
/// Over the memory of this rank's GPU and of the others on the same host, by kernels that write to
/// each other's memory. A GPU for each rank, or one that several share. Throws Error, on every
/// rank, where there can be none, and Unsupported where GPUs do not reach each other's memory. What
/// it makes waits for a rank for 300 s at most. `gpu` outlives it.
std::unique_ptr<Communicator> make_peer_communicator(MpiSession& session, Device& gpu,
                                                     const AlgorithmChoice& choice,
                                                     const PeerTable& table);

}  // namespace fourfold
