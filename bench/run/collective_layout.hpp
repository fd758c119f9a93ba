// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "bench/plan/case.hpp"
#include "collectives/communicator.hpp"

namespace fourfold {

/// A call of the case, without addresses.
CollectiveCall call_like(const CollectiveCase& one);

/// Whether the buffers of both cases are as large, hold the same inputs and lie in the same kind of
/// memory, as far as that is told by the cases alone.
bool same_buffers(const CollectiveCase& a, const CollectiveCase& b);

/// Where this rank's two buffers lie in a slot. Out of place they have a slot each; in place they
/// share one, and either may be a part of the other.
struct Layout {
  bool shared = false;
  std::size_t send_offset = 0;  ///< in the shared slot
  std::size_t receive_offset = 0;
  std::size_t shared_bytes = 0;
};
Layout layout_of(const CollectiveCase& one, const Communicator& communicator);

/// Bytes of a set of buffers on this rank: of the one that is received into, or that both share,
/// and of the one that is sent from.
struct SetBytes {
  std::size_t first = 0;
  std::size_t second = 0;
};
SetBytes set_bytes(const CollectiveCase& one, const Communicator& communicator);

}  // namespace fourfold
