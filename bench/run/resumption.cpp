// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/resumption.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>
#include <unordered_set>

#include "bench/record/interruptions.hpp"
#include "bench/record/record_json.hpp"
#include "bench/record/same_run.hpp"
#include "bench/record/whole_file.hpp"
#include "bench/run/agreement.hpp"
#include "core/error.hpp"
#include "core/version.hpp"

namespace fourfold {
namespace {

Manifest manifest_of(const std::string& directory) {
  const std::string path = directory + "/manifest.json";
  return parse_manifest(read_whole(path), {path, 1, 1});
}

std::vector<std::string> over_in(const RunRecord& record, int launch) {
  std::vector<std::string> names;
  for (const CaseRecord& one : record.cases) {
    if (one.launch == launch) names.push_back(one.name);
  }
  return names;
}

/// On rank 0: the start that comes next in the record, or the one that the supervisor says.
StartPlace place_in_record(const RunOptions& options) {
  StartPlace place{options.launch, options.start, {}};
  if (options.resume.empty() && options.start == 1) return place;
  const RunRecord record = load_record(options.resume.empty() ? options.directory : options.resume);
  if (!options.resume.empty()) {
    const std::vector<PendingStart> pending = pending_starts(record);
    if (pending.empty()) {
      throw InputError({}, fmt::format("--resume {}: nothing is left to do", options.resume));
    }
    place.launch = pending.front().launch;
    place.start = pending.front().start;
  }
  place.over = over_in(record, place.launch);
  return place;
}

}  // namespace

std::vector<PendingStart> pending_starts(const RunRecord& record) {
  const std::vector<Unfinished> unfinished_launches = unfinished(record);
  std::vector<PendingStart> pending;
  for (int launch = 1; launch <= record.manifest.planned_launches; ++launch) {
    const auto of_launch = [&](const auto& one) { return one.launch == launch; };
    const bool lacks = std::ranges::any_of(unfinished_launches, of_launch);
    const auto last = std::ranges::find_if(record.launches, of_launch);
    if (last == record.launches.end()) {
      pending.push_back({launch, 1, false});
    } else if (lacks || !last->finished()) {
      pending.push_back({launch, last->start + 1, !lacks});
    }
  }
  return pending;
}

RunOptions resumed_options(const RunOptions& options) {
  if (options.resume.empty()) return options;
  const Manifest manifest = manifest_of(options.resume);
  if (!manifest.imported.empty() || !manifest.merged.empty()) {
    throw InputError({},
                     fmt::format("--resume {}: this record was {}, and not measured; resume "
                                 "the runs themselves",
                                 options.resume, manifest.merged.empty() ? "imported" : "merged"));
  }
  RunOptions resumed = options;
  if (options.suite.empty()) resumed.suite = options.resume + "/suite.yaml";
  if (options.filter.empty()) resumed.filter = manifest.filter;
  if (options.launches) {
    throw InputError({}, fmt::format("--launches {}: a record has its number of launches, {}; "
                                     "`fourfold merge` joins records of further ones",
                                     *options.launches, manifest.planned_launches));
  }
  return resumed;
}

void check_resumable(const Manifest& manifest, const RunOptions& options, const Config& config) {
  Manifest own;
  own.fourfold_version = version();
  own.git_revision = git_revision();
  own.filter = options.filter;
  own.suite_text = expanded(config);
  if (const std::string unlike = difference(manifest, own); !unlike.empty()) {
    throw InputError({}, fmt::format("this run cannot be resumed, the record and what is to go on "
                                     "with it differ in {}",
                                     unlike));
  }
}

StartPlace agree_on_place(MpiSession& mpi, const RunOptions& options) {
  std::string text, wrong;
  if (mpi.rank() == 0) {
    try {
      const StartPlace place = place_in_record(options);
      text = fmt::format("{} {}\n{}", place.launch, place.start, fmt::join(place.over, "\n"));
    } catch (const Error& error) {
      wrong = error.what();
    }
  }
  agree_on_input(mpi, wrong);
  std::istringstream lines(mpi.broadcast(text));
  StartPlace place;
  std::string line;
  std::getline(lines, line);
  std::istringstream(line) >> place.launch >> place.start;
  while (std::getline(lines, line)) {
    if (!line.empty()) place.over.push_back(line);
  }
  return place;
}

void leave_out(const std::vector<std::string>& over, Plan& plan) {
  const std::unordered_set<std::string> names(over.begin(), over.end());
  std::erase_if(plan.cases, [&](const Case& one) { return names.contains(one.name); });
  std::erase_if(plan.skips, [&](const Skip& one) { return names.contains(one.name); });
}

}  // namespace fourfold
