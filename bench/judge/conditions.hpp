// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// How a case was measured and checked, as the first launch that did says.
struct Conditions {
  std::string verified_by;
  bool groups_in_turns = false;
  std::uint64_t graph_calls = 0;
  std::uint64_t seed = 0;
  int calls_per_sample = 1;
  double settle_s = 0, hold_s = 0;  ///< of a sustained case (CaseRecord)
  /// In what a later launch differs from the first, so that they are no launches of one thing:
  /// work, type, verification, how calls are launched or sustained; "" where none does.
  std::string changed;
};

/// Of the measured records of one case, by launch.
Conditions conditions_of(const std::map<int, std::vector<const CaseRecord*>>& launches);

/// How two sustained cases differ in the times they were settled and held for at least, in words.
std::string other_hold(double settle_s, double hold_s, double other_settle_s, double other_hold_s);

/// Bytes and operations of one call, for each chip: how those of `b` differ from those of `a`, in
/// words; "" where they do not.
std::string other_work(const Work& a, const Work& b);

/// "precise", or the budget that ended the least precise of the trials.
std::string why_stopped(const std::vector<const Trial*>& trials);

}  // namespace fourfold
