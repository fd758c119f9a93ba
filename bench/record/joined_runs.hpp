// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

// What holds wherever several runs are read as one: campaigns, bundles of baselines, merged
// records.

/// Two records that have a launch in common, and what it is, in words; "" where there are none. A
/// launch counts once, however often it is named or copied. Pure; as long as all their launches.
struct Repeated {
  const RunRecord* run = nullptr;
  const RunRecord* first = nullptr;
  std::string what;
};
Repeated repeated_launch(const std::vector<const RunRecord*>& runs);
Repeated repeated_launch(const std::vector<RunRecord>& runs);

/// All hosts that a run was started on or meant for; empty where the record knows none.
std::set<std::string> hosts_of(const RunRecord& run);

/// Puts a run behind others: its launches are numbered on, and what bears on how far it can be
/// trusted is true of all: injected faults, shared GPUs, shards, an edited suite, a journal that
/// was cut short, the chain and the signature. A signature holds for all of them only where one key
/// has signed each.
void append_run(RunRecord& all, RunRecord run);

}  // namespace fourfold
