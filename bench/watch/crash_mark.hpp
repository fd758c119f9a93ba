// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace fourfold {

/// From now on a signal that ends this process by a fault of its own (SIGSEGV, SIGBUS, SIGFPE,
/// SIGILL, SIGABRT) is noted in `mark` before it takes the course that it had: who looks at the
/// memory afterwards knows what the rank died of. `mark` outlives the process.
void note_crashes(std::atomic<std::int32_t>& mark);

}  // namespace fourfold
