// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/bundle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "bench/record/joined_runs.hpp"
#include "bench/record/journal.hpp"
#include "bench/record/new_directory.hpp"
#include "bench/record/record_files.hpp"
#include "bench/record/run_lock.hpp"
#include "bench/record/same_run.hpp"
#include "bench/record/whole_file.hpp"
#include "core/error.hpp"
#include "core/sha256.hpp"
#include "core/version.hpp"

namespace fourfold {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr int kBundleVersion = 1;
constexpr const char* kRatesFile = "rates.csv";

std::string run_directory(std::size_t index) { return fmt::format("runs/{}", index + 1); }

}  // namespace

RunRecord join_runs(std::vector<RunRecord> runs) {
  std::ranges::stable_sort(runs, {}, [](const RunRecord& run) { return run.manifest.started; });
  if (const Repeated repeated = repeated_launch(runs); repeated.run != nullptr) {
    throw InputError({repeated.run->directory, 0, 0},
                     fmt::format("not beside {}: {}", repeated.first->directory, repeated.what));
  }
  RunRecord all = std::move(runs.front());
  for (std::size_t i = 1; i < runs.size(); ++i) {
    RunRecord& run = runs[i];
    if (const std::string why = campaign_difference(all, run); !why.empty()) {
      throw InputError(
          {run.directory, 0, 0},
          fmt::format("not of the same suite on the same machine as {}: {}", all.directory, why));
    }
    for (const ImportedLog& log : run.manifest.imported) all.manifest.imported.push_back(log);
    append_run(all, std::move(run));
  }
  return all;
}

void write_bundle(const std::vector<std::string>& directories, const std::string& out,
                  const std::string& rates) {
  if (fs::exists(out)) throw InputError({}, fmt::format("--out: '{}' is there already", out));
  NewDirectory made(out);
  Json entries = Json::array();
  for (std::size_t i = 0; i < directories.size(); ++i) {
    const std::string& from = directories[i];
    if (is_being_written(from)) throw InputError({from, 0, 0}, "this run is still being written");
    const std::string to = out + "/" + run_directory(i);
    copy_record(from, to);
    // What is named is what was written, as it reads back.
    const RunRecord run = load_record(to);
    entries.push_back({{"directory", run_directory(i)},
                       {"from", from},
                       {"suite", run.manifest.suite_name},
                       {"started", run.manifest.started},
                       {"launches", run.launches.size()},
                       {"sha256", run.sha256},
                       {"signed_by", signer(run.evidence)}});
  }
  write_atomically(out, kRatesFile, rates);
  const Json json{{"fourfold_bundle", kBundleVersion},
                  {"frozen", utc_now()},
                  {"program", fmt::format("fourfold {} ({})", version(), git_revision())},
                  {"rates_sha256", sha256(rates)},
                  {"runs", entries}};
  const std::string text = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  write_atomically(out, std::string(kBundleFile), text);
  made.keep();
}

RunRecord load_bundle(const std::string& directory) {
  const std::string path = directory + "/" + std::string(kBundleFile);
  RecordFiles files = read_record_files(directory);
  // Only a signature speaks of the runs within; each is checked by itself below.
  if (is_signed(files)) files = read_all_record_files(directory);
  const Evidence own = check_evidence(files, directory);
  const std::string text = read_whole(path);
  std::vector<RunRecord> runs;
  try {
    const Json json = Json::parse(text);
    if (json.at("fourfold_bundle") != kBundleVersion) throw Error("of a version not known here");
    if (json.at("rates_sha256") != sha256(read_whole(directory + "/" + kRatesFile))) {
      throw InputError({directory + "/" + kRatesFile, 0, 0}, "it was changed after it was frozen");
    }
    for (const Json& entry : json.at("runs")) {
      const std::string run = directory + "/" + entry.at("directory").get<std::string>();
      runs.push_back(load_record(run));
      const std::string was = entry.at("signed_by");
      if (entry.at("sha256") != runs.back().sha256) {
        throw InputError({run, 0, 0}, "this is not the run that was frozen");
      }
      if (was != signer(runs.back().evidence)) {
        throw InputError({run, 0, 0}, fmt::format("this run was signed by {} when it was frozen, "
                                                  "and is not any more",
                                                  was.empty() ? "nobody" : was));
      }
    }
    if (runs.empty()) throw Error("it names no run");
  } catch (const InputError&) {
    throw;
  } catch (const std::exception& error) {
    throw InputError({path, 0, 0}, std::string("not a bundle of baselines: ") + error.what());
  }
  RunRecord all = join_runs(std::move(runs));
  all.directory = directory;
  all.sha256 = sha256(text);
  all.evidence.signature = own.signature;
  return all;
}

}  // namespace fourfold
