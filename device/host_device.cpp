// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <new>

#include "core/error.hpp"
#include "device/device.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kAlignment = 4096;

std::string cpu_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

int usable_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return CPU_COUNT(&set);
  return static_cast<int>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN)));
}

/// MemAvailable: what can be had without swapping.
Bytes available_memory() {
  std::ifstream file("/proc/meminfo");
  for (std::string key; file >> key;) {
    std::uint64_t kib = 0;
    std::string unit;
    if (key == "MemAvailable:" && file >> kib) return Bytes(kib * 1024);
    std::getline(file, unit);
  }
  return Bytes(0);
}

/// The largest data or unified cache of the first CPU, as the kernel lists them.
Bytes last_level_cache() {
  std::uint64_t largest = 0;
  for (int index = 0;; ++index) {
    const std::string folder = fmt::format("/sys/devices/system/cpu/cpu0/cache/index{}/", index);
    std::ifstream type_file(folder + "type");
    std::ifstream size_file(folder + "size");
    std::string type;
    std::uint64_t kib = 0;
    if (!(type_file >> type) || !(size_file >> kib)) break;  // "size" reads as in "36608K"
    if (type != "Instruction") largest = std::max(largest, kib * 1024);
  }
  if (largest == 0) {
    largest = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_LEVEL3_CACHE_SIZE)));
  }
  return Bytes(largest);
}

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// The CPU: work is done when the call returns, so streams are empty and events are clock readings.
class HostDevice final : public Device {
 public:
  HostDevice() {
    info_.kind = DeviceKind::Host;
    info_.name = cpu_name();
    info_.processors = usable_cpus();
    info_.memory = available_memory();
    info_.last_level_cache = last_level_cache();
  }

  const DeviceInfo& info() const override { return info_; }

  Buffer allocate(std::size_t bytes) override {
    const std::size_t rounded =
        (std::max<std::size_t>(bytes, 1) + kAlignment - 1) & ~(kAlignment - 1);
    void* data = std::aligned_alloc(kAlignment, rounded);
    if (data == nullptr) {
      throw Error(fmt::format("no host memory for a buffer of {}", format_bytes(Bytes(bytes))));
    }
    return Buffer(*this, data, bytes);
  }

  Buffer allocate_pinned(std::size_t bytes) override { return allocate(bytes); }

  Stream make_stream() override { return Stream(*this, nullptr); }
  Event make_event() override { return Event(*this, nullptr); }

  void upload(std::byte* destination, const void* source, std::size_t bytes) override {
    if (bytes != 0) std::memcpy(destination, source, bytes);
  }
  void download(void* destination, const std::byte* source, std::size_t bytes) override {
    if (bytes != 0) std::memcpy(destination, source, bytes);
  }
  void copy(std::byte* destination, const std::byte* source, std::size_t bytes, Stream&) override {
    if (bytes != 0) std::memcpy(destination, source, bytes);
  }
  void set_bytes(std::byte* destination, unsigned char value, std::size_t bytes, Stream&) override {
    if (bytes != 0) std::memset(destination, value, bytes);
  }

  void record(Event& event, Stream&) override { event.host_ns = now_ns(); }
  void wait(Stream&, const Event&) override {}
  bool finished(const Event&) override { return true; }
  Seconds elapsed(const Event& begin, const Event& end) override {
    return Seconds(static_cast<double>(end.host_ns - begin.host_ns) * 1e-9);
  }
  void synchronize(Stream&) override {}

 private:
  void release_buffer(void* data) noexcept override { std::free(data); }
  void release_stream(void*) noexcept override {}
  void release_event(void*) noexcept override {}

  DeviceInfo info_;
};

}  // namespace

std::unique_ptr<Device> open_host_device() { return std::make_unique<HostDevice>(); }

}  // namespace fourfold
