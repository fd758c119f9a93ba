// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/against_chip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <initializer_list>
#include <iterator>

#include "core/quantity.hpp"
#include "kernels/gemm.hpp"
#include "kernels/memory_bandwidth.hpp"

namespace fourfold {
namespace {

std::string cite(const ChipSource& source) {
  return fmt::format("{}, {}", source.document, source.date);
}

/// A product of stated figures: who states them, and what of it is in doubt.
struct Derived {
  double value = 1;
  std::string source;
  std::string doubt;

  template <class Value>
  void take(const Stated<Value>& stated) {
    if (const std::string text = cite(stated.source); source.find(text) == source.npos) {
      source += (source.empty() ? "" : "; ") + text;
    }
    if (!stated.unconfirmed.empty()) doubt += (doubt.empty() ? "" : "; ") + stated.unconfirmed;
  }
};

bool runs_on_chip(const CaseMetrics& row, const Chip& chip) {
  const bool of_host = find_chip({&chip, 1}, "host") != nullptr;
  const GemmKernel* kernel = row.operation == "gemm" ? find_gemm_kernel(row.backend) : nullptr;
  if (kernel != nullptr) return (kernel->device == DeviceKind::Host) == of_host;
  return row.operation == "memory" && (row.backend == "host") == of_host;
}

/// `memory/cuda/triad/1GiB`: neither of a cache nor across a link to the host.
bool tells_of_memory(const CaseMetrics& row, const Chip& chip) {
  if (!chip.l2_size || (row.name + "/").find("/hot/") != std::string::npos) return false;
  const auto crosses_to_host = [&](const MemoryPatternTraits& one) {
    const bool meant = row.name.find(fmt::format("/{}/", one.name)) != std::string::npos;
    return meant && one.host != HostSide::None;
  };
  if (std::ranges::any_of(kMemoryPatterns, crosses_to_host)) return false;
  // Of virtual ranks, all inputs or all outputs: what lies in one rank's is not what is moved.
  const bool of_ranks = row.name.find("/all_reduce_") != std::string::npos;
  const auto array = of_ranks ? static_cast<double>(row.work.memory.count()) / 2
                              : static_cast<double>(parse_bytes(row.size).count());
  return array >= kArraysBeyondCache * static_cast<double>(chip.l2_size->value.count());
}

/// The peak of the arithmetic that such elements are multiplied with; of f64 the larger of two.
const Peak* peak_for(const std::string& dtype, const Chip& chip) {
  const Peak* found = nullptr;
  for (const Peak& peak : chip.peaks) {
    const std::string_view arithmetic = name(peak.arithmetic);
    const bool fits = arithmetic == dtype || (dtype == "f64" && arithmetic.starts_with("f64_"));
    if (fits && (found == nullptr || peak.rate.value > found->rate.value)) found = &peak;
  }
  return found;
}

/// The stated rate at the highest clock; nothing where that clock is not known.
std::optional<Derived> scaled_rate(const Peak& peak, const Chip& chip) {
  Derived rate{peak.rate.value.value(), "", ""};
  rate.take(peak.rate);
  if (!peak.clock) return rate;
  if (!chip.max_clock) return std::nullopt;
  rate.value *= chip.max_clock->value / peak.clock->value;
  rate.take(*peak.clock);
  rate.take(*chip.max_clock);
  return rate;
}

/// The same from processors and what each does per clock.
std::optional<Derived> made_rate(const Peak& peak, const Chip& chip) {
  if (!chip.max_clock || !chip.processors || !peak.per_clock) return std::nullopt;
  Derived rate{peak_at(chip, peak.arithmetic, chip.max_clock->value)->value(), "", ""};
  rate.take(*chip.processors);
  rate.take(*peak.per_clock);
  rate.take(*chip.max_clock);
  return rate;
}

/// The two differ by what a sheet rounds. The larger binds, so that no honest figure is suspected;
/// who is cited is the one that is not in doubt.
std::optional<Derived> highest_rate(const Peak& peak, const Chip& chip) {
  std::optional<Derived> stated = scaled_rate(peak, chip);
  std::optional<Derived> made = made_rate(peak, chip);
  if (!stated || !made) return stated ? stated : made;
  Derived& cited = stated->doubt.empty() ? *stated : *made;
  cited.value = std::max(stated->value, made->value);
  return cited;
}

std::optional<Hertz> median_clock(const CaseMetrics& row) {
  if (!row.devices || !row.devices->clock_mhz) return std::nullopt;
  return Hertz(*row.devices->clock_mhz * 1e6);
}

std::optional<Share> of_peak_at_clock(const CaseMetrics& row, const Peak& peak, const Chip& chip,
                                      double figure) {
  const std::optional<Hertz> clock = median_clock(row);
  if (!clock) return std::nullopt;
  const auto at_clock = peak_at(chip, peak.arithmetic, *clock);
  if (!at_clock) return std::nullopt;
  const bool doubt = !chip.processors->unconfirmed.empty() || !peak.per_clock->unconfirmed.empty();
  return Share{figure / at_clock->value(), doubt};
}

std::optional<Roofline> roofline(const CaseMetrics& row, const Peak& peak, const Chip& chip,
                                 double figure) {
  GemmProblem problem;
  const auto type = parse_data_type(row.dtype);
  const bool shaped =
      std::sscanf(row.size.c_str(), "%ldx%ldx%ld", &problem.m, &problem.n, &problem.k) == 3;
  if (!chip.memory_bandwidth || !type || !shaped) return std::nullopt;
  problem.input = *type;
  const auto bytes = static_cast<double>(problem.a_bytes() + problem.b_bytes() + problem.d_bytes());
  Roofline result;
  result.intensity = problem.flops().value() / bytes;
  const double slope = result.intensity * chip.memory_bandwidth->value.value();
  result.memory_bound = slope < peak.rate.value.value();
  const std::string& doubt =
      result.memory_bound ? chip.memory_bandwidth->unconfirmed : peak.rate.unconfirmed;
  result.of_roof = {figure / std::min(slope, peak.rate.value.value()), !doubt.empty()};
  return result;
}

AgainstChip against(const CaseMetrics& row, Metric metric, const Chip& chip, Derived highest) {
  AgainstChip result;
  result.ceiling.match = row.name;
  result.ceiling.metric = metric;
  result.ceiling.at_most = highest.value;
  result.ceiling.source = fmt::format("{}: {}", chip.name, highest.source);
  result.doubt = std::move(highest.doubt);
  return result;
}

std::optional<AgainstChip> memory_against(const CaseMetrics& row, const Chip& chip, double figure) {
  if (!chip.memory_bandwidth || !tells_of_memory(row, chip)) return std::nullopt;
  Derived bandwidth{chip.memory_bandwidth->value.value(), "", ""};
  bandwidth.take(*chip.memory_bandwidth);
  AgainstChip result = against(row, Metric::Memory, chip, bandwidth);
  result.peak = bandwidth.value;
  result.of_peak = {figure / bandwidth.value, !bandwidth.doubt.empty()};
  return result;
}

std::optional<AgainstChip> gemm_against(const CaseMetrics& row, const Chip& chip, double figure) {
  const Peak* peak = peak_for(row.dtype, chip);
  if (peak == nullptr) return std::nullopt;
  const auto highest = highest_rate(*peak, chip);
  if (!highest) return std::nullopt;
  AgainstChip result = against(row, Metric::Flops, chip, *highest);
  result.peak = peak->rate.value.value();
  result.of_peak = {figure / result.peak, !peak->rate.unconfirmed.empty()};
  result.of_peak_at_clock = of_peak_at_clock(row, *peak, chip, figure);
  result.roofline = roofline(row, *peak, chip, figure);
  return result;
}

}  // namespace

std::optional<AgainstChip> against_chip(const CaseMetrics& row, const Manifest& manifest) {
  if (!manifest.chip || !runs_on_chip(row, *manifest.chip)) return std::nullopt;
  const bool gemm = row.operation == "gemm";
  const auto figure = row.figure(gemm ? Metric::Flops : Metric::Memory);
  if (!figure) return std::nullopt;
  return gemm ? gemm_against(row, *manifest.chip, *figure)
              : memory_against(row, *manifest.chip, *figure);
}

}  // namespace fourfold
