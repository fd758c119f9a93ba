// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/report_test_data.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "core/error.hpp"

namespace fourfold {
namespace {

CaseMetrics measured(const std::string& name, double median_s, double plus_minus) {
  CaseMetrics one;
  one.name = name;
  std::istringstream parts(name);
  std::getline(parts, one.operation, '/');
  std::getline(parts, one.backend, '/');
  std::getline(parts, one.dtype, '/');
  std::getline(parts, one.size, '/');
  one.ranks = 2;
  one.samples = 120;
  one.launch_medians = {median_s};
  one.median_s = median_s;
  one.interval_s = Interval{median_s * (1 - plus_minus), median_s * (1 + plus_minus)};
  one.correct = true;
  one.stopped = "precise";
  one.slowest_rank = 1;
  one.slowest_share = 0.75;
  one.slowest_excess = 0.125;
  return one;
}

CaseMetrics collective(const std::string& name, std::uint64_t bytes, double bus_factor,
                       double median_s, double plus_minus) {
  CaseMetrics one = measured(name, median_s, plus_minus);
  one.work.message = Bytes(bytes);
  one.work.bus_factor = bus_factor;
  one.facility_rates = {2.0 * static_cast<double>(bytes) / median_s};
  return one;
}

CaseMetrics skipped(const std::string& name, const std::string& reason) {
  CaseMetrics one = measured(name, 0, 0);
  one.status = CaseStatus::Skipped;
  one.reason = reason;
  one.samples = 0;
  one.launch_medians.clear();
  one.interval_s.reset();
  one.correct = false;
  one.stopped.clear();
  return one;
}

Manifest manifest(const std::string& suite, int ranks, int launches) {
  Manifest result;
  result.fourfold_version = "0.1.0";
  result.git_revision = "0123456789ab";
  result.started = "2026-03-01T06:00:00Z";
  result.suite_name = suite;
  result.device_choice = "host: no NVIDIA driver";
  result.planned_launches = launches;
  result.ranks = ranks;
  result.facts["host"]["cpu"] = "Example(R) CPU @ 2.50GHz";
  return result;
}

void over_launches(CaseMetrics& one, int launches) {
  one.launch_medians.assign(static_cast<std::size_t>(launches), one.median_s);
  one.samples *= static_cast<std::size_t>(launches);
  one.between_launches = launches > 1;
}

TargetVerdict example_target() {
  TargetVerdict target;
  target.terms.looks = {5, 10};
  target.terms.stability.emplace();
  target.look = 1;
  target.look_confidence = 0.975;
  target.counted = {{1, "2026-03-01T07:00:01Z"}, {2, "2026-03-01T08:00:01Z"}};
  target.decision = Decision::Inconclusive;
  target.target = 4;
  target.target_from = "suites/other.yaml";
  target.baseline = BaselineIdentity{.path = "results/runs/20260201T070000Z-acceptance",
                                     .suite = "acceptance",
                                     .started = "2026-02-01T07:00:00Z",
                                     .sha256 = std::string(64, 'a'),
                                     .ranks = 1,
                                     .launches = 5,
                                     .own = false};
  target.capacity_ratio = 4.0512;
  target.interval = {3.99996, 4.1031};
  target.assumption_free = 3.8;
  target.count_ratio = 4;
  target.per_unit_ratio = 1.0128;
  target.dimensions = {
      {"all_reduce/mpi/f32/16MiB", 0.75, 42.4e9, 10.4e9, "B/s", 4.0769, {4.0011, 4.15}},
      {"gemm/openblas/f64/512x512x512/uniform", 0.25, 402e9, 100e9, "FLOP/s", 4.02, {3.95, 4.09}}};
  target.clauses = {
      {"capacity ratio", Decision::Inconclusive, "lower bound 3.99996 does not reach 4"},
      {"wrong results", Decision::Accept, "none"}};
  target.more_launches = 3;
  target.rules = {{"suites/other.yaml", std::string(64, 'b')}};
  return target;
}

}  // namespace

ReportParts healthy_run() {
  ReportParts parts;
  parts.record.directory = "results/runs/20260301T060000Z-smoke";
  parts.record.manifest = manifest("smoke", 2, 1);
  parts.record.launches = {{.launch = 1,
                            .started = "2026-03-01T06:00:01Z",
                            .hosts = {"node-a", "node-a"},
                            .barrier_exit_skew_s = 1.25e-6,
                            .ended = true,
                            .exit_code = 0,
                            .end_reason = "finished"}};
  parts.metrics = {
      collective("all_reduce/mpi/f32/8B", 8, 1, 0.2213e-6, 0.031),
      collective("all_reduce/mpi/f32/1MiB", 1 << 20, 1, 104.2e-6, 0.0084),
      collective("all_reduce/mpi/f32/1MiB/in_place", 1 << 20, 1, 98.7e-6, 0.0091),
      collective("all_gather/mpi/f32/64KiB", 1 << 16, 0.5, 9.84e-6, 0.012),
  };
  CaseMetrics gemm = measured("gemm/openblas/f64/512x512x512/uniform", 7.7e-3, 0.004);
  gemm.work.flops = Flops(2.0 * 512 * 512 * 512);
  CaseMetrics memory = measured("memory/host/triad/64MiB", 21e-3, 0.0005);
  memory.dtype = "f64";
  memory.work.memory = Bytes(std::uint64_t{3} << 26);
  parts.metrics.insert(parts.metrics.end(), {gemm, memory});
  for (const char* size : {"1KiB", "1MiB", "16MiB", "64MiB", "1GiB"}) {
    parts.metrics.push_back(
        skipped(std::string("all_reduce/nccl/bf16/") + size, "no NVIDIA driver"));
  }
  parts.judgement.exit_code = ExitCode::Inconclusive;
  parts.judgement.headline = "not everything was tested: 6 of 11 cases measured and correct";
  parts.judgement.coverage = "tested 6 of 11 cases, 2 of 2 ranks, 1 of 1 launches";
  parts.judgement.findings = {
      {Severity::NotTested, "all_reduce/nccl/bf16/1KiB", "skipped: no NVIDIA driver"},
      {Severity::Note, "launch 1", "barrier exit skew is 1.25 us"}};
  parts.judgement.case_verdicts.assign(6, "ok");
  parts.judgement.case_verdicts.resize(11, "skipped");
  return parts;
}

ReportParts acceptance_run() {
  ReportParts parts;
  parts.record.directory = "results/runs/20260301T070000Z-acceptance";
  parts.record.manifest = manifest("acceptance", 4, 5);
  parts.record.manifest.facts["device"]["name"] = "Example GPU 96GB";
  parts.record.manifest.device_choice = "cuda: 4 GPUs";
  parts.record.manifest.injected = {"wrong-element"};
  for (int launch = 1; launch <= 5; ++launch) {
    parts.record.launches.push_back({.launch = launch,
                                     .started = "2026-03-01T07:00:01Z",
                                     .hosts = {"node-a", "node-a", "node-b", "node-b"},
                                     .barrier_exit_skew_s = 1e-6 * launch,
                                     .ended = launch != 5,
                                     .exit_code = 0,
                                     .end_reason = launch != 5 ? "finished" : ""});
  }
  CaseMetrics good = collective("all_reduce/nccl/f32/16MiB", 1 << 24, 1.5, 60e-6, 0.011);
  over_launches(good, 5);
  CaseMetrics wrong = collective("broadcast/nccl/bf16/1MiB/root:1", 1 << 20, 1, 12e-6, 0.02);
  over_launches(wrong, 5);
  wrong.status = CaseStatus::Failed;
  wrong.reason = "wrong result: rank 3, element 17: expected 64, got 0";
  wrong.correct = false;
  wrong.mismatch = Mismatch{3, 0, 17, 64, 0, "0x42800000", "0x00000000", 5};
  CaseMetrics once =
      collective("all_reduce/nccl/f32/64MiB/max/in_place/per_call", 1 << 26, 1.5, 240e-6, 0.3);
  once.stopped = "max_time";
  CaseMetrics failed =
      skipped("all_to_all/nccl/f16/1GiB", "rank 2: out of\nmemory, \"1GiB\" asked");
  failed.status = CaseStatus::Failed;
  parts.metrics = {good, wrong, once, failed};
  parts.judgement.exit_code = ExitCode::Rejected;
  parts.judgement.headline = "rejected: 1 wrong result";
  parts.judgement.coverage = "tested 3 of 4 cases, 4 of 4 ranks, 4 of 5 launches";
  parts.judgement.case_verdicts = {"ok", "WRONG", "SUSPECT", "FAILED"};
  for (int i = 1; i <= 14; ++i) {
    parts.judgement.findings.push_back({i == 1 ? Severity::Fatal : Severity::Warning,
                                        "rank " + std::to_string(i),
                                        i == 1 ? "element 17: expected 64, got 0" : "slow"});
  }
  parts.judgement.target = example_target();
  return parts;
}

ReportParts empty_run() {
  ReportParts parts;
  parts.record.directory = "results/runs/20260301T080000Z-empty";
  parts.record.manifest = manifest("empty", 2, 1);
  parts.judgement.exit_code = ExitCode::Inconclusive;
  parts.judgement.headline = "nothing was tested";
  parts.judgement.coverage = "tested 0 of 0 cases, 0 of 2 ranks, 0 of 1 launches";
  return parts;
}

std::string written(const ReportParts& parts, const std::string& format) {
  const auto& formats = report_formats();
  const auto row = std::find_if(formats.begin(), formats.end(),
                                [&](const ReportFormat& one) { return one.name == format; });
  if (row == formats.end()) throw Error("no format is called " + format);
  std::ostringstream out;
  row->write(parts.report(), out);
  return out.str();
}

std::string golden(const std::string& name, const std::string& actual) {
  const std::string path = FOURFOLD_SOURCE_DIR "/bench/report/testdata/" + name + ".golden";
  const char* const update = std::getenv("FOURFOLD_UPDATE_GOLDEN");
  if (update && std::string_view(update) == "1") std::ofstream(path, std::ios::binary) << actual;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error("cannot read " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace fourfold
