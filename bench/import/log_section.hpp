// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/import/log_text.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// What the user tells beside a log, since not every log tells it.
struct Told {
  std::optional<int> ranks;
  std::string collective;  ///< "all_gather", or "" where he does not tell
};

/// One figure of a log: a case, out of place or in place, as it was reported.
struct LogRow {
  int line = 0;
  std::string name;  ///< of the case, as ours (docs/import.md)
  std::string operation, backend, dtype, size;
  Work work;
  double seconds = 0;                     ///< per call
  double half = 0;                        ///< half a unit of the last digit of that, if known
  std::optional<double> mean_seconds;     ///< over ranks, where `seconds` is the slowest rank's
  std::optional<double> fastest_seconds;  ///< likewise
  std::vector<double> rank_seconds;       ///< by rank, of work done alone, where the log tells it
  std::string figure;                     ///< Reported::figure
  Correctness correctness;                ///< how many elements were compared, no log tells
  std::string verified_by;
  std::string failure;  ///< why there is no time, or ""
};

/// One start of another program, by all its ranks.
struct LogSection {
  std::string tool;  ///< Reported::by
  int line = 0;      ///< where it begins
  int ranks = 0;
  std::vector<std::string> hosts;  ///< by rank, or empty where the log does not tell
  /// By rank what tells its device from others of its host, or "": a bus id, or what stands for
  /// one. Empty where the log does not tell.
  std::vector<std::string> devices;
  /// What else it says of machine, library and settings: "nccl" -> "version" -> "2.18.5+cuda12.2".
  std::map<std::string, std::map<std::string, std::string>> facts;
  std::vector<LogRow> rows;
  std::vector<std::string> left_out;  ///< what of it no record has, and why
};

}  // namespace fourfold
