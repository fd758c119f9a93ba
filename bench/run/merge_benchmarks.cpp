// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/merge_benchmarks.hpp"

#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "core/error.hpp"

namespace fourfold {

void merge_benchmarks(const std::vector<std::string>& parts, const std::string& out) {
  using Json = nlohmann::ordered_json;
  Json merged;
  std::vector<std::string> order;
  std::map<std::string, std::vector<Json>> repetitions;
  for (const std::string& part : parts) {
    std::ifstream file(part);
    const Json one = Json::parse(file, nullptr, false);
    if (one.is_discarded()) continue;  // a launch that was cut short
    if (!merged.contains("context")) merged["context"] = one["context"];
    for (const Json& benchmark : one["benchmarks"]) {
      if (benchmark.value("run_type", "") != "iteration") continue;
      const std::string name = benchmark.at("name");
      if (repetitions.count(name) == 0) order.push_back(name);
      repetitions[name].push_back(benchmark);
    }
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
  if (!file) throw Error("cannot write --benchmark_out file '" + out + "'");
  for (const std::string& part : parts) std::remove(part.c_str());
}

}  // namespace fourfold
