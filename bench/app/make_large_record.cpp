// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
//
// make_large_record RUN OUT RANKS [SEED]: a record of the suite of RUN as if so many ranks had run
// it, in one launch. Its numbers are made up, which it says of itself, so that it never accepts.
// For scripts/measure_judging.py.
#include <filesystem>
#include <iostream>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bench/config/config.hpp"
#include "bench/record/journal.hpp"
#include "bench/record/made_up_record.hpp"
#include "core/error.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

Manifest made_up_manifest(Manifest manifest, int ranks, int launches) {
  Config config = parse_config(manifest.suite_text, "manifest.json, suite_text");
  config.ranks = ranks;
  config.launches = launches;
  config.target.reset();
  manifest.version = Manifest::kVersion;
  manifest.suite_text = expanded(config);
  manifest.started = utc_now();
  manifest.planned_launches = launches;
  manifest.ranks = ranks;
  manifest.injected = {kMadeUp};
  manifest.baseline.reset();
  manifest.facts.erase("job");
  return manifest;
}

/// The cases of the run, each once.
std::vector<CaseRecord> measured_cases(const RunRecord& run) {
  std::vector<CaseRecord> cases;
  std::set<std::string> names;
  for (const CaseRecord& one : run.cases) {
    if (one.status == CaseStatus::Measured && names.insert(one.name).second) cases.push_back(one);
  }
  return cases;
}

void make(const std::string& run, const std::string& out, int ranks, int launches, unsigned seed) {
  const RunRecord like = load_record(run);
  if (!std::filesystem::create_directories(out)) throw Error("'" + out + "' is there already");
  write_manifest(out, made_up_manifest(like.manifest, ranks, launches));
  std::mt19937_64 random(seed);
  LaunchRecord launch = made_up_launch(ranks);
  const Inventory inventory = made_up_inventory(launch, random);
  Journal journal(out);
  for (launch.launch = 1; launch.launch <= launches; ++launch.launch) {
    launch.started = utc_now_in_ms();
    journal.begin_launch(launch);
    journal.take_inventory(launch.launch, inventory);
    for (CaseRecord one : measured_cases(like)) {
      one.launch = launch.launch;
      one.start = launch.start;
      const double seconds = median(one.trials.at(0).seconds);
      journal.append(made_up_case(std::move(one), ranks, seconds, random));
    }
    journal.end_launch(launch.launch, 0, "finished");
  }
}

}  // namespace
}  // namespace fourfold

int main(int count, char** words) {
  try {
    if (count != 6) throw fourfold::Error("expected RUN OUT RANKS LAUNCHES SEED");
    fourfold::make(words[1], words[2], std::stoi(words[3]), std::stoi(words[4]),
                   static_cast<unsigned>(std::stoul(words[5])));
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "make_large_record: " << error.what() << '\n';
    return 4;
  }
}
