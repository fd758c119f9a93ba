// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/network_adapters.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <map>

namespace fourfold {
namespace {

namespace fs = std::filesystem;

using PortsByGigabits = std::map<double, int, std::greater<>>;

constexpr double kBytesPerGigabit = 1e9 / 8;

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// Sub-directories; none where the directory is absent or closed to us.
std::vector<fs::path> entries(const fs::path& directory) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    found.push_back(at->path());
  }
  return found;
}

/// A port's state reads "4: ACTIVE", its rate "400 Gb/sec (4X NDR)".
PortsByGigabits infiniband_ports(const fs::path& sys) {
  PortsByGigabits ports;
  for (const fs::path& adapter : entries(sys / "class/infiniband")) {
    for (const fs::path& port : entries(adapter / "ports")) {
      double gigabits = 0;
      const bool active = first_line(port / "state").find("ACTIVE") != std::string::npos;
      if (active && std::sscanf(first_line(port / "rate").c_str(), "%lf Gb/sec", &gigabits) == 1) {
        ++ports[gigabits];
      }
    }
  }
  return ports;
}

/// An interface's speed is in Mbit/s, -1 where it is not known; only hardware has a "device".
PortsByGigabits interface_ports(const fs::path& sys) {
  PortsByGigabits ports;
  for (const fs::path& interface : entries(sys / "class/net")) {
    long megabits = 0;
    std::error_code error;
    const bool usable = fs::exists(interface / "device", error) &&
                        first_line(interface / "operstate") == "up" &&
                        std::sscanf(first_line(interface / "speed").c_str(), "%ld", &megabits) == 1;
    if (usable && megabits > 0) ++ports[static_cast<double>(megabits) / 1000];
  }
  return ports;
}

}  // namespace

std::vector<AdapterGroup> network_adapters(const fs::path& sys) {
  PortsByGigabits ports = infiniband_ports(sys);
  if (ports.empty()) ports = interface_ports(sys);
  std::vector<AdapterGroup> groups;
  for (const auto& [gigabits, count] : ports) {
    groups.push_back({count, BytesPerSecond(gigabits * kBytesPerGigabit)});
  }
  return groups;
}

std::string format_adapters(const std::vector<AdapterGroup>& groups) {
  std::string text;
  for (const AdapterGroup& group : groups) {
    text += fmt::format("{}{} x {:g} Gbit/s", text.empty() ? "" : ", ", group.ports,
                        group.rate.value() / kBytesPerGigabit);
  }
  return text;
}

std::optional<AdapterGroup> parse_fastest_adapters(const std::string& text) {
  int ports = 0;
  double gigabits = 0;
  const bool right = std::sscanf(text.c_str(), "%d x %lf Gbit/s", &ports, &gigabits) == 2;
  if (!right || ports < 1 || !(gigabits > 0)) return std::nullopt;
  return AdapterGroup{ports, BytesPerSecond(gigabits * kBytesPerGigabit)};
}

}  // namespace fourfold
