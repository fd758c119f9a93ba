// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/app/judged.hpp"

#include <fmt/format.h>

#include "bench/judge/dimensions.hpp"
#include "bench/judge/power.hpp"
#include "bench/judge/target.hpp"
#include "bench/record/freeze_baseline.hpp"
#include "bench/report/power_text.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// Judges by the target of that suite, and by what it says was bought.
void take_target(const std::string& suite, Config& config) {
  const Config other = load_config(suite, {});
  if (!other.target) throw InputError({suite, 0, 0}, "this suite has no target to judge by");
  config.target = other.target;
  if (other.expected) config.expected = other.expected;
}

/// The record at `path`; what is wrong with it is said at `where`, the place that names it.
RunRecord baseline_at(const std::string& path, const SourcePosition& where,
                      const std::string& what) {
  try {
    return load_record(path);
  } catch (const InputError& error) {
    throw InputError(where, fmt::format("{}: {}", what, error.what()));
  }
}

/// What the command line names; the copy in the record when it names nothing. A copy that is gone
/// or changed leaves the run without a baseline, and its target inconclusive.
void take_baseline(const JudgeOptions& options, const Target& target, Judged& judged,
                   Basis& basis) {
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
    basis.obstacle = options.target + " names no baseline; give one with --baseline";
    if (!target.baseline.empty()) given(target.baseline, target.baseline_where, "the baseline");
  } else if (frozen) {
    basis.path = frozen->path;
    try {
      judged.baseline = std::make_unique<RunRecord>(load_frozen_baseline(judged.record));
    } catch (const InputError& error) {
      basis.obstacle =
          fmt::format("the copy that this record keeps of {}: {}", frozen->path, error.what());
    }
  } else if (!target.baseline.empty()) {
    basis.obstacle =
        fmt::format("this record keeps no copy of {}; name it with --baseline", target.baseline);
  }
  basis.baseline = judged.baseline.get();
}

/// A record, and what it is to be judged by.
struct Opened {
  std::unique_ptr<Judged> judged;  ///< without metrics and judgement
  Config config;
  Basis basis;
};

Opened open_record(const JudgeOptions& options) {
  Opened opened{std::make_unique<Judged>(), {}, {}};
  RunRecord& record = opened.judged->record;
  record = load_record(options.directory);
  Config& config = opened.config;
  // Other programs' logs have no suite, and so no expectations either.
  if (!is_imported(record)) {
    config =
        parse_config(record.manifest.suite_text, options.directory + "/manifest.json, suite_text");
  }
  if (!options.target.empty()) {
    take_target(options.target, config);
    opened.basis.target = options.target;
  }
  if (config.target) {
    take_baseline(options, *config.target, *opened.judged, opened.basis);
  } else if (!options.baseline.empty()) {
    throw InputError({},
                     "--baseline: the suite of this run has no target to compare with one; "
                     "--target names a suite that has");
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
    throw InputError({},
                     "--power: the suite of this run has no target; --target names one that has");
  }
  if (opened.basis.baseline == nullptr) {
    const std::string& why = opened.basis.obstacle;
    throw InputError(
        {}, "--power: " + (why.empty() ? "there is no baseline; --baseline names one" : why));
  }
  const std::vector<CaseMetrics> of_baseline = summarize(*opened.basis.baseline);
  if (const Clause serves = baseline_clause(opened.basis, of_baseline);
      serves.decision != Decision::Accept) {
    throw InputError({}, "--power: the baseline: " + serves.text);
  }
  const RunRecord& record = opened.judged->record;
  if (!record.manifest.injected.empty() || is_imported(record) || ranks_per_gpu(record) > 1) {
    throw InputError({},
                     "--power: this record has injected faults, is imported or is of ranks that "
                     "shared a GPU: its launches do not spread as those of a run that may accept");
  }
  const Target& target = *opened.config.target;
  return power_text(power(target, summarize(record), of_baseline), target);
}

void check_baseline(const Config& config) {
  if (!config.target || config.target->baseline.empty()) return;
  const Target& target = *config.target;
  const RunRecord baseline = baseline_at(target.baseline, target.baseline_where, "the baseline");
  (void)match_dimensions(target, {}, summarize(baseline));
}

}  // namespace fourfold
