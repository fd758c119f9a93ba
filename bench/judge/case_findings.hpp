// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "bench/judge/metrics.hpp"
#include "bench/judge/verdict.hpp"

namespace fourfold {

/// The part of judge() that looks at the cases one by one; the rules are in docs/method_verdict.md.
/// `verdicts` has a word for each row of `metrics`; each function changes those it knows better.

/// "ok", "WRONG", "FAILED" or "skipped", and a finding for each wrong, failed or unchecked case.
std::vector<std::string> find_wrong(const std::vector<CaseMetrics>& metrics,
                                    std::vector<Finding>& findings);

/// "below", "above" and "unsure": where the interval lies against each expectation.
void find_unexpected(const std::vector<CaseMetrics>& metrics, const Config& config,
                     std::vector<std::string>& verdicts, std::vector<Finding>& findings);

/// "SUSPECT": figures beyond what physics allows, by the suite's limits, by the record's chip and
/// by the links between its devices. A ceiling that is in doubt makes a note and no verdict.
void find_suspects(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                   const Config& config, std::vector<std::string>& verdicts,
                   std::vector<Finding>& findings);

/// "wide" where it is "ok" so far: figures whose interval is too wide to quote them.
void find_imprecise(const std::vector<CaseMetrics>& metrics, std::vector<std::string>& verdicts,
                    std::vector<Finding>& findings);

/// Figures taken before a sustained load was steady; outputs that differ in bits; clocks that were
/// held down; errors that devices counted meanwhile.
void find_unsteady(const std::vector<CaseMetrics>& metrics, std::vector<Finding>& findings);

/// A rank that holds the others up, with its host where that is the same in every launch.
void find_stragglers(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                     std::vector<Finding>& findings);

/// Ranks that come late to calls which all make together: what holds the others up is what they do
/// before, not how they send.
void find_latecomers(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                     std::vector<Finding>& findings);

/// A rank as the cases of one shard number it: rank 3 of another shard is another unit.
struct Unit {
  std::string shard;  ///< "" in a record without shards
  int rank = -1;
  friend auto operator<=>(const Unit&, const Unit&) = default;
};

/// "rank 1 (node17)", "rank 1 (node17, in launch 1)" where its host has other ranks in other
/// launches, "rank 1 of shard 2 (node21)"; without the host where that is not known.
std::string rank_name(const RunRecord& record, const Unit& unit);
/// Whether the run had more ranks on a host than processors.
bool oversubscribed(const RunRecord& record);

/// Parts of the machine that pairs of nodes have shown to be slow: warnings where a second look
/// confirmed them, else notes. Returns what it tells of.
std::vector<SlowPart> find_slow_parts(const std::vector<CaseMetrics>& metrics,
                                      std::vector<Finding>& findings);

/// What pairs of nodes and groups of a collective were to show and cannot, each with its reason:
/// not tested where the suite says where racks are (any `racks.from` but auto), else a note.
/// Returns what that is: "uplinks".
std::vector<std::string> find_not_judged(const RunRecord& record,
                                         const std::vector<CaseMetrics>& metrics,
                                         const Config& config, std::vector<Finding>& findings);

/// Four significant digits in the unit that fits: "12.34 us", "9.81 GB/s".
std::string format_figure(Metric metric, double value);

/// Of a record that was imported: that others have measured it, so that it accepts nothing, and
/// what their figures are.
void find_imported(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                   std::vector<Finding>& findings);

}  // namespace fourfold
