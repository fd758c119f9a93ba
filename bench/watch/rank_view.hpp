// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "collectives/rank_status.hpp"

namespace fourfold {

/// What its neighbours see of a rank's process.
enum class ProcessState : char { Running = 'R', Stopped = 'T', Gone = 'X' };

/// How a rank ended, in its own words, of which the first stands: 0 not at all, below kFailed the
/// signal that it caught.
constexpr int kFailed = 1000;     ///< an error of its own, told in RankView::said
constexpr int kCalledOff = 1001;  ///< it calls the run off for what is no rank's own, told likewise

/// One rank as its node's leader saw it last.
struct RankView {
  int rank = -1;  ///< -1: never heard of
  std::string host;
  long pid = 0;
  ProcessState process = ProcessState::Running;
  int ended = 0;
  Phase phase = Phase::Launch;
  Step step = Step::None;     ///< the one last entered
  std::uint64_t entered = 0;  ///< its number
  std::uint64_t left = 0;     ///< number of the step last left
  std::uint64_t call = 0;     ///< of the case: number of the call last entered, from 1
  std::uint32_t case_number = 0;
  double allowance_s = 0;
  std::string case_name;
  std::string call_text;
  std::string said;     ///< the text of an error, its own or not
  std::string library;  ///< what its communication library says of itself, where it says anything
  double heard_s = 0;   ///< when it was heard of last, on the watcher's clock

  /// Grows with every step that is entered and left; what it stands still by is a hang.
  std::uint64_t position() const { return entered + left; }
  bool inside() const { return entered > left; }
  bool over() const { return phase == Phase::Ended; }
};

}  // namespace fourfold
