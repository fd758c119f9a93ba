// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/coverage.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "bench/judge/merged_units.hpp"
#include "bench/record/interruptions.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kNamedOneByOne = 3;  // more cases with one reason become one finding

bool tested(const CaseMetrics& row) { return !row.launches.empty() || row.mismatch; }

/// Cases without a figure, gathered by the reason, both in the order met.
class Reasons {
 public:
  void add(const std::string& reason, const std::string& name) {
    const auto [at, fresh] = index_.emplace(reason, groups_.size());
    if (fresh) groups_.push_back({reason, {}});
    groups_[at->second].names.push_back(name);
  }

  void tell(std::vector<Finding>& findings) const {
    for (const auto& [reason, names] : groups_) {
      if (names.size() <= kNamedOneByOne) {
        for (const std::string& name : names) {
          findings.push_back({Severity::NotTested, name, reason});
        }
        continue;
      }
      findings.push_back({Severity::NotTested, fmt::format("{} cases", names.size()),
                          fmt::format("{}: {}, {}, {} and {} more", reason, names[0], names[1],
                                      names[2], names.size() - kNamedOneByOne)});
    }
  }

 private:
  struct Group {
    std::string reason;
    std::vector<std::string> names;
  };
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> index_;
};

/// How many of the planned cases each launch measured.
std::map<int, std::size_t> measured_by_launch(const RunRecord& record) {
  std::map<int, std::size_t> counts;
  for (const CaseRecord& one : record.cases) {
    if (one.status == CaseStatus::Measured) ++counts[one.launch];
  }
  return counts;
}

void find_launches_cut_short(const RunRecord& record, const Coverage& coverage,
                             std::vector<Finding>& findings) {
  const std::map<int, std::size_t> counts = measured_by_launch(record);
  for (const LaunchRecord& launch : record.launches) {
    const std::string subject = fmt::format("launch {}", launch.launch);
    if (launch.finished()) continue;
    const auto at = counts.find(launch.launch);
    const std::string count =
        fmt::format("{} of {} cases measured", at == counts.end() ? 0 : at->second, coverage.cases);
    if (!launch.ended) {
      findings.push_back(
          {Severity::NotTested, subject,
           fmt::format("the record has no end of it, the run was stopped: {}", count)});
    } else if (launch.end_reason.starts_with("budget")) {
      findings.push_back(
          {Severity::NotTested, subject, fmt::format("{}: {}", launch.end_reason, count)});
    } else if (launch.end_reason == "interrupted") {
      findings.push_back({Severity::NotTested, subject, fmt::format("interrupted: {}", count)});
    } else if (launch.end_reason == "time-out") {
      findings.push_back(
          {Severity::Fatal, subject, fmt::format("time-out, it ran past its deadline: {}", count)});
    } else if (launch.end_reason.starts_with("lost: ")) {
      findings.push_back(
          {Severity::Fatal, subject, fmt::format("it was {}: {}", launch.end_reason, count)});
    } else {
      findings.push_back({Severity::Fatal, subject,
                          fmt::format("it died, {} (exit code {}): {}", launch.end_reason,
                                      launch.exit_code, count)});
    }
  }
  const auto begun = static_cast<int>(record.launches.size());
  if (begun < coverage.launches) {
    findings.push_back({Severity::NotTested, "run",
                        fmt::format("{} of {} launches begun: {} of {} cases measured", begun,
                                    coverage.launches, coverage.tested, coverage.cases)});
  }
}

void find_cases_left_out(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                         std::vector<Finding>& findings) {
  Reasons reasons;
  std::unordered_set<std::string> known;
  for (const CaseMetrics& row : metrics) known.insert(row.name);
  for (const std::string& name : record.manifest.planned_cases) {
    if (known.count(name) == 0) reasons.add("not tested: no launch has a record of it", name);
  }
  std::vector<const LaunchRecord*> complete;
  for (const LaunchRecord& launch : record.launches) {
    if (launch.finished()) complete.push_back(&launch);
  }
  for (const CaseMetrics& row : metrics) {
    if (row.status == CaseStatus::Skipped) reasons.add("skipped: " + row.reason, row.name);
    if (row.status != CaseStatus::Measured) continue;
    const LaunchRecord* const own =
        row.launches.empty() ? nullptr : start_of(record, row.launches.front(), 1);
    const auto lacks = [&](const LaunchRecord* launch) {
      if (own != nullptr && own->shard != launch->shard) return false;
      return !std::ranges::binary_search(row.launches, launch->launch);
    };
    // A launch that did not finish has its own finding.
    if (std::ranges::none_of(complete, lacks)) continue;
    std::string why =
        row.reason.empty() ? "no record of it in the others" : "skipped elsewhere: " + row.reason;
    if (!row.set_aside.empty()) {
      why = fmt::format("left aside for their other number of ranks: launch {}",
                        fmt::join(row.set_aside, ", "));
    }
    reasons.add(fmt::format("measured in {} of {} launches; {}", row.launches.size(),
                            record.launches.size(), why),
                row.name);
  }
  reasons.tell(findings);
}

/// What a contract says that cannot be told from this record.
void find_unverified(const RunRecord& record, const Coverage& coverage,
                     std::vector<Finding>& findings) {
  if (!coverage.contract) return;
  if (racks_unverified(coverage)) {
    findings.push_back({Severity::NotTested, "contract",
                        fmt::format("which host is in which rack is not known, so nobody knows "
                                    "whether these are {} racks: only nodes were counted",
                                    coverage.contract->racks)});
  }
  const auto device = record.manifest.facts.find("device");
  if (device != record.manifest.facts.end() && device->second.contains("cuda")) {
    findings.push_back(
        {Severity::NotTested, "contract",
         "it counts GPUs, and each rank as one, but this run had " + device->second.at("cuda")});
  }
}

void find_missing(const Shortfall& missing, std::vector<Finding>& findings) {
  if (missing.units == 0) return;
  constexpr std::size_t kNamed = 8;
  std::vector<std::string> what = missing.what;
  if (what.size() > kNamed) {
    what.resize(kNamed);
    what.push_back(fmt::format("and {} more", missing.what.size() - kNamed));
  }
  findings.push_back(
      {Severity::NotTested, "contract",
       fmt::format("{} of the contracted GPUs are missing, each a rank: {}{}", missing.units,
                   fmt::join(what, ", "),
                   missing.racks_known ? "" : " (which host is in which rack is not known)")});
}

}  // namespace

bool finished(const LaunchRecord& launch) {
  return launch.ended && launch.exit_code == 0 && launch.end_reason == "finished";
}

Coverage cover(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
               const Config& config) {
  Coverage c;
  std::unordered_set<std::string> names(record.manifest.planned_cases.begin(),
                                        record.manifest.planned_cases.end());
  c.ranks = record.manifest.ranks;
  if (config.expected) c.ranks = config.expected->units();
  if (config.target && config.target->units) c.ranks = *config.target->units;
  for (const CaseMetrics& row : metrics) {
    names.insert(row.name);
    if (!tested(row)) continue;
    ++c.tested;
    if (row.correct) ++c.good;
    c.ranks_tested = c.ranks_tested == 0 ? row.ranks : std::min(c.ranks_tested, row.ranks);
  }
  if (has_shards(record)) {
    c.ranks_tested = std::min(c.ranks, static_cast<int>(units_of(record).hosts.size()));
  }
  if (config.expected) {
    c.contract = config.expected;
    c.missing = missing_units(*config.expected, record);
    c.ranks_tested = std::min(c.ranks_tested, config.expected->units() - c.missing.units);
  }
  c.left_out = record.manifest.left_out;
  // A target is a promise about the whole suite; whoever filters for a closer look knows what he
  // does.
  c.cases = names.size() + (config.target ? c.left_out : 0);
  c.launches = record.manifest.planned_launches;
  for (const LaunchRecord& launch : record.launches) {
    if (launch.finished()) ++c.launches_finished;
    if (launch.end_reason == "time-out") c.timed_out = true;
  }
  const std::vector<std::string> excluded = excluded_hosts(record);
  std::set<std::string_view> nodes = all_hosts(record);
  for (const std::string& host : excluded) {
    nodes.insert(host);
    c.excluded.emplace_back(host, "");
    for (const Interruption& one : interruptions(record)) {
      if (std::ranges::find(one.lost_hosts, host) != one.lost_hosts.end()) {
        c.excluded.back().second = one.cause;
      }
    }
  }
  c.nodes = static_cast<int>(nodes.size());
  c.mixed = mixed_hosts(record);
  return c;
}

bool racks_unverified(const Coverage& coverage) {
  return coverage.contract && coverage.contract->racks > 1 && !coverage.missing.racks_known;
}

int ranks_per_gpu(const RunRecord& record) {
  const auto job = record.manifest.facts.find("job");
  if (job == record.manifest.facts.end()) return 1;
  const auto found = job->second.find("ranks_per_gpu");
  return found == job->second.end() ? 1 : std::atoi(found->second.c_str());
}

std::string describe(const Coverage& c) {
  const std::string filtered =
      c.left_out == 0 ? "" : fmt::format("; {} cases left out by --benchmark_filter", c.left_out);
  std::string nodes;
  if (!c.excluded.empty()) {
    nodes = fmt::format(", {} of {} nodes", c.nodes - static_cast<int>(c.excluded.size()), c.nodes);
  }
  for (const auto& [host, why] : c.excluded)
    nodes += fmt::format("; {} excluded: {}", host, why.empty() ? "before the first start" : why);
  if (!c.mixed.empty()) nodes += "; not all on the same hosts: " + describe(c.mixed);
  return fmt::format("tested {} of {} cases, {} of {} ranks, {} of {} launches{}{}", c.tested,
                     c.cases, c.ranks_tested, c.ranks, c.launches_finished, c.launches, nodes,
                     filtered);
}

void find_gaps(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
               const Coverage& coverage, std::vector<Finding>& findings) {
  find_interruptions(record, coverage, findings);
  find_launches_cut_short(record, coverage, findings);
  find_cases_left_out(record, metrics, findings);
  find_unverified(record, coverage, findings);
  find_missing(coverage.missing, findings);
  if (coverage.left_out > 0) {
    findings.push_back({Severity::Note, "run",
                        fmt::format("--benchmark_filter={} left out {} cases of the suite: nothing "
                                    "is known of them",
                                    record.manifest.filter, coverage.left_out)});
  }
  const std::string log = fact(record.manifest, "import", "shared_gpu");
  if (const int sharing = ranks_per_gpu(record); sharing > 1) {
    findings.push_back({Severity::NotTested, "run",
                        fmt::format("{}: {} ranks shared a GPU, so that figures are of sharing and "
                                    "say nothing of the machine",
                                    log.empty() ? "share_gpus" : log, sharing)});
  }
  if (coverage.cases == 0) {
    findings.push_back({Severity::NotTested, "run", "nothing was planned and nothing measured"});
  }
  if (!record.truncated.empty()) {
    findings.push_back(
        {Severity::Note, "record",
         fmt::format("a line that a crash cut short was dropped: {}", record.truncated)});
  }
  if (record.suite_edited) {
    findings.push_back({Severity::Warning, "suite.yaml",
                        "it is not the suite that ran any more; the run is judged by the text in "
                        "manifest.json, as it ran"});
  }
  if (!record.manifest.injected.empty()) {
    findings.push_back(
        {Severity::Note, "injection",
         fmt::format("faults were injected ({}): this run can prove the detectors, never a machine",
                     fmt::join(record.manifest.injected, ", "))});
  }
}

}  // namespace fourfold
