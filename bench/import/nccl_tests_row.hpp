// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bench/import/collective_row.hpp"
#include "bench/import/log_section.hpp"

namespace fourfold {

/// What nccl-tests' two formats have in common, and rccl-tests, which descends from it.

/// The settings of one start that bear on what its times are.
struct NcclTestsSettings {
  std::string tool = "nccl-tests";  ///< or "rccl-tests"
  std::string program;              ///< "all_reduce_perf", or "" where the log does not say
  std::uint64_t threads = 1, gpus = 1;
  std::uint64_t iterations = 0;  ///< 0: not known
  std::uint64_t aggregated = 1;
  std::uint64_t graph = 0;
  std::uint64_t unalign = 0;
  int blocking = 0;  ///< -z
};

/// The words of a line of the table.
struct NcclTestsCall {
  std::uint64_t size = 0, count = 0;
  std::string type, redop;  ///< redop "" where the table has no such column
  int root = -1;
};

/// One half of a line.
struct NcclTestsHalf {
  bool in_place = false;
  LoggedRates rates;
  std::optional<std::uint64_t> wrong;  ///< absent: "N/A"
};

/// The collective of "all_reduce_perf", in our words, also of a program that was built with a
/// NAME_SUFFIX of its builder's choice ("all_reduce_perf_mpi"; nccl-tests, src/Makefile); "" for
/// any other program's name.
std::string collective_of_program(std::string_view program);
/// The same of a word of somebody's command line, which may be a file's name as well: of suffixes
/// only those of letters, digits, "_" and "-".
std::string collective_of_word(std::string_view word);

/// What tells a rank's device from others of its host, by the bus id that its log prints and its
/// number there; "" where it prints neither. Of a whole bus id ("0000:06:00") that alone, since a
/// process may be shown one device and call it 0; until February 2025 versions print the
/// number of the bus without its domain ("0x1a"), which devices of two domains may have in common.
std::string device_identity(const std::string& bus_id, const std::string& number);

/// Which collective it is: from what the user and the log say, else from what only one collective
/// can have. Throws InputError where they differ, or where it could be several.
std::string collective_of(const NcclTestsSettings& settings, const NcclTestsCall& call, int ranks,
                          const Told& told, const LogText& log, int line);

/// Throws InputError where the row contradicts itself.
LogRow nccl_tests_row(const NcclTestsSettings& settings, const NcclTestsCall& call,
                      const NcclTestsHalf& half, const std::string& collective, int ranks,
                      const LogText& log, int line);

}  // namespace fourfold
