// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/import/nccl_tests_row.hpp"

namespace fourfold {

/// The columns of nccl-tests' table, from the line that names them. Versions differ in which there
/// are (redop, root), in what the check is called (error, #wrong) and in what follows (i_min ...,
/// timestamp); all name them.
struct NcclTestsColumns {
  int line = 0;
  std::vector<std::string> names;
  bool in_place_alone = false;  ///< rccl-tests can leave out what is out of place

  bool has(const std::string& name) const;
};

/// The columns, when that is what the words are.
std::optional<NcclTestsColumns> nccl_tests_columns(const std::vector<std::string>& words, int line);

/// A line of the table.
struct NcclTestsLine {
  int line = 0;
  NcclTestsCall call;
  std::vector<NcclTestsHalf> halves;
  bool beyond_threshold = false;  ///< rccl-tests marks such errors with an asterisk
};

/// Whether it can only be such a line, whole or not.
bool looks_like_a_row(const std::vector<std::string>& words);
/// Throws InputError where it is not whole.
NcclTestsLine nccl_tests_line(const NcclTestsColumns& columns, std::vector<std::string> words,
                              const LogText& log, int line);

}  // namespace fourfold
