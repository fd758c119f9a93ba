// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/app/judged.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "bench/config/target_file.hpp"
#include "bench/config/yaml_document.hpp"
#include "bench/judge/campaign.hpp"
#include "bench/judge/dimensions.hpp"
#include "bench/judge/power.hpp"
#include "bench/judge/reference.hpp"
#include "bench/judge/target.hpp"
#include "bench/record/freeze_baseline.hpp"
#include "bench/record/joined_runs.hpp"
#include "bench/report/power_text.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// A figure that somebody states was measured by nobody.
void refuse_specification(const std::string& path, const SourcePosition& where) {
  if (!std::filesystem::is_regular_file(path)) return;
  bool facility = false;
  try {
    facility = load_yaml(path)->find("fourfold_facility") != nullptr;
  } catch (const InputError&) {  // whatever it is, it is no directory of a record
  }
  throw InputError(
      where,
      fmt::format("{} is {}; a baseline is the directory of a record, of what was measured", path,
                  facility ? "a specification, which says what a facility should be" : "a file"));
}

/// The record at `path`; what is wrong with it is said at `where`, the place that names it.
RunRecord baseline_at(const std::string& path, const SourcePosition& where,
                      const std::string& what) {
  refuse_specification(path, where);
  if (!std::filesystem::exists(path)) {
    throw InputError(where,
                     fmt::format("{}: there is no {}; `fourfold baseline freeze RUN... --out "
                                 "DIRECTORY` makes one of the reference machine's runs",
                                 what, path));
  }
  try {
    return load_record(path);
  } catch (const InputError& error) {
    throw InputError(where, fmt::format("{}: {}", what, error.what()));
  }
}

/// Whether both name one directory.
bool same_place(const std::string& one, const std::string& other) {
  std::error_code error;
  return one == other || std::filesystem::equivalent(one, other, error);
}

std::optional<NamedReference> pinned_reference(const Target& target) {
  if (target.baseline_sha256.empty()) return std::nullopt;
  return NamedReference{"the one that the target pins", target.baseline_sha256, ""};
}

/// The reference that the contract names, whatever the command line says: what the target pins,
/// what the run has frozen where the target is its own, or what lies where the target says.
std::optional<NamedReference> named_reference(const JudgeOptions& options, const Target& target,
                                              const Judged& judged, const Basis& basis) {
  const auto& frozen = judged.record.manifest.baseline;
  if (auto pinned = pinned_reference(target)) return pinned;
  if (options.target.empty() && frozen) {
    return NamedReference{"the one that this run has frozen", frozen->sha256, ""};
  }
  if (target.baseline.empty()) return std::nullopt;
  NamedReference named{"what the target names, " + target.baseline, judged.baseline->sha256, ""};
  if (same_place(basis.path, target.baseline)) return named;
  try {
    named.sha256 = load_record(target.baseline).sha256;
  } catch (const InputError& error) {
    named.obstacle = fmt::format(
        "{}; a target that pins its SHA-256 (baseline_sha256) takes it "
        "from anywhere",
        error.what());
  }
  return named;
}

/// What the command line names; the copy in the record when it names nothing. A copy that is gone
/// or changed leaves the run without a baseline, and its target inconclusive; so does another one
/// than the contract names.
void take_baseline(const JudgeOptions& options, const Target& target, const std::string& first,
                   Judged& judged, Basis& basis) {
  const auto& frozen = judged.record.manifest.baseline;
  const auto given = [&](const std::string& path, const SourcePosition& where,
                         const std::string& what) {
    judged.baseline = std::make_unique<RunRecord>(baseline_at(path, where, what));
    basis.path = path;
    basis.own = frozen && judged.baseline->sha256 == frozen->sha256;
  };
  if (!options.baseline.empty()) {
    given(options.baseline, {}, "--baseline");
  } else if (!options.target.empty()) {
    basis.obstacle = fmt::format(
        "{} names no baseline: make one of the reference machine's runs with `fourfold baseline "
        "freeze RUN... --out DIRECTORY`, and name it there under target.baseline, or here with "
        "--baseline",
        options.target);
    if (!target.baseline.empty()) given(target.baseline, target.baseline_where, "the baseline");
  } else if (frozen) {
    basis.path = frozen->path;
    try {
      judged.baseline = std::make_unique<RunRecord>(load_frozen_baseline(first, *frozen));
    } catch (const InputError& error) {
      basis.obstacle =
          fmt::format("the copy that this record keeps of {}: {}", frozen->path, error.what());
    }
  } else if (!target.baseline.empty()) {
    basis.obstacle =
        fmt::format("this record keeps no copy of {}; name it with --baseline", target.baseline);
  }
  basis.baseline = judged.baseline.get();
  if (basis.baseline != nullptr) basis.reference = named_reference(options, target, judged, basis);
}

/// A machine is as fast as itself, and launches on both sides are not independent.
void refuse_own_launches(const Judged& judged, Basis& basis) {
  if (basis.baseline == nullptr) return;
  const std::vector<const RunRecord*> both{&judged.record, basis.baseline};
  const Repeated own = repeated_launch(both);
  if (own.run == nullptr) return;
  basis.obstacle =
      fmt::format("{} is this run itself, or has launches of it: {}", basis.path, own.what);
  basis.baseline = nullptr;
}

/// A record, and what it is to be judged by.
struct Opened {
  std::unique_ptr<Judged> judged;  ///< without metrics and judgement
  Config config;
  Basis basis;
};

/// The suite whose runs show how often launches succeed, or "".
std::string health_suite(const std::vector<RunRecord>& runs,
                         const std::optional<TargetFile>& rules) {
  std::optional<Target> target;
  if (rules) target = rules->target;
  for (const RunRecord& run : runs) {
    if (target || is_imported(run)) continue;
    target =
        parse_config(run.manifest.suite_text, run.directory + "/manifest.json, suite_text").target;
  }
  return target && target->stability ? target->stability->suite : "";
}

/// The runs as one record; the result is the directory that keeps its baseline, if any does.
std::string open_runs(const JudgeOptions& options, const std::optional<TargetFile>& rules,
                      Opened& opened) {
  std::vector<RunRecord> runs;
  for (const std::string& directory : options.directories) runs.push_back(load_record(directory));
  const std::string health = runs.size() > 1 ? health_suite(runs, rules) : "";
  Campaign campaign = one_campaign(std::move(runs), health);
  Judged& judged = *opened.judged;
  judged.record = std::move(campaign.record);
  judged.health = std::move(campaign.health);
  for (const RunRecord& run : judged.health) opened.basis.health.push_back(&run);
  opened.basis.remarks = std::move(campaign.remarks);
  return campaign.first_directory;
}

Opened open_record(const JudgeOptions& options) {
  Opened opened{std::make_unique<Judged>(), {}, {}};
  std::optional<TargetFile> rules;
  if (!options.target.empty()) rules = load_target_file(options.target);
  const std::string first = open_runs(options, rules, opened);
  RunRecord& record = opened.judged->record;
  Config& config = opened.config;
  // Other programs' logs have no suite, and so no expectations either.
  if (!is_imported(record)) {
    config = parse_config(record.manifest.suite_text, first + "/manifest.json, suite_text");
  }
  if (rules) {
    opened.basis.target = options.target;
    opened.basis.rules = rules->files;
    opened.basis.own_target = config.target.has_value();
    config.target = std::move(rules->target);
    if (rules->expected) config.expected = rules->expected;
  }
  if (config.target) {
    take_baseline(options, *config.target, first, *opened.judged, opened.basis);
    refuse_own_launches(*opened.judged, opened.basis);
  } else if (!options.baseline.empty()) {
    throw InputError({},
                     "--baseline: the suite of this run has no target to compare with one; "
                     "--target names a suite or a file that has");
  }
  return opened;
}

}  // namespace

std::unique_ptr<Judged> judge_record(const JudgeOptions& options) {
  Opened opened = open_record(options);
  auto judged = std::move(opened.judged);
  judged->metrics = summarize(judged->record);
  judged->judgement = judge(judged->record, judged->metrics, opened.config, opened.basis);
  return judged;
}

std::string judge_power(const JudgeOptions& options) {
  const Opened opened = open_record(options);
  if (!opened.config.target) {
    throw InputError(
        {},
        "--power: the suite of this run has no target; --target names a suite or a file that has");
  }
  if (opened.basis.baseline == nullptr) {
    const std::string& why = opened.basis.obstacle;
    throw InputError(
        {}, "--power: " + (why.empty() ? "there is no baseline; --baseline names one" : why));
  }
  const std::vector<CaseMetrics> of_baseline = summarize(*opened.basis.baseline);
  const Target& target = *opened.config.target;
  for (const Clause& clause : basis_clauses(opened.basis, of_baseline, target)) {
    if (clause.decision == Decision::Accept) continue;
    throw InputError({}, fmt::format("--power: {}: {}", clause.name, clause.text));
  }
  const RunRecord& record = opened.judged->record;
  if (!record.manifest.injected.empty() || is_imported(record) || ranks_per_gpu(record) > 1) {
    throw InputError({},
                     "--power: this record has injected faults, is imported or is of ranks that "
                     "shared a GPU: its launches do not spread as those of a run that may accept");
  }
  return power_text(power(target, summarize(record), of_baseline), target);
}

void check_baseline(const Config& config) {
  if (!config.target || config.target->baseline.empty()) return;
  const Target& target = *config.target;
  const RunRecord baseline = baseline_at(target.baseline, target.baseline_where, "the baseline");
  Basis basis;
  basis.baseline = &baseline;
  basis.path = target.baseline;
  basis.reference = pinned_reference(target);
  const std::vector<CaseMetrics> metrics = summarize(baseline);
  for (const Clause& clause : basis_clauses(basis, metrics, target)) {
    if (clause.decision == Decision::Accept) continue;
    throw InputError(target.baseline_where, fmt::format("{}: {}", clause.name, clause.text));
  }
  (void)match_dimensions(target, {}, metrics);
}

}  // namespace fourfold
