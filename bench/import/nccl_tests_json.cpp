// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bench/import/log_formats.hpp"
#include "bench/import/nccl_tests_start.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using Json = nlohmann::json;

// It prints six decimals.
constexpr double kHalf = 0.5e-6;

PrintedNumber number(const Json& json) { return {json.get<double>(), kHalf}; }

/// It writes booleans as texts.
bool is_true(const Json& config, const char* key) { return config.value(key, "false") == "true"; }

NcclTestsSettings settings_of(const Json& root) {
  const Json& config = root.at("config");
  NcclTestsSettings settings;
  settings.threads = config.at("nthreads");
  settings.gpus = config.at("ngpus");
  settings.iterations = config.at("iterations");
  settings.aggregated = config.value("aggregated_iterations", 1);
  settings.graph = config.value("graph", 0);
  settings.blocking = is_true(config, "blocking_collectives") ? 1 : 0;
  const std::string program = root.at("args").at(0);
  settings.program = program.substr(program.rfind('/') + 1);
  return settings;
}

/// It describes one device for each process only, whatever that drives.
void take_devices(const Json& root, const NcclTestsSettings& settings, LogSection& section) {
  const Json& devices =
      root.at("config").contains("devices") ? root.at("config").at("devices") : root.at("devices");
  const std::uint64_t each = settings.threads * settings.gpus;
  std::string& names = section.facts["log"]["devices"];
  constexpr std::uint64_t kMostRanks = 1'000'000;  // as in a suite
  for (const Json& device : devices) {
    if (device.value("group", 0) != 0)
      throw Error("ranks in groups: several communicators at a time");
    if (device.at("rank").get<std::uint64_t>() != section.hosts.size()) {
      throw Error(fmt::format("the list of devices lacks rank {}", section.hosts.size()));
    }
    if (each > kMostRanks || section.hosts.size() + each > kMostRanks) {
      throw Error(fmt::format("{} threads of {} GPUs each make more than {} ranks",
                              settings.threads, settings.gpus, kMostRanks));
    }
    section.hosts.insert(section.hosts.end(), each, device.at("hostname").get<std::string>());
    section.devices.push_back(device_identity(
        device.value("device_hex", ""),
        device.contains("device") ? std::to_string(device.at("device").get<int>()) : ""));
    section.devices.resize(section.hosts.size());
    const std::string name = device.value("device_info", "");
    if (names.find(name) == names.npos) names += (names.empty() ? "" : ", ") + name;
  }
  section.ranks = static_cast<int>(section.hosts.size());
}

NcclTestsLine line_of(const Json& result) {
  NcclTestsLine line;
  line.line = 1;
  line.call.size = result.at("size");
  line.call.count = result.at("count");
  line.call.type = result.at("type");
  line.call.redop = result.at("redop");
  line.call.root = std::stoi(result.at("root").get<std::string>());
  for (const char* const place : {"out_of_place", "in_place"}) {
    if (!result.contains(place) || result.at(place).is_null()) continue;
    const Json& one = result.at(place);
    if (one.contains("cpu_time")) {
      throw Error(
          "cpu_time (-C): the processor's time to issue the calls is not that of the collective");
    }
    NcclTestsHalf half;
    half.in_place = std::string_view(place) == "in_place";
    half.rates = {number(one.at("time")), number(one.at("alg_bw")), number(one.at("bus_bw"))};
    if (!one.at("nwrong").is_null()) {
      half.wrong = static_cast<std::uint64_t>(one.at("nwrong").get<double>());
    }
    line.halves.push_back(half);
  }
  return line;
}

NcclTestsStart start_of(const Json& root) {
  NcclTestsStart start;
  start.section.line = 1;
  start.settings = settings_of(root);
  take_devices(root, start.settings, start.section);
  const Json& config = root.at("config");
  start.sweep = {config.at("minimum_bytes"), config.at("maximum_bytes"),
                 config.value("step_factor", config.value("step_bytes", std::uint64_t{0})),
                 config.contains("step_factor")};
  start.columns = NcclTestsColumns{1, {"#wrong"}};
  for (const Json& result : root.at("results")) start.lines.push_back(line_of(result));
  start.out_of_bounds = root.at("out_of_bounds").at("count").get<std::uint64_t>();
  start.section.facts["log"]["library"] = root.at("nccl_version").dump();
  start.section.facts["log"]["started"] = root.value("start_time", "");
  return start;
}

/// On which line the byte lies.
int line_at(const std::string& text, std::size_t byte) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
  return static_cast<int>(std::count(text.begin(), end, '\n')) + 1;
}

}  // namespace

bool is_nccl_tests_json(const LogText& log) {
  return log.whole.find_first_not_of(" \n\r\t") == log.whole.find('{') &&
         log.whole.find("\"nccl_version\"") != log.whole.npos;
}

std::vector<LogSection> parse_nccl_tests_json(const LogText& log, const Told& told) {
  Json root;
  try {
    root = Json::parse(log.whole);
  } catch (const Json::parse_error& error) {
    refuse(log, line_at(log.whole, error.byte),
           "cut short, or no JSON: " + std::string(error.what()));
  }
  NcclTestsStart start;
  double average = 0;
  try {
    start = start_of(root);
    average = root.at("average_bus_bandwidth").at("bandwidth");
  } catch (const std::exception& error) {
    refuse(log, 1, fmt::format("not as nccl-tests -J writes it: {}", error.what()));
  }
  if (told.ranks && *told.ranks != start.section.ranks) {
    refuse(log, 1,
           fmt::format("--ranks says {}, the log says {}", *told.ranks, start.section.ranks));
  }
  return {finished(std::move(start), average, 1, log, told)};
}

}  // namespace fourfold
