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
#include "core/support.hpp"
#include "kernels/all_reduce_terms.hpp"

namespace fourfold {

/// The all-reduces of kernels/all_reduce.hpp, in the order of PeerAlgorithm.
inline constexpr std::array<std::string_view, 6> kPeerAlgorithms{"one_shot", "two_shot", "push",
                                                                 "ring",     "ll",       "lamport"};
std::string_view name(PeerAlgorithm algorithm);
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
/// docs/all_reduce.md has what it was measured from.
const PeerTable& built_in_peer_table();

/// What the table says of `bytes`; `one_shot`, which can do them all, where that reaches buffers
/// and these are not announced, or is `lamport`, which has no integers.
PeerAlgorithm peer_choice(const PeerTable& table, DataType type, std::size_t bytes, bool announced);

/// "one_shot up to 128B, push above".
std::string describe(const PeerTable& table);
/// Which row holds for announced buffers of so many bytes: "push (above 128B), by tuning FILE".
std::string describe_peer_choice(const PeerTable& table, DataType type, std::size_t bytes);

AlgorithmMenu peer_algorithms();

/// Whether `backend: peer` has the call by that algorithm ("auto": by any) among so many ranks, of
/// which `ranks_per_host` lie on one host.
Support peer_support(const CollectiveCall& call, std::string_view algorithm, int ranks,
                     int ranks_per_host);

/// Over the memory of one host, without a library: ranks are processes that map each other's
/// buffers. Throws Error, on every rank, where they cannot. Without a choice, `table` chooses.
std::unique_ptr<Communicator> make_peer_communicator(
    MpiSession& session, const AlgorithmChoice& choice = {},
    const PeerTable& table = built_in_peer_table());

}  // namespace fourfold
