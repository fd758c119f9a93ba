// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <limits>

#include "bench/judge/against_chip.hpp"
#include "bench/judge/against_links.hpp"
#include "bench/judge/case_findings.hpp"
#include "bench/record/merge_records.hpp"
#include "core/glob.hpp"

namespace fourfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Beside a bound: with all digits where four do not tell the two apart.
std::string format_beside(Metric metric, double value, double bound) {
  std::string text = format_figure(metric, value);
  if (value == bound || text != format_figure(metric, bound)) return text;
  return fmt::format("{:.10g} {}", value, base_unit(metric));
}

std::string describe(Metric metric, const Interval& interval, double bound) {
  return fmt::format("[{}, {}]", format_beside(metric, interval.lower, bound),
                     format_beside(metric, interval.upper, bound));
}

/// "13.30 GB/s (14.00 GB/s -5 %)", beside the end of an interval.
std::string describe_bound(const Expectation& e, double bound, double end) {
  return fmt::format("{} ({} {:+g} %)", format_beside(e.metric, e.value * (1 + bound), end),
                     format_figure(e.metric, e.value), 100 * bound);
}

void hold_against(const CaseMetrics& row, const Expectation& e, std::string& verdict,
                  std::vector<Finding>& findings) {
  const double low = e.lower ? e.value * (1 + *e.lower) : -kInfinity;
  const double high = e.upper ? e.value * (1 + *e.upper) : kInfinity;
  const std::string figure =
      fmt::format("{} {}", name(e.metric), format_figure(e.metric, *row.figure(e.metric)));
  const auto unsure = [&](const std::string& why) {
    if (verdict == "ok") verdict = "unsure";
    findings.push_back({Severity::Inconclusive, row.name, why});
  };
  const std::optional<Interval> interval = row.figure_interval(e.metric);
  if (!interval) {
    unsure(
        fmt::format("{}: {} samples are too few for an interval to judge by", figure, row.samples));
    return;
  }
  const auto beside = [&](double bound) {
    return fmt::format("{} {}, interval {}", name(e.metric),
                       format_beside(e.metric, *row.figure(e.metric), bound),
                       describe(e.metric, *interval, bound));
  };
  if (interval->upper < low) {
    verdict = "below";
    findings.push_back({Severity::Fatal, row.name,
                        fmt::format("{}, lies below the lower bound {}", beside(low),
                                    describe_bound(e, *e.lower, interval->upper))});
  } else if (interval->lower > high) {
    verdict = "above";
    findings.push_back({Severity::Fatal, row.name,
                        fmt::format("{}, lies above the upper bound {}", beside(high),
                                    describe_bound(e, *e.upper, interval->lower))});
  } else if (interval->lower < low) {
    unsure(fmt::format("{}, straddles the lower bound {}", beside(low),
                       describe_bound(e, *e.lower, interval->lower)));
  } else if (interval->upper > high) {
    unsure(fmt::format("{}, straddles the upper bound {}", beside(high),
                       describe_bound(e, *e.upper, interval->upper)));
  }
}

double payload_rate(const CaseMetrics& row) {
  if (row.groups && !row.facility_rates.empty()) return row.facility_rates.back();
  return row.ranks * static_cast<double>(row.work.message.count()) / row.median_s;
}

std::string explain_suspect(const CaseMetrics& row, Metric metric) {
  if (metric == Metric::Busbw) {
    return fmt::format(
        "busbw is a model of what links carry: where the switch adds or copies (NVLS, SHARP) they "
        "carry less, and the payload rate n S/t, here {}, is what to quote; or the data came from "
        "a cache",
        format_figure(metric, payload_rate(row)));
  }
  if (row.work.message.count() > 0) {
    return "the switch may have done the work (NVLS, SHARP), or the data came from a cache";
  }
  return "the data may have come from a cache, the work may not have been done, or the limit is "
         "not this machine's";
}

/// Whether a right result's whole interval, or the bare figure where there is none, is better than
/// possible.
bool beyond(const CaseMetrics& row, const Limit& limit) {
  if (!row.correct || !row.figure(limit.metric)) return false;
  const double figure = *row.figure(limit.metric);
  const Interval interval = row.figure_interval(limit.metric).value_or(Interval{figure, figure});
  if (limit.metric == Metric::Time) return interval.upper < limit.at_most;
  return interval.lower > limit.at_most;
}

/// A pattern that was written for a suite finds its cases in a merged record, too.
bool finds(const std::string& pattern, const CaseMetrics& row) {
  return glob_match(pattern, row.name) || glob_match(pattern, without_shard(row.name));
}

std::string describe_beyond(const CaseMetrics& row, const Limit& limit) {
  return fmt::format("{} {} is {} the limit of {} ({})", name(limit.metric),
                     format_beside(limit.metric, *row.figure(limit.metric), limit.at_most),
                     limit.metric == Metric::Time ? "less time than" : "beyond",
                     format_beside(limit.metric, limit.at_most, *row.figure(limit.metric)),
                     limit.source);
}

}  // namespace

std::string format_figure(Metric metric, double value) {
  switch (metric) {
    case Metric::Time:
      return format_seconds(Seconds(value));
    case Metric::Algbw:
    case Metric::Busbw:
    case Metric::Memory:
      return format_rate(BytesPerSecond(value));
    case Metric::Flops:
      return format_rate(FlopsPerSecond(value));
    case Metric::StepRate:
      return fmt::format("{:.4g} step/s", value);
    case Metric::Ratio:
    case Metric::Efficiency:
    case Metric::Overlap:
      return fmt::format("{:.4g} x", value);
  }
  return "";
}

void find_unexpected(const std::vector<CaseMetrics>& metrics, const Config& config,
                     std::vector<std::string>& verdicts, std::vector<Finding>& findings) {
  for (const Expectation& e : config.expectations) {
    bool met = false;
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      if (!finds(e.match, metrics[i])) continue;
      const bool has_figure = metrics[i].figure(e.metric).has_value();
      // A case without any time has a finding of its own.
      met = met || has_figure || metrics[i].launches.empty();
      if (has_figure && metrics[i].correct) hold_against(metrics[i], e, verdicts[i], findings);
    }
    if (met || e.from_machine) continue;
    findings.push_back({Severity::NotTested, e.match,
                        fmt::format("the expectation on its {} was not tested: no case of this run "
                                    "has that figure",
                                    name(e.metric))});
  }
}

void find_suspects(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                   const Config& config, std::vector<std::string>& verdicts,
                   std::vector<Finding>& findings) {
  const auto hold_to = [&](std::size_t row, const Limit& limit, const std::string& doubt) {
    if (!beyond(metrics[row], limit)) return;
    const std::string what = describe_beyond(metrics[row], limit);
    if (!doubt.empty()) {
      findings.push_back({Severity::Note, metrics[row].name,
                          fmt::format("{}; that limit is in doubt ({})", what, doubt)});
      return;
    }
    verdicts[row] = "SUSPECT";
    findings.push_back(
        {Severity::Inconclusive, metrics[row].name,
         fmt::format("SUSPECT: {}: {}", what, explain_suspect(metrics[row], limit.metric))});
  };
  for (const Limit& limit : config.limits) {
    bool met = false;
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      if (!finds(limit.match, metrics[i])) continue;
      // A case without any time has a finding of its own.
      met = met || metrics[i].figure(limit.metric) || metrics[i].launches.empty();
      hold_to(i, limit, "");
    }
    if (met || limit.from_machine) continue;
    findings.push_back({Severity::NotTested, limit.match,
                        fmt::format("the limit on its {} was not tested: no case of this run has "
                                    "that figure",
                                    name(limit.metric))});
  }
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (const auto chip = against_chip(metrics[i], record.manifest)) {
      hold_to(i, chip->ceiling, chip->doubt);
    }
    const auto links = against_links(metrics[i], record);
    if (!links) continue;
    for (const auto& [limit, doubt] : links->ceilings) hold_to(i, limit, doubt);
  }
}

}  // namespace fourfold
