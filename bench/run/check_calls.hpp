// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "bench/run/operation.hpp"
#include "bench/run/rotation.hpp"

namespace fourfold {

/// What is left of these calls' outputs, `elements` of which are looked at in each. `wrong(slot)`,
/// given one that can be read on the host, is the std::optional<Mismatch> found in it; the first
/// found is kept, with its call.
template <class Wrong>
Correctness check_calls(Rotation& outputs, CallRange calls, std::uint64_t elements, Wrong wrong) {
  Correctness result{.checked = true, .elements = 0, .first = std::nullopt};
  outputs.refresh();
  const CallRange last = outputs.surviving(calls);
  for (std::uint64_t call = last.first; call < last.end(); ++call) {
    result.elements += elements;
    std::optional<Mismatch> mismatch = wrong(outputs.on_host(outputs.slot_of(call)));
    if (!mismatch || result.first) continue;
    mismatch->call = call;
    result.first = mismatch;
  }
  return result;
}

}  // namespace fourfold
