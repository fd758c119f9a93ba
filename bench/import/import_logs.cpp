// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/import/import_logs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "bench/import/log_formats.hpp"
#include "bench/record/journal.hpp"
#include "bench/record/merge_records.hpp"
#include "bench/record/whole_file.hpp"
#include "core/error.hpp"
#include "core/sha256.hpp"
#include "core/version.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

/// A section, where it comes from and which launch it is.
struct Placed {
  LogSection section;
  std::string file;
  int launch = 1;
};

/// Numbers the launches. What one start measures again is a further trial of its launch.
void number_launches(std::vector<Placed>& all) {
  std::map<std::string, int> last;
  for (Placed& one : all) {
    for (const LogRow& row : one.section.rows)
      one.launch = std::max(one.launch, last[row.name] + 1);
    for (const LogRow& row : one.section.rows) last[row.name] = one.launch;
  }
}

/// What a start says of a case, in the order of its lines.
using Figures = std::map<std::string, std::vector<const LogRow*>>;

Figures figures_of(const LogSection& section) {
  Figures figures;
  for (const LogRow& row : section.rows) {
    // No bytes take next to no time, which may well be the same twice.
    if (row.failure.empty() && row.size != "0B") figures[row.name].push_back(&row);
  }
  return figures;
}

/// To the last digit; of a log's text and its JSON, which has more of them, to the text's.
bool same_figure(const LogRow* a, const LogRow* b) {
  return std::abs(a->seconds - b->seconds) <= std::max(a->half, b->half) * (1 + 1e-6) &&
         a->mean_seconds == b->mean_seconds && a->fastest_seconds == b->fastest_seconds;
}

/// How many cases both have, where each has the same figures in either; else 0.
std::size_t copied(const Figures& a, const Figures& b) {
  std::size_t common = 0;
  for (const auto& [name, rows] : a) {
    const auto found = b.find(name);
    if (found == b.end()) continue;
    if (!std::ranges::equal(rows, found->second, same_figure)) return 0;
    ++common;
  }
  return common;
}

/// Two starts never take the same times to the last digit in all that they measure: it is one log,
/// pasted or copied, and would be launches without any spread.
void check_no_copies(const std::vector<Placed>& all) {
  std::vector<Figures> figures;
  for (const Placed& one : all) {
    figures.push_back(figures_of(one.section));
    for (std::size_t i = 0; i + 1 < figures.size(); ++i) {
      const std::size_t cases = copied(figures.back(), figures[i]);
      if (cases == 0) continue;
      throw InputError(
          {one.file, one.section.line, 0},
          fmt::format("the figures of all {} cases that it shares with {}:{} are the same to the "
                      "last digit: the same log a second time, which is no further launch",
                      cases, all[i].file, all[i].section.line));
    }
  }
}

void check_same_ranks(const std::vector<Placed>& all) {
  const Placed& first = all.front();
  for (const Placed& one : all) {
    if (one.section.ranks == first.section.ranks) continue;
    throw InputError(
        {one.file, one.section.line, 0},
        fmt::format("{} ranks, and {}:{} has {}: a record is of one number of ranks; "
                    "for a log of several, --ranks N names one",
                    one.section.ranks, first.file, first.section.line, first.section.ranks));
  }
}

Trial trial_of(const LogRow& row) {
  Trial trial;
  trial.seconds = {row.seconds};
  if (row.mean_seconds) trial.mean_seconds = {*row.mean_seconds};
  if (row.fastest_seconds) trial.fastest_seconds = {*row.fastest_seconds};
  trial.stopped = "reported";
  trial.half_s = row.half;
  trial.rank_median_s = row.rank_seconds;
  return trial;
}

CaseRecord case_of(const LogRow& row, const Placed& from) {
  CaseRecord one;
  one.launch = from.launch;
  one.name = row.name;
  one.operation = row.operation;
  one.backend = row.backend;
  one.dtype = row.dtype;
  one.size = row.size;
  one.ranks = from.section.ranks;
  one.work = row.work;
  one.verified_by = row.verified_by;
  one.correctness = row.correctness;
  one.reported = Reported{from.section.tool, row.figure};
  return one;
}

/// Adds what one line says to the case of its launch.
void add(RunRecord& record, const LogRow& row, const Placed& from) {
  const auto same = [&](const CaseRecord& one) {
    return one.launch == from.launch && one.name == row.name;
  };
  auto at = std::ranges::find_if(record.cases, same);
  if (at == record.cases.end()) at = record.cases.insert(at, case_of(row, from));
  at->correctness.checked = at->correctness.checked && row.correctness.checked;
  if (!at->correctness.first) at->correctness.first = row.correctness.first;
  if (!row.failure.empty()) {
    at->status = CaseStatus::Failed;
    at->reason = row.failure;
  } else {
    at->trials.push_back(trial_of(row));
  }
}

/// Of one start: the device that most of its ranks name, where several do.
struct SharedDevice {
  int ranks = 1;
  std::string name;
};

SharedDevice shared_device(const LogSection& section) {
  std::map<std::string, int> ranks;
  SharedDevice most;
  for (std::size_t i = 0; i < std::min(section.hosts.size(), section.devices.size()); ++i) {
    if (section.devices[i].empty()) continue;
    const std::string name = section.hosts[i] + " " + section.devices[i];
    if (const int count = ++ranks[name]; count > most.ranks) most = {count, name};
  }
  return most;
}

/// Ranks that share a GPU are what they are in a run of ours: such a record never accepts, and
/// serves as no baseline.
void note_shared_devices(RunRecord& record, const std::vector<Placed>& all) {
  int most = 1;
  for (const Placed& one : all) {
    const SharedDevice shared = shared_device(one.section);
    if (shared.ranks <= most) continue;
    most = shared.ranks;
    record.manifest.facts["job"]["ranks_per_gpu"] = std::to_string(most);
    record.manifest.facts["import"]["shared_gpu"] =
        fmt::format("{} ranks name {} in {}:{}", most, shared.name, one.file, one.section.line);
  }
}

void describe(RunRecord& record, const std::vector<Placed>& all) {
  std::set<std::string> tools;
  std::string left_out;
  for (const Placed& one : all) {
    tools.insert(one.section.tool);
    for (const std::string& text : one.section.left_out) {
      left_out += fmt::format("{}{}, {}", left_out.empty() ? "" : "; ", one.file, text);
    }
    for (const auto& [group, facts] : one.section.facts) {
      const std::string name = fmt::format("{} of {}:{}", group, one.file, one.section.line);
      record.manifest.facts[name] = facts;
    }
  }
  std::string names;
  for (const std::string& tool : tools) names += (names.empty() ? "" : ", ") + tool;
  record.manifest.facts["import"] = {{"of", names}, {"left_out", left_out}};
  note_shared_devices(record, all);
}

LaunchRecord launch_of(const std::vector<Placed>& all, int number) {
  LaunchRecord launch;
  launch.launch = number;
  launch.started = "unknown";
  launch.ended = true;
  launch.end_reason = "finished";
  // Starts that make one launch may have run on other hosts each.
  std::set<std::vector<std::string>> hosts;
  for (const Placed& one : all) {
    if (one.launch == number) hosts.insert(one.section.hosts);
  }
  if (hosts.size() == 1) launch.hosts = *hosts.begin();
  return launch;
}

}  // namespace

RunRecord imported_record(const ImportOptions& options) {
  RunRecord record;
  Manifest& manifest = record.manifest;
  std::vector<Placed> all;
  std::set<std::string> hashes;
  for (std::size_t i = 0; i < options.logs.size(); ++i) {
    const std::string& file = options.logs[i];
    std::string text = read_whole(file);
    manifest.imported.push_back({file, sha256(text)});
    if (!hashes.insert(manifest.imported.back().sha256).second) {
      throw InputError({file, 0, 0}, "the same log a second time: it is no further launch");
    }
    for (LogSection& section : parse_log(log_text(file, std::move(text)), options.told)) {
      all.push_back(
          {std::move(section), file, options.launches_are_files ? static_cast<int>(i) + 1 : 1});
    }
  }
  check_no_copies(all);
  if (!options.launches_are_files) number_launches(all);
  check_same_ranks(all);
  std::ranges::stable_sort(all, {}, &Placed::launch);
  for (const Placed& one : all) {
    for (const LogRow& row : one.section.rows) add(record, row, one);
  }
  manifest.fourfold_version = version();
  manifest.git_revision = git_revision();
  manifest.started = "unknown, imported " + utc_now();
  manifest.suite_name = "imported";
  manifest.suite_text = "# Imported from logs of other programs: there was no suite.\n";
  manifest.device_choice = "not known";
  manifest.planned_launches = all.back().launch;
  manifest.ranks = all.front().section.ranks;
  std::set<std::string> names;
  for (const CaseRecord& one : record.cases) {
    if (names.insert(one.name).second) manifest.planned_cases.push_back(one.name);
  }
  describe(record, all);
  for (int i = 1; i <= manifest.planned_launches; ++i) record.launches.push_back(launch_of(all, i));
  return record;
}

void write_imported(const RunRecord& record, const std::string& directory) {
  if (fs::exists(directory))
    throw InputError({}, fmt::format("--out: '{}' is there already", directory));
  write_record(record, directory);
}

}  // namespace fourfold
