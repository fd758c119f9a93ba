// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "bench/report/figure_text.hpp"
#include "bench/report/sections.hpp"
#include "core/quantity.hpp"

namespace fourfold {
namespace {

struct SizeRange {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};

/// Of what MPI sent from rank to rank; nothing where that was not measured.
std::optional<SizeRange> sizes_sent(const Report& report) {
  std::optional<SizeRange> range;
  for (const CaseMetrics& one : report.metrics) {
    if (one.operation != "send_recv" || one.backend != "mpi" || !has_figures(one)) continue;
    const std::uint64_t size = one.work.message.count();
    if (!range) range = {size, size};
    range = {std::min(range->least, size), std::max(range->most, size)};
  }
  return range;
}

std::optional<std::uint64_t> whole_number(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (status != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::string eager_limits(const Report& report) {
  const auto sent = sizes_sent(report);
  if (!sent) return "";
  std::vector<std::string> crossed;
  for (const auto& [group, facts] : report.record.manifest.facts) {
    for (const auto& [name, value] : facts) {
      if (!name.starts_with("btl_") || !name.ends_with("_eager_limit")) continue;
      const auto limit = whole_number(value);
      if (!limit || *limit < sent->least || *limit >= sent->most) continue;
      crossed.push_back(fmt::format("{} {}", name, format_bytes(Bytes(*limit))));
    }
  }
  if (crossed.empty()) return "";
  return fmt::format(
      "send_recv crosses eager limits: {}. Above the limit of the transport that carries it, a "
      "message waits for its receiver (rendezvous): a step of the curve there is MPI's choice.",
      fmt::join(crossed, ", "));
}

}  // namespace fourfold
