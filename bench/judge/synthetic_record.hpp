// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

// Records made up for the tests of this room: healthy unless a test spoils them.

inline const std::string kAllReduce = "all_reduce/mpi/f32/1MiB";
inline const std::string kGemm = "gemm/openblas/f64/512x512x512/uniform";

/// One trial of as many samples as there are times; the ranks take turns in being slowest, by 1 %.
inline Trial synthetic_trial(const std::vector<double>& seconds, int ranks) {
  Trial trial;
  trial.seconds = seconds;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    trial.slowest_rank.push_back(static_cast<int>(i) % ranks);
    trial.mean_seconds.push_back(seconds[i] / 1.005);
    trial.fastest_seconds.push_back(seconds[i] / 1.01);
  }
  trial.stopped = "precise";
  trial.rank_median_s = std::vector(static_cast<std::size_t>(ranks), median(seconds));
  return trial;
}

inline CaseRecord synthetic_case(const std::string& name, int launch, double seconds,
                                 int ranks = 2) {
  CaseRecord one;
  one.launch = launch;
  one.name = name;
  one.operation = name.substr(0, name.find('/'));
  one.backend = "mpi";
  one.dtype = "f32";
  one.size = "1MiB";
  one.ranks = ranks;
  if (one.operation == "gemm") {
    one.work.flops = Flops(2e9);
  } else if (one.operation == "memory") {
    one.work.memory = Bytes(3'000'000);
  } else {
    one.work.message = Bytes(1'000'000);
    one.work.bus_factor = 2.0 * (ranks - 1) / ranks;
  }
  one.correctness.checked = true;
  one.correctness.elements = 1000;
  one.trials = {synthetic_trial(std::vector<double>(20, seconds), ranks)};
  return one;
}

inline LaunchRecord synthetic_launch(int launch, int ranks = 2) {
  LaunchRecord one;
  one.launch = launch;
  one.ended = true;
  one.end_reason = "finished";
  for (int rank = 0; rank < ranks; ++rank) {
    one.hosts.push_back("node" + std::to_string(rank));
  }
  return one;
}

/// Both cases in every launch; launch k is slower than 100 us and 1 ms by the k-th factor.
inline RunRecord synthetic_record(const std::vector<double>& factors = {1}, int ranks = 2) {
  RunRecord record;
  record.manifest.suite_name = "synthetic";
  record.manifest.started = "2026-03-01T06:00:00Z";
  record.manifest.planned_launches = static_cast<int>(factors.size());
  record.manifest.ranks = ranks;
  record.manifest.planned_cases = {kAllReduce, kGemm};
  int launch = 0;
  for (const double factor : factors) {
    record.launches.push_back(synthetic_launch(++launch, ranks));
    record.cases.push_back(synthetic_case(kAllReduce, launch, 1e-4 * factor, ranks));
    record.cases.push_back(synthetic_case(kGemm, launch, 1e-3 * factor, ranks));
  }
  return record;
}

/// All times times `factor`, those of one case only where a name is given.
inline RunRecord scaled(RunRecord record, double factor, const std::string& name = "") {
  for (CaseRecord& one : record.cases) {
    if (!name.empty() && one.name != name) continue;
    for (Trial& trial : one.trials) {
      for (auto* times : {&trial.seconds, &trial.mean_seconds, &trial.fastest_seconds,
                          &trial.rank_median_s.edit()}) {
        for (double& seconds : *times) seconds *= factor;
      }
    }
  }
  return record;
}

inline CaseRecord& case_of(RunRecord& record, const std::string& name, int launch = 1) {
  for (CaseRecord& one : record.cases) {
    if (one.name == name && one.launch == launch) return one;
  }
  return record.cases.at(record.cases.size());
}

inline void spoil(CaseRecord& one) {
  one.status = CaseStatus::Failed;
  one.reason = "wrong result";
  one.correctness.first = Mismatch{1, 0, 17, 64, 0, "0x42800000", "0x00000000", 3};
}

inline Judgement judged(const RunRecord& record, const Config& config = {},
                        const RunRecord* baseline = nullptr) {
  Basis basis;
  basis.baseline = baseline;
  return judge(record, summarize(record), config, basis);
}

/// The finding about a subject, or one whose text says there is none.
inline Finding finding_about(const Judgement& judgement, const std::string& subject) {
  for (const Finding& finding : judgement.findings) {
    if (finding.subject == subject) return finding;
  }
  return {Severity::Note, subject, "no such finding"};
}

// By how much each of five launches is slower.
inline const std::vector<double> kQuiet{1.000, 1.004, 0.997, 1.002, 0.999};
inline const std::vector<double> kNoisy{1.00, 1.09, 0.92, 1.05, 0.96};
inline const std::vector<double> kEqual(5, 1.0);

/// Three parts matmul, one part all_reduce.
inline Config fourfold_target() {
  Config config;
  config.target.emplace();
  config.target->dimensions = {{"gemm/*/f64/**", 3, {"suite.yaml", 20, 5}},
                               {"all_reduce/*/f32/1MiB", 1, {"suite.yaml", 21, 5}}};
  return config;
}

inline Judgement against(const RunRecord& candidate, const RunRecord& baseline,
                         const Config& config = fourfold_target()) {
  return judged(candidate, config, &baseline);
}

/// The clause whose name starts so, or one that says there is none.
inline Clause clause(const Judgement& judgement, const std::string& name) {
  for (const Clause& one : judgement.target->clauses) {
    if (one.name.starts_with(name)) return one;
  }
  return {"no clause " + name, Decision::Inconclusive, "no clause " + name};
}

}  // namespace fourfold
