// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/inventory.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <string_view>

#include "bench/record/network_adapters.hpp"
#include "bench/record/recorded_variables.hpp"
#include "device/device.hpp"

namespace fourfold {
namespace {

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// PRETTY_NAME of /etc/os-release.
std::string operating_system() {
  std::ifstream file("/etc/os-release");
  for (std::string line; std::getline(file, line);) {
    constexpr std::string_view kKey = "PRETTY_NAME=\"";
    if (line.starts_with(kKey)) return line.substr(kKey.size(), line.size() - kKey.size() - 1);
  }
  return "";
}

/// Distinct "physical id" and whether a hypervisor shows itself, from /proc/cpuinfo.
void read_cpuinfo(std::map<std::string, std::string>& facts) {
  std::ifstream file("/proc/cpuinfo");
  std::set<std::string> sockets;
  bool hypervisor = false;
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    if (line.starts_with("physical id")) sockets.insert(line.substr(colon));
    if (line.starts_with("flags") && line.find(" hypervisor") != std::string::npos) {
      hypervisor = true;
    }
  }
  if (!sockets.empty()) facts["sockets"] = std::to_string(sockets.size());
  facts["virtual_machine"] = hypervisor ? "yes" : "no";
}

}  // namespace

std::map<std::string, std::string> host_facts() {
  std::map<std::string, std::string> facts;
  const DeviceInfo info = open_host_device()->info();
  facts["cpu"] = info.name;
  facts["cpus_usable"] = std::to_string(info.processors);
  facts["memory_available"] = format_bytes(info.memory);
  facts["last_level_cache"] = format_bytes(info.last_level_cache);
  read_cpuinfo(facts);
  utsname kernel{};
  if (uname(&kernel) == 0) {
    facts["hostname"] = kernel.nodename;
    facts["kernel"] = fmt::format("{} {}", kernel.sysname, kernel.release);
    facts["architecture"] = kernel.machine;
  }
  facts["operating_system"] = operating_system();
  facts["governor"] = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  facts["network_adapters"] = format_adapters(network_adapters("/sys"));
  const std::string load = first_line("/proc/loadavg");
  facts["load_average"] = load.substr(0, load.find(' '));
  std::erase_if(facts, [](const auto& fact) { return fact.second.empty(); });
  return facts;
}

std::map<std::string, std::string> recorded_environment() {
  std::map<std::string, std::string> found;
  for (char** one = environ; *one != nullptr; ++one) {
    const std::string_view text(*one);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || !is_recorded_variable(text.substr(0, equals))) continue;
    found.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return found;
}

}  // namespace fourfold
