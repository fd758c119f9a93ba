// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "device/telemetry_sampler.hpp"

namespace fourfold {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostCpus = 16;

/// Folders in `parent` whose name is `prefix` and a number, in the order of that number.
std::vector<fs::path> numbered(const fs::path& parent, std::string_view prefix) {
  std::vector<std::pair<int, fs::path>> found;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(parent, ignored)) {
    const std::string file = entry.path().filename().string();
    if (!file.starts_with(prefix)) continue;
    int number = 0;
    const char* const end = file.data() + file.size();
    const auto [rest, status] = std::from_chars(file.data() + prefix.size(), end, number);
    if (status == std::errc() && rest == end) found.emplace_back(number, entry.path());
  }
  std::sort(found.begin(), found.end());
  std::vector<fs::path> paths;
  for (auto& [number, path] : found) paths.push_back(std::move(path));
  return paths;
}

/// A whole number that a file of sysfs holds, or why it cannot be had.
struct FileNumber {
  std::optional<long long> value;
  std::string reason;
};

FileNumber read_number(const fs::path& file) {
  errno = 0;
  std::ifstream stream(file);
  long long value = 0;
  if (stream >> value) return {value, ""};
  const int code = errno;
  const std::string why = code != 0 ? std::generic_category().message(code) : "no number in it";
  return {std::nullopt, fmt::format("{}: {}", file.string(), why)};
}

/// One RAPL domain of a package.
struct Package {
  fs::path energy;
  WrappingCounter counter;
};

class HostTelemetry : public TelemetrySource {
 public:
  explicit HostTelemetry(const fs::path& root)
      : cpuinfo_(root / "proc/cpuinfo"), powercap_(root / "sys/class/powercap") {
    find_clocks(root / "sys/devices/system/cpu");
    find_packages();
    thermal_ = root / "sys/class/thermal";
    for (const fs::path& zone : numbered(thermal_, "thermal_zone")) {
      zones_.push_back(zone / "temp");
    }
  }

  TelemetryReading read() override {
    TelemetryReading reading;
    read_clock(reading);
    read_energy(reading);
    read_temperature(reading);
    return reading;
  }

 private:
  void find_clocks(const fs::path& cpus) {
    std::vector<fs::path> all;
    for (const fs::path& cpu : numbered(cpus, "cpu")) {
      const fs::path clock = cpu / "cpufreq/scaling_cur_freq";
      if (fs::exists(clock)) all.push_back(clock);
    }
    const std::size_t count = std::min(all.size(), kMostCpus);
    for (std::size_t i = 0; i < count; ++i) clocks_.push_back(all[i * all.size() / count]);
  }

  void find_packages() {
    for (const fs::path& domain : numbered(powercap_, "intel-rapl:")) {
      std::string what;
      std::ifstream(domain / "name") >> what;
      // "psys" is the whole platform and holds the packages.
      if (!what.starts_with("package")) continue;
      const FileNumber range = read_number(domain / "max_energy_range_uj");
      if (!range.value) {
        rapl_refusal_ = range.reason;
        continue;
      }
      packages_.push_back(
          {domain / "energy_uj", WrappingCounter(static_cast<std::uint64_t>(*range.value))});
    }
  }

  static void refuse(TelemetryReading& reading, std::string_view what, std::string why) {
    reading.refused.insert_or_assign(std::string(what), std::move(why));
  }

  void read_clock(TelemetryReading& reading) {
    double sum = 0;
    int count = 0;
    std::string why = "neither cpufreq nor clocks in " + cpuinfo_.string();
    for (const fs::path& file : clocks_) {
      const FileNumber khz = read_number(file);
      if (!khz.value) {
        why = khz.reason;
        continue;
      }
      sum += static_cast<double>(*khz.value) / 1000;
      ++count;
    }
    if (clocks_.empty()) add_cpuinfo(sum, count);
    if (count == 0) return refuse(reading, name(Gauge::CpuClock), why);
    reading.sample[Gauge::CpuClock] = static_cast<float>(sum / count);
  }

  void add_cpuinfo(double& sum, int& count) const {
    std::ifstream stream(cpuinfo_);
    for (std::string line; std::getline(stream, line);) {
      const std::size_t colon = line.find(':');
      if (!line.starts_with("cpu MHz") || colon == line.npos) continue;
      sum += std::strtod(line.c_str() + colon + 1, nullptr);
      ++count;
    }
  }

  void read_energy(TelemetryReading& reading) {
    if (packages_.empty()) {
      const std::string why = rapl_refusal_.empty()
                                  ? fmt::format("no RAPL package in {}", powercap_.string())
                                  : rapl_refusal_;
      refuse(reading, kEnergyName, why);
      return refuse(reading, name(Gauge::Power), why);
    }
    double joules = 0;
    for (Package& package : packages_) {
      const FileNumber microjoules = read_number(package.energy);
      if (!microjoules.value) {
        // The sum over some packages only would be taken for that of all.
        last_energy_.reset();
        refuse(reading, kEnergyName, microjoules.reason);
        return refuse(reading, name(Gauge::Power), microjoules.reason);
      }
      const auto total = package.counter.total(static_cast<std::uint64_t>(*microjoules.value));
      joules += static_cast<double>(total) * 1e-6;
    }
    const auto now = TelemetryClock::now();
    reading.sample.energy = Joules(joules);
    if (last_energy_) {
      const double time = std::chrono::duration<double>(now - last_time_).count();
      if (time > 0) {
        reading.sample[Gauge::Power] = static_cast<float>((joules - last_energy_->value()) / time);
      }
    }
    last_energy_ = Joules(joules);
    last_time_ = now;
  }

  void read_temperature(TelemetryReading& reading) {
    std::optional<float> hottest;
    std::string why = fmt::format("no thermal zone in {}", thermal_.string());
    for (const fs::path& zone : zones_) {
      const FileNumber millicelsius = read_number(zone);
      if (!millicelsius.value) {
        why = millicelsius.reason;
        continue;
      }
      const auto celsius = static_cast<float>(static_cast<double>(*millicelsius.value) / 1000);
      hottest = std::max(hottest.value_or(celsius), celsius);
    }
    if (!hottest) return refuse(reading, name(Gauge::Temperature), why);
    reading.sample[Gauge::Temperature] = *hottest;
  }

  fs::path cpuinfo_;
  fs::path powercap_;
  fs::path thermal_;
  std::vector<fs::path> clocks_;
  std::vector<fs::path> zones_;
  std::vector<Package> packages_;
  std::string rapl_refusal_;
  std::optional<Joules> last_energy_;
  TelemetryClock::time_point last_time_;
};

}  // namespace

std::unique_ptr<TelemetrySource> open_host_telemetry(const std::string& root) {
  return std::make_unique<HostTelemetry>(root);
}

}  // namespace fourfold
