// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/campaign.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "bench/judge/known_parts.hpp"
#include "bench/record/joined_runs.hpp"
#include "bench/record/same_run.hpp"
#include "core/error.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

[[noreturn]] void refuse(const RunRecord& run, const RunRecord& first, const std::string& why) {
  throw InputError({run.directory, 0, 0},
                   fmt::format("not of one campaign with {}: {}", first.directory, why));
}

void require_same(const RunRecord& run, const RunRecord& first) {
  if (is_imported(run) || is_imported(first)) {
    refuse(run, first, "logs of other programs are imported together, as one record");
  }
  const auto copy = [](const RunRecord& one) {
    return one.manifest.baseline ? one.manifest.baseline->sha256 : "";
  };
  if (copy(run) != copy(first)) refuse(run, first, "they keep copies of different baselines");
  const std::string why = campaign_difference(first, run);
  if (!why.empty()) refuse(run, first, why);
}

/// A launch counts once, however often it is named or copied.
void refuse_repeated(const std::vector<RunRecord>& runs) {
  const Repeated repeated = repeated_launch(runs);
  if (repeated.run != nullptr) refuse(*repeated.run, *repeated.first, repeated.what);
}

/// The names of facts that are not what they were in the first run.
void find_changes(const RunRecord& run, const RunRecord& first, std::vector<Finding>& remarks) {
  constexpr std::size_t kNamed = 5;
  std::vector<std::string> changed;
  for (const auto& [group, facts] : first.manifest.facts) {
    for (const auto& [name, value] : facts) {
      const std::string now = fact(run.manifest, group, name);
      if (now != value)
        changed.push_back(fmt::format("{} {}: '{}', was '{}'", group, name, now, value));
    }
  }
  if (changed.empty()) return;
  const std::size_t more = changed.size() > kNamed ? changed.size() - kNamed : 0;
  changed.resize(changed.size() - more);
  remarks.push_back({Severity::Note, run.directory,
                     fmt::format("not as in {}: {}{}", first.directory, fmt::join(changed, "; "),
                                 more == 0 ? "" : fmt::format("; and {} more", more))});
}

/// Hosts keep their names when they, or a GPU of theirs, are replaced: a few on a large machine on
/// any day, which is said; of most it is another machine.
void find_replaced(const RunRecord& run, const RunRecord& first, std::vector<Finding>& remarks) {
  const Replaced replaced = replaced_parts(first, run);
  if (replaced.text.empty()) return;
  const std::string what =
      fmt::format("its inventory has parts that {} had not: {}", first.directory, replaced.text);
  if (replaced.another) refuse(run, first, "another machine under the same names: " + what);
  remarks.push_back({Severity::Warning, run.directory, what});
}

void append(RunRecord& all, RunRecord run) {
  all.directory += ", " + run.directory;
  all.sha256 = sha256(all.sha256 + run.sha256);
  append_run(all, std::move(run));
}

}  // namespace

Campaign one_campaign(std::vector<RunRecord> runs, const std::string& health_suite) {
  refuse_repeated(runs);
  std::ranges::stable_sort(runs, {}, [](const RunRecord& run) {
    return std::pair(run.manifest.started, run.directory);
  });
  Campaign campaign;
  std::vector<RunRecord> parts;
  for (RunRecord& run : runs) {
    const bool health = !health_suite.empty() && run.manifest.suite_name == health_suite;
    (health ? campaign.health : parts).push_back(std::move(run));
  }
  if (parts.empty()) parts.swap(campaign.health);  // the suite with the figures shows both
  for (std::size_t i = 1; i < parts.size(); ++i) {
    require_same(parts[i], parts[0]);
    find_changes(parts[i], parts[0], campaign.remarks);
    find_replaced(parts[i], parts[0], campaign.remarks);
  }
  for (const RunRecord& run : campaign.health) find_changes(run, parts[0], campaign.remarks);
  campaign.record = std::move(parts[0]);
  campaign.first_directory = campaign.record.directory;
  for (std::size_t i = 1; i < parts.size(); ++i) append(campaign.record, std::move(parts[i]));
  return campaign;
}

}  // namespace fourfold
