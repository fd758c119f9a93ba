// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/config/config.hpp"
#include "bench/config/load_parts.hpp"

namespace fourfold {

std::string_view name(Metric metric) { return kMetrics[static_cast<std::size_t>(metric)]; }

std::string_view base_unit(Metric metric) {
  switch (metric) {
    case Metric::Time:
      return "s";
    case Metric::Algbw:
    case Metric::Busbw:
    case Metric::Memory:
      return "B/s";
    case Metric::Flops:
      return "FLOP/s";
    case Metric::StepRate:
      return "step/s";
    case Metric::Ratio:
    case Metric::Efficiency:
    case Metric::Overlap:
      return "x";
  }
  return "s";
}

}  // namespace fourfold
