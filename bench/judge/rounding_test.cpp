// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/rounding.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "bench/judge/log_ratio.hpp"
#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using testing::Not;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Rounding, LowerBoundsGoDownAndUpperBoundsUp) {
  EXPECT_EQ(rounded(3.99996, Rounding::Down), "3.999");
  EXPECT_EQ(rounded(3.99996, Rounding::Up), "4.000");
  EXPECT_EQ(rounded(4, Rounding::Down), "4.000");
  EXPECT_EQ(rounded(4, Rounding::Up), "4.000");
  EXPECT_EQ(rounded(3.6, Rounding::Down), "3.600") << "which is a little less in binary";
  EXPECT_EQ(rounded(0.29, Rounding::Up), "0.2900");
  EXPECT_EQ(rounded(123456, Rounding::Down), "123456");
  EXPECT_EQ(rounded(0, Rounding::Up), "0");
  EXPECT_EQ(rounded(kInfinity, Rounding::Up), "inf");
  EXPECT_EQ(rounded(std::nan(""), Rounding::Up), "-");
  EXPECT_EQ(interval_text({3.91239, 4.0501}), "3.912 .. 4.051");
  EXPECT_EQ(interval_text({0, kInfinity}), "0 .. inf");
}

TEST(Rounding, NothingIsShownOnAnotherSideOfItsLimit) {
  EXPECT_EQ(rounded_beside(3.99996, Rounding::Up, 4), "3.99996");
  EXPECT_EQ(rounded_beside(3.9996, Rounding::Up, 4), "3.9996");
  EXPECT_EQ(rounded_beside(3.912, Rounding::Up, 4), "3.912");
  EXPECT_EQ(rounded_beside(4.00004, Rounding::Down, 4), "4.00004");
  EXPECT_EQ(rounded_beside(4 - 1e-12, Rounding::Down, 4), "4.000") << "it reaches() 4";
  EXPECT_EQ(rounded_beside(3.99996, Rounding::Down, 3.99996), "3.99996");
  EXPECT_EQ(interval_beside({3.99996, 3.99997}, 4), "3.999 .. 3.99997");
  EXPECT_EQ(percent_beside(0.0504, Rounding::Down, 0.05), "5.04 %");
  EXPECT_EQ(percent_beside(0.08, Rounding::Down, 0.05), "8.0 %");
  EXPECT_EQ(percent_beside(1e-16, Rounding::Up, 0.05), "0.0 %");
  EXPECT_EQ(percent_beside(0.94999, Rounding::Down, 0.95), "94.9 %");
  EXPECT_EQ(limit_text(4), "4");
  EXPECT_EQ(limit_text(0.9 * 4), "3.6");
  EXPECT_EQ(limit_text(3.99996), "3.99996");

  std::mt19937_64 bits(20'261'122);  // NOLINT(cert-msc51-cpp): the same every time
  for (int i = 0; i < 10'000; ++i) {
    const double apart = std::pow(10.0, -static_cast<double>(bits() % 80) / 10);
    const double value = 4 * (1 + (bits() % 2 == 0 ? apart : -apart));
    for (const Rounding way : {Rounding::Down, Rounding::Up}) {
      const double shown = std::stod(rounded_beside(value, way, 4));
      EXPECT_EQ(reaches(shown, 4), reaches(value, 4)) << value;
      EXPECT_EQ(shown > 4, value > 4) << value;
    }
  }
}

TEST(Rounding, AMachineThatFallsShortByLittleIsNotRejectedWithTheTargetItself) {
  const RunRecord baseline = synthetic_record(kEqual);
  const Judgement j = against(scaled(baseline, 1 / 3.9998), baseline);
  EXPECT_EQ(j.target->decision, Decision::Reject);
  EXPECT_THAT(clause(j, "capacity ratio").text,
              HasSubstr("3.999, one-sided 95 % bounds 3.999 and 3.9998, against 4"));
  EXPECT_THAT(j.headline, HasSubstr("capacity ratio 3.999 [3.999, 3.9998] against"));
  EXPECT_THAT(j.headline, Not(HasSubstr("4.000")));
}

TEST(Rounding, AFigureThatFallsShortOfAnExpectationByLittleIsNotShownAsThat) {
  Config config;
  Expectation one;
  one.match = kGemm;
  one.metric = Metric::Flops;
  one.value = 2.0001e12;
  one.lower = 0;
  config.expectations = {one};
  const Finding finding = finding_about(judged(synthetic_record(kEqual), config), kGemm);
  EXPECT_EQ(finding.severity, Severity::Fatal);
  EXPECT_THAT(finding.text, HasSubstr("flops 2e+12 FLOP/s, interval [2e+12 FLOP/s, 2e+12 FLOP/s], "
                                      "lies below the lower bound 2.0001e+12 FLOP/s"));
  config.expectations[0].value = 3e12;
  EXPECT_THAT(finding_about(judged(synthetic_record(kEqual), config), kGemm).text,
              HasSubstr("flops 2 TFLOP/s, interval [2 TFLOP/s, 2 TFLOP/s], lies below "
                        "the lower bound 3 TFLOP/s"));
}

TEST(Rounding, AUnitThatIsALittleTooSlowIsNotRejectedWithTheTolerance) {
  const RunRecord baseline = synthetic_record(kEqual, 3);
  RunRecord candidate = scaled(baseline, 0.1);
  for (int launch = 1; launch <= 5; ++launch) {
    case_of(candidate, kGemm, launch).trials[0].rank_median_s.edit()[2] *= 1.0501;
  }
  EXPECT_THAT(clause(against(candidate, baseline), "units").text,
              HasSubstr("by more than 5 %: node2, unit 0 by 5.01 %"));
}

}  // namespace
}  // namespace fourfold
