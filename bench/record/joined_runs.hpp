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
Repeated repeated_launch(const std::vector<RunRecord>& runs);

/// All hosts that a run was started on or meant for; empty where the record knows none.
std::set<std::string> hosts_of(const RunRecord& run);

/// Takes into `all`, a record of other runs, what of `run` bears on how far both can be trusted:
/// injected faults, shared GPUs, shards, edited suites, a journal that was cut short, and the chain
/// and signature. A signature holds for all of them only where one key has signed each.
void join_facts(RunRecord& all, const RunRecord& run);

}  // namespace fourfold
