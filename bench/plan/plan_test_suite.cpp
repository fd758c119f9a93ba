// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/plan/plan_test_suite.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace fourfold {

Capabilities host_of(int ranks) {
  Capabilities one;
  one.ranks = ranks;
  one.ranks_per_host = ranks;
  one.groups[Scope::Node] = {1, ranks, ranks, ""};
  one.cpus = 2;
  one.host_memory = Bytes(std::uint64_t{8} << 30);
  one.host.last_level_cache = Bytes(1 << 20);
  one.cuda.reason = "no NVIDIA driver";
  one.nccl.reason = "no NVIDIA driver";
  one.missing_kernels["cublaslt"] = "no NVIDIA driver";
  return one;
}

Capabilities gpus_of(int ranks, int gpus) {
  Capabilities one = host_of(ranks);
  one.cuda = {.devices = gpus,
              .reason = "",
              .compute_capability = 90,
              .name = "NVIDIA H200",
              .uuid = "GPU-0",
              .memory = Bytes(std::uint64_t{80} << 30),
              .last_level_cache = Bytes(50 << 20)};
  one.nccl = {.available = true, .version = "2.28.9", .version_code = 22809, .reason = ""};
  one.missing_kernels.erase("cublaslt");
  return one;
}

Config suite_of(const std::string& body) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("fourfold_planned_" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file) << "fourfold: 1\nsuite: planned\n" << body;
  Config config = load_config(file, {});
  std::filesystem::remove(file);
  return config;
}

std::vector<std::string> case_names(const Plan& plan) {
  std::vector<std::string> names;
  for (const Case& one : plan.cases) names.push_back(one.name);
  return names;
}
std::vector<std::string> skip_names(const Plan& plan) {
  std::vector<std::string> names;
  for (const Skip& one : plan.skips) names.push_back(one.name);
  return names;
}

std::string only_reason(const std::string& entry, const Capabilities& capabilities,
                        const std::string& head) {
  const Plan plan = make_plan(suite_of(head + "cases:\n  - " + entry + "\n"), capabilities);
  if (plan.cases.empty() && plan.skips.size() == 1) return plan.skips[0].reason;
  std::string all = "not one skip alone:";
  for (const std::string& name : case_names(plan)) all += " " + name;
  for (const std::string& name : skip_names(plan)) all += " skipped:" + name;
  return all;
}

std::string plan_complaint(const Config& config, const Capabilities& capabilities) {
  try {
    make_plan(config, capabilities);
  } catch (const InputError& error) {
    return std::to_string(error.position().line) + ":" + std::to_string(error.position().column) +
           ": " + error.message();
  }
  return "";
}

}  // namespace fourfold
