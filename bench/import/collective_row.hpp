// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bench/import/log_section.hpp"

namespace fourfold {

/// A call of a collective as a log describes it.
struct LoggedCall {
  std::string operation;      ///< of kCollectives, or "hypercube"
  std::string backend;        ///< "nccl", "rccl", "mpi"
  std::string dtype;          ///< ours where we have it ("f32"), else the program's own word
  std::uint64_t message = 0;  ///< S in bytes: the larger of the two buffers
  std::string op;             ///< "" where nothing is reduced
  int root = 0;
  bool in_place = false;
  std::string variant;  ///< "/hot/per_call": how it was measured, then "/by:osu"
};

/// A benchmark of collectives of MPI, by the title its log gives it.
struct MpiBenchmark {
  std::string_view title, operation;
  bool prints_block;  ///< the bytes of one block where ranks hold blocks, else S
};

bool is_logged_collective(const std::string& operation);

/// The row without its time: name, work, size.
LogRow collective_row(const LoggedCall& call, int ranks);

/// busbw = S/t x this, as bus_factor(); 0 for one rank where it is so there.
double logged_bus_factor(const std::string& operation, int ranks);

/// That elements are wrong, which another program has found and does not place; 0: nor counted.
Mismatch wrong_somewhere(std::uint64_t wrong, const std::string& whose_check);

/// algbw and busbw as the log has them, in GB/s.
struct LoggedRates {
  PrintedNumber microseconds;
  PrintedNumber algbw, busbw;
};

/// Why these rates cannot be of that time and size, or "". What was printed with few digits is
/// given the benefit of all numbers that would be printed so.
std::string contradiction(const LogRow& row, const LoggedRates& rates);

}  // namespace fourfold
