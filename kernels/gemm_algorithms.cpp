// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_algorithms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kSample_s = 200e-6;
constexpr int kMostCalls = 64;
constexpr int kSamples = 5;
constexpr double kHopeless = 2;

/// Times calls of one algorithm after the other.
class Stopwatch {
 public:
  Stopwatch(const GemmAlgorithms& algorithms, const GemmArguments& arguments, Device& device)
      : algorithms_(algorithms),
        arguments_(arguments),
        device_(device),
        stream_(device.make_stream()),
        begin_(device.make_event()),
        end_(device.make_event()) {}

  double seconds_per_call(std::size_t which, int calls) {
    device_.record(begin_, stream_);
    for (int i = 0; i < calls; ++i) {
      if (!enqueued(which)) return kNever;
    }
    device_.record(end_, stream_);
    device_.synchronize(stream_);
    return device_.elapsed(begin_, end_).value() / calls;
  }

 private:
  bool enqueued(std::size_t which) {
    try {
      algorithms_.enqueue(which, arguments_, stream_);
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  const GemmAlgorithms& algorithms_;
  const GemmArguments& arguments_;
  Device& device_;
  Stream stream_;
  Event begin_;
  Event end_;
};

/// The first call may load code, so that it says nothing.
double rough_seconds(Stopwatch& watch, std::size_t which) {
  if (watch.seconds_per_call(which, 1) == kNever) return kNever;
  return std::min(watch.seconds_per_call(which, 1), watch.seconds_per_call(which, 1));
}

}  // namespace

std::vector<double> time_algorithms(const GemmAlgorithms& algorithms,
                                    const GemmArguments& arguments, Device& device) {
  Stopwatch watch(algorithms, arguments, device);
  std::vector<double> seconds;
  for (std::size_t i = 0; i < algorithms.names.size(); ++i) {
    seconds.push_back(rough_seconds(watch, i));
  }
  if (seconds.empty()) return seconds;
  const double limit = kHopeless * *std::min_element(seconds.begin(), seconds.end());
  std::vector<std::vector<double>> samples(seconds.size());
  for (int round = 0; round < kSamples; ++round) {
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      if (seconds[i] > limit || seconds[i] == kNever) continue;
      const double calls = std::ceil(kSample_s / std::max(seconds[i], 1e-9));
      samples[i].push_back(
          watch.seconds_per_call(i, static_cast<int>(std::clamp<double>(calls, 1, kMostCalls))));
    }
  }
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    if (!samples[i].empty()) seconds[i] = median(samples[i]);
  }
  return seconds;
}

std::uint64_t fingerprint(const GemmAlgorithms& algorithms) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  const auto add = [&](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3; };
  for (const std::string& name : algorithms.names) {
    for (const char letter : name) add(static_cast<unsigned char>(letter));
    add('\0');
  }
  return hash >> 12;
}

void take_fastest(PreparedGemm& prepared, std::span<const double> seconds) {
  const std::vector<std::string>& names = prepared.algorithms.names;
  if (seconds.size() != names.size()) {
    throw Error(fmt::format("{} times for {} algorithms", seconds.size(), names.size()));
  }
  const auto fastest = std::min_element(seconds.begin(), seconds.end());
  if (fastest == seconds.end() || !std::isfinite(*fastest)) {
    throw Error(fmt::format("none of the library's {} algorithms runs", names.size()));
  }
  const auto which = static_cast<std::size_t>(std::distance(seconds.begin(), fastest));
  const auto ran =
      std::count_if(seconds.begin(), seconds.end(), [](double s) { return std::isfinite(s); });
  prepared.enqueue = [run = prepared.algorithms.enqueue, which](
                         const GemmArguments& x, Stream& stream) { run(which, x, stream); };
  const std::vector<BlockLayout>& layouts = prepared.algorithms.layouts;
  if (!layouts.empty()) prepared.layout = layouts[which];
  prepared.algorithm = fmt::format(
      "{}; no. {} of the library's proposals, best of {} tried, {}", names[which], which + 1, ran,
      std::isfinite(seconds[0])
          ? fmt::format("{:.2f}x as fast as the first", seconds[0] / seconds[which])
          : "the first does not run");
}

}  // namespace fourfold
