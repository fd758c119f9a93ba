// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "collectives/communicator.hpp"
#include "collectives/mpi_memory.hpp"
#include "device/device.hpp"

namespace fourfold {

/// What is staged at once of a collective that works element by element. At 25 GB/s and more a copy
/// of as much takes some 150 us, ten times what it costs to start it and to wait for it; and MPI's
/// algorithms have reached their rate.
inline constexpr std::size_t kStagedChunk = std::size_t{4} << 20;

/// Calls on a device's memory through a communicator over the host's, blocking ones only: copies
/// what this rank sends to pinned memory, makes the call there, and copies back what it received.
/// enqueue() comes after what is in the stream already and returns when all is done.
///
/// Collectives that work element by element (all_reduce, reduce, broadcast) go in chunks of `chunk`
/// bytes: while the call of one is under way the next one is fetched and the one before delivered.
/// All others go in one piece, because a part of their buffers is no call of its own.
///
/// Pinned memory for calls like `first`, whose addresses are not looked at, is taken here; a call
/// that needs more takes more. `host` and `device` outlive what is made.
std::unique_ptr<Communicator> make_staged_communicator(Communicator& host, Device& device,
                                                       const CollectiveCall& first,
                                                       std::size_t chunk = kStagedChunk);

/// As the memory asks: nullptr for Host, where `mpi` is used as it is; for Pinned one whose buffers
/// are page-locked for `gpu`; for Staged the above; for Device one that waits for the stream and
/// hands MPI the addresses.
std::unique_ptr<Communicator> make_communicator_over(MessageMemory memory, Communicator& mpi,
                                                     Device& gpu, const CollectiveCall& first);

}  // namespace fourfold
