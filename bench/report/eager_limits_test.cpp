// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/report/report_test_data.hpp"
#include "bench/report/sections.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Two sizes of what `operation` sent, with three limits and a fact that is none.
ReportParts sent(const std::string& operation, std::uint64_t least, std::uint64_t most) {
  ReportParts parts = empty_run();
  parts.record.manifest.facts["Open MPI 4.1.4"] = {{"btl_vader_eager_limit", "4096"},
                                                   {"btl_tcp_eager_limit", "65536"},
                                                   {"btl_uct_eager_limit", "none"},
                                                   {"btl", "2048"}};
  for (const std::uint64_t bytes : {least, most}) {
    CaseMetrics one;
    one.operation = operation;
    one.backend = "mpi";
    one.work.message = Bytes(bytes);
    one.samples = 10;
    one.median_s = 1e-6;
    parts.metrics.push_back(one);
  }
  return parts;
}

TEST(EagerLimits, NamesThoseThatTheSizesCross) {
  const std::string text = eager_limits(sent("send_recv", 1024, 65536).report());
  EXPECT_THAT(text, HasSubstr("eager limits: btl_vader_eager_limit 4KiB. Above"));
  EXPECT_THAT(text, Not(HasSubstr("tcp")));
  EXPECT_THAT(eager_limits(sent("send_recv", 1024, 65537).report()),
              HasSubstr("btl_tcp_eager_limit 64KiB, btl_vader_eager_limit 4KiB."));
}

TEST(EagerLimits, SaysNothingWhereNoneIsCrossed) {
  EXPECT_EQ(eager_limits(sent("send_recv", 4097, 65536).report()), "");
  EXPECT_EQ(eager_limits(sent("all_reduce", 1024, 1 << 20).report()), "");
  EXPECT_EQ(eager_limits(empty_run().report()), "");
}

}  // namespace
}  // namespace fourfold
