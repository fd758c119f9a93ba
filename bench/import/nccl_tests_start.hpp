// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/import/nccl_tests_table.hpp"

namespace fourfold {

/// The sizes that a start goes through, as its header says.
struct SizeSweep {
  std::uint64_t least = 0, most = 0, step = 0;
  bool by_factor = false;

  std::uint64_t sizes() const;  ///< 0: not known
};

/// One start of nccl-tests in the making, line by line.
struct NcclTestsStart {
  LogSection section;
  NcclTestsSettings settings;
  SizeSweep sweep;
  std::optional<NcclTestsColumns> columns;
  std::string speaker;  ///< who printed the columns
  std::vector<NcclTestsLine> lines;
  std::optional<std::uint64_t> out_of_bounds;  ///< "# Out of bounds values"
};

/// The start as a section, once line `end` has told the average bus bandwidth in GB/s. Throws
/// InputError where lines are missing, which their number and that average show, and where the
/// table and what follows it contradict each other.
LogSection finished(NcclTestsStart start, double average, int end, const LogText& log,
                    const Told& told);

}  // namespace fourfold
