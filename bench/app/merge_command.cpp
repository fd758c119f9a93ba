// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <iostream>
#include <set>

#include "bench/app/commands.hpp"
#include "bench/record/merge_records.hpp"
#include "core/error.hpp"

namespace fourfold {

ExitCode merge_command(const std::vector<std::string>& runs, const std::string& out) {
  std::vector<RunRecord> records;
  for (const std::string& one : runs) records.push_back(load_record(one));
  const RunRecord merged = merged_record(records);
  write_record(merged, out);
  std::set<std::string> shards;
  for (const MergedRecord& one : merged.manifest.merged) shards.insert(one.shard);
  std::cout << fmt::format("{} records of {} {} in {}: {} ranks, {} launches, {} cases\n",
                           runs.size(), shards.size(), shards.size() == 1 ? "shard" : "shards", out,
                           merged.manifest.ranks, merged.manifest.planned_launches,
                           merged.manifest.planned_cases.size());
  std::cout << std::flush;
  if (!std::cout) throw Error("cannot write to standard output");
  return ExitCode::Accepted;
}

}  // namespace fourfold
