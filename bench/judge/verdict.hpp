// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/record/record.hpp"
#include "core/exit_code.hpp"

namespace fourfold {

/// How grave a finding is; the gravest decides the exit code.
enum class Severity { Note, Warning, NotTested, Inconclusive, Fatal };

/// Something worth saying about a run.
struct Finding {
  Severity severity = Severity::Note;
  std::string subject;  ///< a case name, "rank 1", "launch 2", "dimension ..."
  std::string text;
};

enum class Decision { Accept, Reject, Inconclusive };

/// One clause of the target with its numbers, in words.
struct Clause {
  std::string name;
  Decision decision = Decision::Inconclusive;
  std::string text;
};

struct DimensionRatio {
  std::string match;
  double weight = 0;     ///< normalised, sums to 1
  double candidate = 0;  ///< facility rate, geometric mean over launches
  double baseline = 0;
  std::string unit;
  double ratio = 0;   ///< candidate / baseline
  Interval interval;  ///< the two one-sided bounds; [0, inf] from fewer than two launches
  double floor = 0;   ///< what the ratio must reach alone
};

/// The baseline that a target, or the run whose target it is, names as the one to compare with.
struct NamedReference {
  std::string what;      ///< in words: "the one that the target pins"
  std::string sha256;    ///< RunRecord::sha256 of it
  std::string obstacle;  ///< why that cannot be told, or ""
};

/// What a target is judged by, beside the run's own record.
struct Basis {
  std::string target;      ///< file whose target it is; "" the run's own
  bool own_target = true;  ///< whether the run has a target of its own, which that file replaces
  const RunRecord* baseline = nullptr;        ///< null: there is none
  std::string path;                           ///< of the baseline, as the user named it
  std::string obstacle;                       ///< why there is no baseline, or ""
  bool own = true;                            ///< the baseline is the one that the run froze
  std::optional<NamedReference> reference{};  ///< absent: nobody names one
  std::vector<const RunRecord*> health{};     ///< further runs, whose launches show stability
  std::vector<Finding> remarks{};             ///< on the runs that make up the record
  std::vector<RulesFile> rules{};             ///< the target's file, and those that it names
};

/// A launch that counted at a look.
struct CountedLaunch {
  int launch = 0;       ///< numbered on from run to run
  std::string started;  ///< its first start, as the record has it
};

/// Which record was the baseline.
struct BaselineIdentity {
  std::string path, suite, started, sha256;
  int ranks = 0;
  std::size_t launches = 0;
  bool own = true;  ///< the one that the run froze
};

struct TargetVerdict {
  Decision decision = Decision::Inconclusive;
  Target terms;                  ///< by which it was judged, with its looks
  std::vector<RulesFile> rules;  ///< files that they stand in; empty: the run's own suite
  std::string target_from;       ///< file whose target it is; "" the run's own
  bool replaced = true;          ///< ... and whether it stands in the place of the run's own
  std::optional<BaselineIdentity> baseline;
  double target = 0;
  double capacity_ratio = 0;   ///< 0 when no ratio could be formed: `dimensions` is empty then
  Interval interval;           ///< one-sided bounds at the target's confidence, each side
  double assumption_free = 0;  ///< min(candidate) / max(baseline), weighted geometric mean
  double count_ratio = 0;      ///< ranks / ranks, of the figures where a ratio was formed
  double per_unit_ratio = 0;   ///< capacity ratio / count ratio
  std::string category;        ///< of the target, or ""
  /// Units of what was bought and of what it is compared with, where the target says so.
  std::optional<int> contracted, baseline_contracted;
  std::string facility, baseline_facility;  ///< their names, or ""
  std::vector<DimensionRatio> dimensions;
  std::vector<Clause> clauses;
  int look = 0;                        ///< number of the one that this is; 0: none was due
  double look_confidence = 0;          ///< of each bound
  std::vector<CountedLaunch> counted;  ///< of the candidate, in the order of their starts
  std::optional<int> more_launches;  ///< expected to settle it; absent: no number would, or settled
  /// A side has one launch, which does not show how much launches differ: then nobody can tell how
  /// many would settle it.
  bool spread_unknown = false;
  /// A ratio is open and no further look is planned: it stays open, whatever launches are added.
  bool looks_used = false;
  std::vector<Finding> remarks{};  ///< what is worth a word beside the clauses, and decides none
};

struct Judgement {
  ExitCode exit_code = ExitCode::Accepted;
  std::string headline;           ///< one sentence: "healthy: 31 of 31 cases measured and correct"
  std::string coverage;           ///< "tested 31 of 33 cases, 2 of 2 ranks, 1 of 1 launches"
  std::vector<Finding> findings;  ///< gravest first
  std::vector<std::string>
      case_verdicts;  ///< by metrics row: "ok", "WRONG", "below", "SUSPECT", ...
  std::optional<TargetVerdict> target;
  std::vector<SlowPart> slow_parts = {};  ///< confirmed ones first
  /// What pairs of nodes were to show and cannot: "uplinks"; findings say why.
  std::vector<std::string> not_judged = {};
};

/// Judges a run from its record alone: same record, same judgement. `metrics` are those of
/// `record`; `basis` matters when `config` has a target. Throws InputError, at the dimension, when
/// its pattern finds several measured cases, or none in the baseline.
Judgement judge(const RunRecord& record, const std::vector<CaseMetrics>& metrics,
                const Config& config, const Basis& basis);

}  // namespace fourfold
