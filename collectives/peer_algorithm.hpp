// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "collectives/algorithm_menu.hpp"
#include "collectives/communicator.hpp"
#include "core/support.hpp"

namespace fourfold {

/// The all-reduces of kernels/all_reduce.hpp.
enum class PeerAlgorithm { OneShot, TwoShot, Push, Ring, Ll, Lamport };
inline constexpr std::array<std::string_view, 6> kPeerAlgorithms{"one_shot", "two_shot", "push",
                                                                 "ring",     "ll",       "lamport"};
std::string_view name(PeerAlgorithm algorithm);
std::optional<PeerAlgorithm> parse_peer_algorithm(std::string_view name);

/// Whether ranks reach each other's buffers in it, so that these must have been announced.
bool reaches_buffers(PeerAlgorithm algorithm);

/// By which one `bytes` are reduced where nothing is asked for. docs/all_reduce.md has what this
/// was measured from.
PeerAlgorithm peer_choice(std::size_t bytes, bool announced);
/// The same in words: "one_shot up to 128B, push above".
std::string describe_peer_choice();

AlgorithmMenu peer_algorithms();

/// Whether `backend: peer` has the call by that algorithm ("auto": by any) among so many ranks, of
/// which `ranks_per_host` lie on one host.
Support peer_support(const CollectiveCall& call, std::string_view algorithm, int ranks,
                     int ranks_per_host);

/// Over the memory of one host, without a library: ranks are processes that map each other's
/// buffers. Throws Error, on every rank, where they cannot.
std::unique_ptr<Communicator> make_peer_communicator(MpiSession& session,
                                                     const AlgorithmChoice& choice = {});

}  // namespace fourfold
