// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "bench/app/commands.hpp"
#include "bench/judge/logged_cases.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/judge/target.hpp"
#include "bench/record/bundle.hpp"
#include "bench/record/key_file.hpp"
#include "bench/record/sign_record.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

ExitCode say(const std::string& text, ExitCode code) {
  std::cout << text << std::flush;
  if (!std::cout) throw Error("cannot write to standard output");
  return code;
}

/// What each launch of the runs reached, one a line; quotes as RFC 4180 has them.
std::string rates_csv(const RunRecord& all, const std::vector<CaseMetrics>& metrics) {
  std::string text = "case,launch,started,facility_rate,unit\n";
  for (const CaseMetrics& row : metrics) {
    for (std::size_t i = 0; i < row.facility_rates.size() && i < row.launches.size(); ++i) {
      const int launch = row.launches[i];
      if (!(row.facility_rates[i] > 0)) continue;
      const auto at = std::ranges::find(all.launches, launch, &LaunchRecord::launch);
      text += fmt::format("\"{}\",{},{},{},{}\n", row.name, launch,
                          at == all.launches.end() ? "" : at->started, row.facility_rates[i],
                          base_unit(row.work.flops.value() > 0 ? Metric::Flops : Metric::Algbw));
    }
  }
  return text;
}

/// Cases that were measured and have no rate in any launch.
std::vector<const CaseMetrics*> without_rates(const std::vector<CaseMetrics>& metrics) {
  std::vector<const CaseMetrics*> without;
  for (const CaseMetrics& row : metrics) {
    const auto none = [](double rate) { return !(rate > 0); };
    if (std::ranges::all_of(row.facility_rates, none)) without.push_back(&row);
  }
  return without;
}

}  // namespace

ExitCode keygen_command(const std::string& path) {
  const PublicKey key = write_new_keys(path);
  return say(
      fmt::format("{}\nsecret key: {} (keep it; nobody else may read it)\npublic key: {}.pub "
                  "(hand it out)\n",
                  word(key), path, path),
      ExitCode::Accepted);
}

ExitCode sign_command(const SignOptions& options) {
  const Evidence evidence = sign_record(options.directory, options.key, options.by);
  return say(fmt::format("{}: {}\n", options.directory, describe(evidence)), ExitCode::Accepted);
}

ExitCode verify_command(const std::string& directory, const std::string& key) {
  const Evidence evidence = verify_record(directory);
  std::string text = fmt::format("{}: {}\n", directory, describe(evidence));
  if (!evidence.signature) {
    if (!key.empty()) (void)read_public_key(key);
    return say(text, ExitCode::Inconclusive);
  }
  if (key.empty()) {
    text += "whose key that is, this cannot tell: --key compares it with one you know\n";
  } else if (const PublicKey wanted = read_public_key(key); wanted != evidence.signature->key) {
    throw InputError({directory, 0, 0}, fmt::format("it is signed by {}, not by {}",
                                                    word(evidence.signature->key), word(wanted)));
  }
  return say(text, ExitCode::Accepted);
}

ExitCode freeze_command(const std::vector<std::string>& runs, const std::string& out) {
  std::vector<RunRecord> records;
  for (const std::string& run : runs) records.push_back(load_record(run));
  const RunRecord all = join_runs(records);
  const std::vector<CaseMetrics> metrics = summarize(all);
  Basis basis;
  basis.baseline = &all;
  const Clause serves = baseline_clause(basis, metrics);
  if (serves.decision != Decision::Accept) {
    throw InputError({}, "these runs cannot be a baseline: " + serves.text);
  }
  const std::vector<const CaseMetrics*> without = without_rates(metrics);
  if (without.size() == metrics.size()) {
    const std::string why = metrics.empty() ? "" : untold_rate(metrics.front());
    throw InputError({}, fmt::format("these runs cannot be a baseline: no case of them has a rate "
                                     "of the whole machine{}{}",
                                     why.empty() ? "" : ": ", why));
  }
  write_bundle(runs, out, rates_csv(all, metrics));
  const RunRecord frozen = load_record(out);
  std::string text = fmt::format("{}: {}\n", out, serves.text);
  for (const RunRecord& run : records) {
    text += fmt::format("  {}, started {}, {} launches; {}\n", run.directory, run.manifest.started,
                        run.launches.size(), describe(run.evidence));
  }
  for (const CaseMetrics* row : without) {
    const std::string why = untold_rate(*row);
    text += fmt::format("  {} has no rate, and serves for no dimension{}{}\n", row->name,
                        why.empty() ? "" : ": ", why);
  }
  text += fmt::format("to pin it in a target:\n  baseline: {}\n  baseline_sha256: {}\n", out,
                      frozen.sha256);
  return say(text, ExitCode::Accepted);
}

}  // namespace fourfold
