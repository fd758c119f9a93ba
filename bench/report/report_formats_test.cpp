// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <tuple>

#include "bench/report/report_test_data.hpp"

namespace fourfold {
namespace {

ReportParts run_named(const std::string& name) {
  if (name == "healthy") return healthy_run();
  return name == "acceptance" ? acceptance_run() : empty_run();
}

class Golden : public testing::TestWithParam<std::tuple<std::string, std::string>> {};

TEST_P(Golden, IsWrittenAsOnFile) {
  const auto& [format, run] = GetParam();
  const std::string actual = written(run_named(run), format);
  EXPECT_EQ(actual, golden(run + "." + format, actual));
}

INSTANTIATE_TEST_SUITE_P(Formats, Golden,
                         testing::Combine(testing::Values("terminal", "md", "csv", "json",
                                                          "nccl-tests"),
                                          testing::Values("healthy", "acceptance", "empty")),
                         [](const auto& param) {
                           std::string name =
                               std::get<0>(param.param) + "_" + std::get<1>(param.param);
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(ReportFormats, HaveDistinctNamesAndDescriptions) {
  std::set<std::string_view> names;
  for (const ReportFormat& format : report_formats()) {
    EXPECT_TRUE(names.insert(format.name).second) << format.name;
    EXPECT_FALSE(format.description.empty()) << format.name;
  }
  EXPECT_EQ(names, (std::set<std::string_view>{"terminal", "md", "csv", "json", "nccl-tests"}));
}

TEST(ReportFormats, SayTheVerdictEvenWhenNothingRan) {
  for (const char* format : {"terminal", "md", "nccl-tests"}) {
    EXPECT_NE(written(empty_run(), format).find("nothing was tested (exit code 3: inconclusive)"),
              std::string::npos)
        << format;
  }
}

TEST(ReportFormats, EndInALineEnd) {
  for (const ReportFormat& format : report_formats()) {
    for (const ReportParts& parts : {healthy_run(), acceptance_run(), empty_run()}) {
      EXPECT_EQ(written(parts, std::string(format.name)).back(), '\n') << format.name;
    }
  }
}

}  // namespace
}  // namespace fourfold
