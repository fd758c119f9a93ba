// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "bench/report/case_table.hpp"
#include "bench/report/figure_text.hpp"
#include "core/quantity.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kNames = 3;    ///< named before "and 4 more"
constexpr std::size_t kQuoted = 60;  ///< characters of a cut journal line worth showing

/// Joins what is there; an unknown part leaves no trace.
std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::string ranks_text(const RunRecord& record) {
  double skew = 0;
  for (const auto* starts : {&record.launches, &record.cut_short}) {
    for (const LaunchRecord& one : *starts) skew = std::max(skew, one.barrier_exit_skew_s);
  }
  const std::size_t hosts = all_hosts(record).size();
  const auto ranks = static_cast<std::size_t>(std::max(record.manifest.ranks, 0));
  return joined(
      {counted(ranks, "rank", "ranks") +
           (hosts == 0 ? "" : " on " + counted(hosts, "host", "hosts")),
       fmt::format("{} of {} launches", record.launches.size(), record.manifest.planned_launches),
       skew > 0 ? "barrier exit skew up to " + format_seconds(Seconds(skew)) : ""},
      ", ");
}

/// Of the first launch that has told of its hardware; of a merged record the first of each shard.
std::string inventory_text(const RunRecord& record) {
  std::set<std::string_view> told;
  std::string text;
  for (const LaunchRecord& launch : record.launches) {
    if (!launch.inventory || !told.insert(launch.shard).second) continue;
    text += fmt::format("{}{}", text.empty() ? "" : "; ", describe(*launch.inventory));
  }
  return text;
}

std::string merged_text(const Manifest& manifest) {
  std::string text;
  for (const MergedRecord& one : manifest.merged) {
    text += fmt::format("{}shard {}: {}, started {}", text.empty() ? "" : "; ", one.shard, one.path,
                        one.started);
  }
  return text;
}

struct ReasonGroup {
  std::string why;  ///< "skipped" or "failed", and the reason
  std::vector<std::string> names;
};

std::vector<ReasonGroup> reason_groups(const Report& report) {
  std::vector<ReasonGroup> groups;
  for (const CaseMetrics& one : report.metrics) {
    if (one.status == CaseStatus::Measured || one.mismatch) continue;
    const std::string why = fmt::format(
        "{} ({})", name(one.status), one.reason.empty() ? "no reason given" : one_line(one.reason));
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const ReasonGroup& known) { return known.why == why; });
    if (group == groups.end()) group = groups.insert(groups.end(), {why, {}});
    group->names.push_back(one_line(one.name));
  }
  return groups;
}

std::string and_more(std::size_t count) { return fmt::format("and {} more", count); }

}  // namespace

std::vector<ContextLine> context(const Report& report) {
  const RunRecord& record = report.record;
  const Manifest& manifest = record.manifest;
  std::string cpu = fact(manifest, "host", "cpu");
  std::vector<ContextLine> lines{
      {"suite",
       joined({manifest.suite_name, manifest.started.empty() ? "" : "started " + manifest.started},
              ", ")},
      {"machine", joined({fact(manifest, "device", "name"), cpu}, "; ")},
      {"device", manifest.device_choice},
      {"ranks", ranks_text(record)},
      {"program", joined({"fourfold " + manifest.fourfold_version,
                          manifest.git_revision.empty() ? "" : "revision " + manifest.git_revision},
                         ", ")},
      {"record", record.directory},
      {"evidence", describe(record.evidence)},
      {"inventory", inventory_text(record)},
      {"merged", merged_text(manifest)},
      {"injected", fmt::format("{}", fmt::join(manifest.injected, ", "))},
  };
  if (!record.truncated.empty()) {
    const std::string cut = one_line(record.truncated);
    lines.push_back(
        {"cut short", fmt::format("the journal's last line was dropped: {}{}",
                                  cut.substr(0, kQuoted), cut.size() > kQuoted ? "..." : "")});
  }
  for (ContextLine& line : lines) line.text = one_line(line.text);
  std::erase_if(lines, [](const ContextLine& line) { return line.text.empty(); });
  return lines;
}

IntervalOrigin interval_origin(const Report& report) {
  bool one = false, several = false;
  for (const CaseMetrics& metrics : report.metrics) {
    if (!has_figures(metrics) || !metrics.interval_s) continue;
    (metrics.between_launches ? several : one) = true;
  }
  if (one && several) return IntervalOrigin::Mixed;
  if (several) return IntervalOrigin::BetweenLaunches;
  return one ? IntervalOrigin::OneLaunch : IntervalOrigin::None;
}

std::vector<std::string> legend(const Report& report) {
  const bool any = std::any_of(report.metrics.begin(), report.metrics.end(), has_figures);
  if (!any) return {};
  std::vector<std::string> lines{
      "median: time per call on the slowest rank. +-: the wider side of its 95 % confidence "
      "interval, as a share of it."};
  const auto reported = [](const CaseMetrics& one) { return one.reported.has_value(); };
  if (std::ranges::any_of(report.metrics, reported)) {
    lines.front() =
        "median: of the launches' times, each as another program has reported it (see the "
        "findings). +-: the wider side of its 95 % confidence interval, as a share of it.";
  }
  switch (interval_origin(report)) {
    case IntervalOrigin::None:
      lines.emplace_back("No +-: too few samples for an interval.");
      break;
    case IntervalOrigin::OneLaunch:
      lines.emplace_back("+- is from 1 launch: it does not contain the spread between launches.");
      break;
    case IntervalOrigin::BetweenLaunches:
      lines.emplace_back("+- contains the spread between launches.");
      break;
    case IntervalOrigin::Mixed:
      lines.emplace_back(
          "+- contains the spread between launches, except where marked *: from 1 launch, without "
          "it.");
      break;
  }
  if (std::string crossed = eager_limits(report); !crossed.empty()) {
    lines.push_back(std::move(crossed));
  }
  if (!overlap_table(report).rows.empty()) {
    lines.emplace_back(
        "overlap: (calls + computation - together) / the shorter of the two; 100 %: it costs no "
        "time of its own, 0 %: all of it, below: they hinder each other. The library moves data "
        "meanwhile only if it does so by itself: the computation never calls it. interval: at 95 "
        "%.");
  }
  if (!step_table(report).rows.empty()) {
    lines.emplace_back(
        "training steps: products of the forward and the backward pass, and the all_reduces of "
        "their gradients, each bucket as soon as it is full. ranks: those that reduce together; "
        "exposed: the whole less the products alone.");
  }
  if (!step_parts_table(report).rows.empty()) {
    lines.emplace_back(
        "beside each other: products until they are done, and all_reduces while they are under "
        "way, over what they take alone. overlap: (products + all_reduces - together) / the "
        "shorter of the two. efficiency: products alone / together, the rate of a rank beside "
        "that of one by itself. intervals: at 95 %.");
  }
  if (!group_table(report).rows.empty()) {
    lines.emplace_back(
        "nodes and racks: of each group the median of its own times; spread: (slowest - fastest) / "
        "median of the groups. Above, a sample's time is that of the slowest group in it, so that "
        "its median may be above every group's.");
  }
  if (!bisection_table(report).rows.empty()) {
    lines.emplace_back(
        "bisected: the same collective in halves, quarters and so on down to two, all groups of a "
        "round at the same time; who made them slow with whomever, and in a second look (rounds "
        "after a plus) again, keeps the rest waiting. Figures above are of all ranks.");
  }
  if (!pair_table(report).rows.empty()) {
    lines.emplace_back(
        "nodes in pairs: a time is that of a message and its answer of one element, of the worse "
        "direction of a pair; all pairs of a round at the same time. Above it is that of the "
        "slowest pair in each sample. rounds: those after a plus looked again at what seemed "
        "slow.");
  }
  if (!chip_table(report).rows.empty()) {
    lines.emplace_back(
        "of peak: of the data sheet's, without sparsity; at clock: of the peak at the clock that "
        "was measured; of roof: of what memory and arithmetic together allow, each matrix crossing "
        "the memory once. ?: formed with a figure that is in doubt.");
  }
  if (!link_table(report).rows.empty()) {
    lines.emplace_back(
        "payload: n S / t, of all ranks together. of link: busbw as a share of the rate of a "
        "chip's "
        "links in one direction; above 100 % the switch adds or copies (NVLS, SHARP). adapter: "
        "what each of a host's fastest network adapters carries in one direction if they share "
        "evenly what has to leave the host.");
  }
  return lines;
}

std::vector<std::string> not_measured(const Report& report) {
  const std::vector<ReasonGroup> groups = reason_groups(report);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < groups.size() && i < kShown; ++i) {
    std::vector<std::string> names = groups[i].names;
    const std::size_t count = names.size();
    if (count > kNames) {
      names.resize(kNames);
      names.push_back(and_more(count - kNames));
    }
    lines.push_back(fmt::format("{} {}: {}", count, groups[i].why, fmt::join(names, ", ")));
  }
  if (groups.size() > kShown) {
    std::size_t rest = 0;
    for (std::size_t i = kShown; i < groups.size(); ++i) rest += groups[i].names.size();
    lines.push_back(fmt::format("and {} more for other reasons", rest));
  }
  return lines;
}

std::vector<std::string> findings(const Report& report) {
  const std::vector<Finding>& all = report.judgement.findings;
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < all.size() && i < kShown; ++i) {
    lines.push_back(joined(
        {std::string(name(all[i].severity)), one_line(all[i].subject), one_line(all[i].text)},
        ": "));
  }
  if (all.size() > kShown) lines.push_back(and_more(all.size() - kShown));
  return lines;
}

std::string verdict_line(const Report& report) {
  const ExitCode code = report.judgement.exit_code;
  return fmt::format("{} (exit code {}: {})", one_line(report.judgement.headline),
                     static_cast<int>(code), name(code));
}

}  // namespace fourfold
