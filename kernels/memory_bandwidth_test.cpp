// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/memory_bandwidth.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace fourfold {
namespace {

TEST(MemoryBandwidth, EveryPatternComputesItsFormulaAtEverySizeAndThreadCount) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{1023},
                              std::size_t{1024}, std::size_t{100003}}) {
    std::vector<double> a(n), b(n);
    for (std::size_t i = 0; i < n; ++i) {
      a[i] = static_cast<double>(i % 13);
      b[i] = static_cast<double>(i % 7) - 3;
    }
    for (const int threads : {1, 2}) {
      for (const MemoryPatternTraits& row : kMemoryPatterns) {
        std::vector<double> c(n, -99), sums(kPartialSums, -99);
        run_memory_pattern(row.pattern,
                           {.a = a.data(),
                            .b = b.data(),
                            .c = c.data(),
                            .partial_sums = sums.data(),
                            .elements = n},
                           *host, stream, threads);
        double total = 0;
        for (std::size_t i = 0; i < n; ++i) {
          const double expected = row.pattern == MemoryPattern::Copy    ? a[i]
                                  : row.host != HostSide::None          ? a[i]
                                  : row.pattern == MemoryPattern::Mul   ? 2 * a[i]
                                  : row.pattern == MemoryPattern::Add   ? a[i] + b[i]
                                  : row.pattern == MemoryPattern::Triad ? a[i] + 2 * b[i]
                                  : row.pattern == MemoryPattern::Write ? 2
                                                                        : -99;
          ASSERT_EQ(c[i], expected) << row.name << " at " << i << " of " << n;
          total += row.pattern == MemoryPattern::Dot ? a[i] * b[i] : a[i];
        }
        if (!row.sums()) continue;
        EXPECT_EQ(std::accumulate(sums.begin(), sums.end(), 0.0), total) << row.name << " of " << n;
      }
    }
  }
}

TEST(MemoryBandwidth, TheTableCountsWhatTheFormulasTouch) {
  for (const MemoryPatternTraits& row : kMemoryPatterns) {
    const auto has = [&](std::string_view text) {
      return row.formula.find(text) != std::string_view::npos;
    };
    EXPECT_EQ(row.reads, (has("a[i]") ? 1 : 0) + (has("b[i]") ? 1 : 0)) << row.name;
    EXPECT_EQ(row.writes, has("c[i] =") ? 1 : 0) << row.name;
    EXPECT_EQ(row.host == HostSide::Source, has("= h[i]")) << row.name;
    EXPECT_EQ(row.host == HostSide::Result, has("h[i] =")) << row.name;
    EXPECT_EQ(row.sums(), has("sum +=")) << row.name;
    EXPECT_EQ(parse_memory_pattern(row.name), row.pattern);
  }
}

}  // namespace
}  // namespace fourfold
