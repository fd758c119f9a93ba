// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/merge_benchmarks.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/error.hpp"

namespace fourfold {

namespace {

using Json = nlohmann::ordered_json;

/// Null where the file is not there or was cut short.
Json read(const std::string& path) {
  std::ifstream file(path);
  Json json = Json::parse(file, nullptr, false);
  const bool whole = json.is_object() && json.contains("context") && json.contains("benchmarks");
  return whole ? json : Json();
}

}  // namespace

bool is_whole_benchmark_file(const std::string& file) { return !read(file).is_null(); }

void merge_benchmarks(const std::vector<std::string>& parts, const std::string& out) {
  Json merged;
  std::vector<std::string> order;
  std::map<std::string, std::vector<Json>> repetitions;
  for (const std::string& part : parts) {
    const Json one = read(part);
    if (one.is_null()) continue;
    if (merged.is_null()) merged["context"] = one["context"];
    for (const Json& benchmark : one["benchmarks"]) {
      if (benchmark.value("run_type", "") != "iteration") continue;
      const std::string name = benchmark.at("name");
      if (repetitions.count(name) == 0) order.push_back(name);
      repetitions[name].push_back(benchmark);
    }
  }
  if (merged.is_null()) {
    throw Error("--benchmark_out: no launch lived to finish its part; '" + out +
                "' is not written");
  }
  merged["benchmarks"] = Json::array();
  for (const std::string& name : order) {
    std::vector<Json>& all = repetitions[name];
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i]["repetitions"] = all.size();
      all[i]["repetition_index"] = i;
      merged["benchmarks"].push_back(all[i]);
    }
  }
  std::ofstream file(out);
  file << merged.dump(2) << '\n';
  file.close();
  if (!file) {
    throw Error("--benchmark_out: cannot write '" + out + "'; the parts are '" + parts.front() +
                "' and so on");
  }
  for (const std::string& part : parts) std::remove(part.c_str());
}

void check_mergeable(const BenchmarkFlags& flags) {
  const std::string& format = flags.out_format;
  if (flags.out.empty() || format.empty() || format == "json") return;
  throw InputError({},
                   fmt::format("--benchmark_out_format={}: several launches are merged as json; "
                               "start the workers with mpirun yourself for {}",
                               format, format));
}

}  // namespace fourfold
