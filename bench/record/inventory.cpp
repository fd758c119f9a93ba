// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/inventory.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <set>
#include <string_view>

#include "device/device.hpp"

namespace fourfold {
namespace {

constexpr std::array<std::string_view, 12> kNames{
    "OMP_NUM_THREADS",      "OMP_PROC_BIND",     "OMP_PLACES",
    "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE", "GOTO_NUM_THREADS",
    "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "CUDA_DEVICE_MAX_CONNECTIONS",
    "SLURM_JOB_ID",         "SLURM_NNODES",      "SLURM_NTASKS",
};
// Of Open MPI's only what bears on speed: its launcher's own variables hold addresses and keys.
constexpr std::array<std::string_view, 11> kPrefixes{"NCCL_",
                                                     "OMPI_MCA_pml",
                                                     "OMPI_MCA_btl",
                                                     "OMPI_MCA_mtl",
                                                     "OMPI_MCA_coll",
                                                     "OMPI_MCA_mpi_",
                                                     "OMPI_MCA_hwloc_base_binding",
                                                     "UCX_",
                                                     "FI_",
                                                     "MPICH_",
                                                     "MPIR_CVAR_"};
constexpr std::array<std::string_view, 7> kSecret{"KEY", "TOKEN", "SECRET",    "PASS",
                                                  "PWD", "AUTH",  "CREDENTIAL"};

bool recorded(std::string_view name) {
  std::string upper(name);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  for (const std::string_view word : kSecret) {
    if (upper.find(word) != std::string::npos) return false;
  }
  if (std::find(kNames.begin(), kNames.end(), name) != kNames.end()) return true;
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

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
    if (equals == std::string_view::npos || !recorded(text.substr(0, equals))) continue;
    found.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return found;
}

}  // namespace fourfold
