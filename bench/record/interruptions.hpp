// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// A start that did not finish its launch, and what became of it.
struct Interruption {
  /// Order of gravity: asked for, not known, a fault.
  enum class Kind { Budget, Asked, Unknown, TimeOut, Died, Lost };
  Kind kind = Kind::Unknown;
  int launch = 1;
  int start = 1;
  std::string when;   ///< UTC; where nobody wrote it down, when the record was last written to
  std::string cause;  ///< "lost: rank 5 on host b ...", "interrupted", "stopped without a word"
  std::string case_in_hand;  ///< the first planned case without a record; "": all cases were over
  std::size_t cases = 0;     ///< that this start has finished
  std::vector<std::string> lost_hosts;
  std::vector<std::string> excluded;  ///< hosts that the next start was made without
  bool resumed = false;               ///< there is a next start
  bool completed = false;             ///< and the launch was finished in the end
};

/// How a start that did not finish its launch ended.
Interruption::Kind kind_of(const LaunchRecord& start);

/// Whether the start ended by what nobody asked for. One that stopped without a word did: of a
/// healthy machine the last word is known.
bool is_fault(Interruption::Kind kind);

/// All of a record, in the order of launches and starts.
std::vector<Interruption> interruptions(const RunRecord& record);

/// "2026-11-22T01:02:03Z, launch 1, start 1: lost: ...; case in hand: ...; resumed without host b".
std::string describe(const Interruption& one);

/// What a launch has not finished, and why.
struct Unfinished {
  int launch = 1;
  std::vector<std::string> cases;  ///< planned, and without a record in it
  std::size_t planned = 0;         ///< for it: of a merged record those of its shard
  std::string why;                 ///< "not begun", or how its last start ended
};

/// By launch; launches with a record of every planned case are left out.
std::vector<Unfinished> unfinished(const RunRecord& record);

/// Whether some start of that launch has finished the case (measured, skipped or failed).
class FinishedCases {
 public:
  explicit FinishedCases(const RunRecord& record);
  bool contains(int launch, const std::string& name) const;

 private:
  std::vector<std::pair<int, std::string>> sorted_;
};

/// Hosts that the run was started without in the end, in the order of their names.
std::vector<std::string> excluded_hosts(const RunRecord& record);

}  // namespace fourfold
