// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "kernels/gemm.hpp"

namespace fourfold {
namespace {

// Only what was seen. A kernel of a GPU gets its row from a session on that GPU whose record is
// kept; without a row, `fourfold kernels` says "no (compiled only)".
constexpr std::array kRuns{
    HardwareRun{"openblas", "the host that builds", "every build", "right in the catalogue's test"},
    HardwareRun{"blis", "the host that builds", "every build that finds BLIS",
                "right in the catalogue's test"},
    HardwareRun{"naive", "the host that builds", "every build", "right in the catalogue's test"},
};

}  // namespace

std::span<const HardwareRun> hardware_runs() { return kRuns; }

const HardwareRun* last_hardware_run(std::string_view kernel) {
  const auto found = std::find_if(kRuns.rbegin(), kRuns.rend(),
                                  [&](const HardwareRun& run) { return run.kernel == kernel; });
  return found == kRuns.rend() ? nullptr : &*found;
}

}  // namespace fourfold
