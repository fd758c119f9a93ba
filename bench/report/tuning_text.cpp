// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/tuning_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bench/report/figure_text.hpp"

namespace fourfold {
namespace {

/// Those that were measured at any size, in the order of the program's list.
std::vector<PeerAlgorithm> columns_of(const Tuned& tuned) {
  std::vector<PeerAlgorithm> columns;
  for (std::size_t i = 0; i < kPeerAlgorithms.size(); ++i) {
    const auto algorithm = static_cast<PeerAlgorithm>(i);
    const bool any = std::ranges::any_of(tuned.sizes, [&](const TunedSize& size) {
      return std::ranges::find(size.times, algorithm, &TunedTime::algorithm) != size.times.end();
    });
    if (any) columns.push_back(algorithm);
  }
  return columns;
}

std::string time_text(const TunedSize& size, PeerAlgorithm algorithm) {
  const auto found = std::ranges::find(size.times, algorithm, &TunedTime::algorithm);
  return found == size.times.end() ? "-" : format_seconds(Seconds(found->median_s));
}

std::string taken_text(const TunedSize& size) {
  const TunedTime& fastest = size.times.front();
  if (fastest.algorithm == size.taken) return std::string(name(size.taken));
  return fmt::format("{} ({} is no faster beyond the intervals)", name(size.taken),
                     name(fastest.algorithm));
}

std::string crossovers(const Tuned& tuned) {
  std::string out;
  std::size_t row = 0;
  for (std::size_t i = 1; i < tuned.sizes.size(); ++i) {
    const TunedSize& before = tuned.sizes[i - 1];
    const TunedSize& after = tuned.sizes[i];
    if (before.taken == after.taken) continue;
    out += fmt::format("crossover at {}: {} was taken at {}, {} at {}\n",
                       format_bytes(*tuned.table.rows[row++].up_to), name(before.taken),
                       format_bytes(before.size), name(after.taken), format_bytes(after.size));
  }
  if (out.empty()) return "no crossover\n";
  return out +
         "A crossover lies between two measured sizes, at their geometric mean: nothing was "
         "measured "
         "there.\n";
}

}  // namespace

std::string tuning_text(const Tuned& tuned) {
  const std::vector<PeerAlgorithm> columns = columns_of(tuned);
  std::string out = fmt::format("{} by {}, median time per call\n", tuned.like,
                                counted(static_cast<std::size_t>(tuned.ranks), "rank", "ranks"));
  out += fmt::format("{:>8}", "size");
  for (const PeerAlgorithm one : columns) out += fmt::format("  {:>10}", name(one));
  out += "  taken\n";
  for (const TunedSize& size : tuned.sizes) {
    out += fmt::format("{:>8}", format_bytes(size.size));
    for (const PeerAlgorithm one : columns) out += fmt::format("  {:>10}", time_text(size, one));
    out += fmt::format("  {}\n", taken_text(size));
  }
  out += fmt::format("{}\n{}", describe(tuned.table), crossovers(tuned));
  for (const std::string& one : tuned.left_out) {
    out += fmt::format("left out: {}\n", one_line(one));
  }
  if (tuned.launches < 2) {
    out +=
        "From 1 launch: the intervals do not contain the spread between launches, so that noise "
        "may "
        "have changed the algorithm. Measure with --launches 5.\n";
  }
  return out;
}

}  // namespace fourfold
