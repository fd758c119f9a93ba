// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/plan/plan.hpp"
#include "bench/plan/step_case.hpp"
#include "kernels/all_reduce_gpu.hpp"

namespace fourfold {
namespace {

/// "40 s", "3 min", "2.5 h": nobody plans a lunch by the millisecond.
std::string coarse(Seconds time) {
  const double s = time.value();
  if (s < 100) return fmt::format("{:.0f} s", std::max(1.0, std::ceil(s)));
  if (s < 100 * 60) return fmt::format("{:.0f} min", std::ceil(s / 60));
  return fmt::format("{:.1f} h", s / 3600);
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// What one call does, and whether the size had to be rounded for it.
struct WorkPrinter {
  std::string operator()(const CollectiveCase& one) const {
    const Bytes real = one.shape.message();
    if (real == one.asked) return format_bytes(real);
    return fmt::format("{} (rounded up to {})", format_bytes(one.asked), format_bytes(real));
  }
  std::string operator()(const GemmCase& one) const {
    const double flop = one.problem.flops().value();
    return flop < 1e9 ? fmt::format("{:.4g} MFLOP", flop / 1e6)
                      : fmt::format("{:.4g} GFLOP", flop / 1e9);
  }
  std::string operator()(const StepCase& one) const { return describe_step(one); }
  std::string operator()(const CommunicatorCase&) const { return ""; }
  std::string operator()(const PairwiseCase& one) const {
    return fmt::format("{}, {} rounds", format_bytes(one.shape.message()), one.rounds);
  }
  std::string operator()(const VirtualRanksCase& one) const {
    const auto arrays = virtual_ranks_traffic(one.algorithm, 1, one.ranks);
    return fmt::format("{} x {}", arrays, format_bytes(one.array));
  }
  std::string operator()(const MemoryCase& one) const {
    const MemoryPatternTraits& row = traits(one.pattern);
    return fmt::format("{} x {}", row.reads + row.writes, format_bytes(one.array));
  }
};

std::string budget(const Measure& measure) {
  const std::string time = "up to " + format_seconds(measure.max_time);
  return measure.trials == 1 ? time : fmt::format("{} x {}", measure.trials, time);
}

template <class List>
std::size_t name_width(const List& list) {
  std::size_t width = 0;
  for (const auto& one : list) width = std::max(width, one.name.size());
  return width;
}

}  // namespace

std::string describe_plan(const Plan& plan, const Estimate& estimate) {
  std::string out = fmt::format("device {}\n", plan.device_choice);
  const std::size_t width = std::max(name_width(plan.cases), name_width(plan.skips));
  if (!plan.cases.empty()) {
    out += fmt::format("\n{}:\n", counted(plan.cases.size(), "case", "cases"));
    std::size_t work_width = 0;
    for (const Case& one : plan.cases) {
      work_width = std::max(work_width, std::visit(WorkPrinter{}, one.what).size());
    }
    for (const Case& one : plan.cases) {
      out += fmt::format("  {:<{}}  {:<4}  {:<{}}  {}\n", one.name, width, name(one.device),
                         std::visit(WorkPrinter{}, one.what), work_width, budget(one.measure));
    }
  }
  if (!plan.skips.empty()) {
    out += fmt::format("\n{} skipped:\n", counted(plan.skips.size(), "case", "cases"));
    for (const Skip& skip : plan.skips) {
      out += fmt::format("  {:<{}}  {}\n", skip.name, width, skip.reason);
    }
  }
  if (!plan.notes.empty()) out += "\n";
  for (const std::string& note : plan.notes) out += fmt::format("note: {}\n", note);
  if (plan.cases.empty()) return out + "\nnothing to measure\n";
  return out + fmt::format("\nabout {}, at most {} per launch\n", coarse(estimate.likely),
                           coarse(estimate.most));
}

}  // namespace fourfold
