// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/log_ratio.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace fourfold {
namespace {

LogRatio ratio(const std::vector<double>& candidate, const std::vector<double>& baseline) {
  return {log_mean(candidate), log_mean(baseline)};
}

TEST(LogRatio, MeanAndVariance) {
  const LogMean mean = log_mean(std::vector<double>{1, 2, 6});
  EXPECT_DOUBLE_EQ(mean.mean, 3);
  EXPECT_DOUBLE_EQ(mean.variance, 7);
  EXPECT_EQ(mean.launches, 3);
}

TEST(LogRatio, WelchAgainstAWorkedExample) {
  // a = {1, 2, 3}: mean 2, s^2/n = 1/3; b = {0, 0.5, 1, 1.5, 2}: mean 1, s^2/n = 0.625/5 = 0.125.
  // Variance 0.458333, degrees 0.458333^2 / ((1/3)^2/2 + 0.125^2/4) = 3.5327.
  const LogRatio r = ratio({1, 2, 3}, {0, 0.5, 1, 1.5, 2});
  EXPECT_NEAR(r.estimate(), std::exp(1.0), 1e-12);
  const double variance = 1.0 / 3 + 0.125;
  const double degrees = variance * variance / (1.0 / 18 + 0.125 * 0.125 / 4);
  EXPECT_NEAR(degrees, 3.5327, 5e-4);
  const Interval usual = r.usual_bounds(0.95);
  const double half = student_t_quantile(0.95, degrees) * std::sqrt(variance);
  EXPECT_NEAR(std::log(usual.lower), 1 - half, 1e-12);
  EXPECT_NEAR(std::log(usual.upper), 1 + half, 1e-12);
  // What is judged by has the degrees of the side with fewer launches: t(0.95, 2).
  EXPECT_NEAR(std::log(r.bounds(0.95).lower), 1 - 2.919985580353726 * std::sqrt(variance), 1e-9);
}

TEST(LogRatio, WithEqualSpreadWelchIsStudentWithAllDegrees) {
  const LogRatio r = ratio({1, 2, 3}, {0, 1, 2});
  const double half = 2.131846786326649 * std::sqrt(2.0 / 3);  // t(0.95, 4)
  EXPECT_NEAR(std::log(r.usual_bounds(0.95).lower), 1 - half, 1e-9);
}

/// Quantiles of chi-squared at the middles of `points` equal parts, of an even number of degrees:
/// its upper tail is exp(-x/2) times the sum of (x/2)^i / i!, i < degrees / 2.
std::vector<double> chi_squared(int degrees, int points) {
  const auto tail = [degrees](double x) {
    double term = 1, sum = 0;
    for (int i = 0; i < degrees / 2; ++i) {
      sum += term;
      term *= x / 2 / (i + 1);
    }
    return std::exp(-x / 2) * sum;
  };
  std::vector<double> quantiles;
  for (int i = 0; i < points; ++i) {
    double low = 0, high = 200;
    for (int step = 0; step < 60; ++step) {
      const double middle = (low + high) / 2;
      (1 - tail(middle) < (i + 0.5) / points ? low : high) = middle;
    }
    quantiles.push_back(low);
  }
  return quantiles;
}

using Bounds = Interval (LogRatio::*)(double) const;

/// How likely the lower 95 % bound reaches the true ratio of 1, when launches of the candidate have
/// the standard deviation 1 and those of the baseline `sigma`: given both sample variances, which
/// are chi-squared and independent of the means, the means are normal. No simulation.
double chance_of_reaching(Bounds bounds, int launches_c, int launches_b, double sigma) {
  constexpr int kPoints = 64;
  const std::vector<double> of_c = chi_squared(launches_c - 1, kPoints);
  const std::vector<double> of_b = chi_squared(launches_b - 1, kPoints);
  const double truly = std::sqrt(1.0 / launches_c + sigma * sigma / launches_b);
  double sum = 0;
  for (const double c : of_c) {
    for (const double b : of_b) {
      const LogRatio seen{{0, c / (launches_c - 1), launches_c},
                          {0, sigma * sigma * b / (launches_b - 1), launches_b}};
      const double half = -std::log((seen.*bounds)(0.95).lower);
      sum += 0.5 * std::erfc(half / truly / std::numbers::sqrt2);
    }
  }
  return sum / kPoints / kPoints;
}

TEST(LogRatio, ABoundIsAboveTheTruthInAtMostOneInTwentyWhateverTheSpreads) {
  double most = 0, usual_most = 0;
  for (const auto& [launches_c, launches_b] : {std::pair{5, 5}, {3, 3}, {21, 5}, {5, 21}}) {
    for (const double sigma : {0.0, 0.1, 0.3, 0.5, 1.0, 2.0, 10.0, 100.0}) {
      const double chance = chance_of_reaching(&LogRatio::bounds, launches_c, launches_b, sigma);
      EXPECT_LE(chance, 0.0501) << launches_c << " " << launches_b << " " << sigma;
      EXPECT_GE(chance, 0.01);
      most = std::max(most, chance);
      usual_most = std::max(
          usual_most, chance_of_reaching(&LogRatio::usual_bounds, launches_c, launches_b, sigma));
    }
  }
  EXPECT_NEAR(most, 0.05, 0.001) << "no more cautious than it must be";
  EXPECT_GT(usual_most, 0.051) << "by Satterthwaite's degrees it is not at most one in twenty";
  RecordProperty("most", std::to_string(most));
  RecordProperty("usual_most", std::to_string(usual_most));
}

TEST(LogRatio, EqualLaunchesLeaveNoWidth) {
  const LogRatio r = ratio({std::log(4.0), std::log(4.0), std::log(4.0)}, {0, 0});
  const Interval bounds = r.bounds(0.95);
  EXPECT_EQ(bounds.lower, r.estimate());
  EXPECT_EQ(bounds.upper, r.estimate());
  EXPECT_TRUE(reaches(bounds.lower, 4)) << "short by rounding alone";
  EXPECT_FALSE(reaches(bounds.lower, 4.0001));
}

TEST(LogRatio, SpreadOnOneSideAlone) {
  const Interval bounds = ratio({1, 1, 1}, {0, 0.1}).bounds(0.95);
  const double half = 6.313751514675043 * std::sqrt(0.005 / 2);  // t(0.95, 1)
  EXPECT_NEAR(std::log(bounds.lower), 0.95 - half, 1e-9);
}

TEST(LogRatio, OneLaunchBoundsNothing) {
  for (const Interval& bounds :
       {ratio({1}, {0, 0, 0}).bounds(0.95), ratio({1, 1}, {0}).bounds(0.95)}) {
    EXPECT_EQ(bounds.lower, 0);
    EXPECT_TRUE(std::isinf(bounds.upper));
  }
}

TEST(LogRatio, LaunchesToSettleAreTheFewestThatDo) {
  const LogRatio r = ratio({0.00, 0.06, 0.12}, {0, 0.001, 0.002, 0.003});
  const auto more = launches_to_settle(r, 1.03, 0.95);
  ASSERT_TRUE(more);
  EXPECT_GT(*more, 1);
  EXPECT_TRUE(settles(r.bounds_after(*more, 0.95), 1.03));
  EXPECT_FALSE(settles(r.bounds_after(*more - 1, 0.95), 1.03));
}

TEST(LogRatio, SettledAlreadyNeedsNoLaunch) {
  EXPECT_EQ(launches_to_settle(ratio({1, 1.01}, {0, 0.01}), 1.5, 0.95), 0);
  EXPECT_EQ(launches_to_settle(ratio({0, 0.01}, {0, 0.01}), 4, 0.95), 0);
}

TEST(LogRatio, AnEstimateOnTheBoundaryIsNeverSettled) {
  const LogRatio r = ratio({0.0, 0.1, 0.2}, {0.1, 0.1, 0.1});
  EXPECT_FALSE(launches_to_settle(r, 1.0, 0.95));
}

TEST(LogRatio, TheBaselinesOwnSpreadStays) {
  const LogRatio wide_baseline = ratio({0.05, 0.05, 0.05}, {-0.2, 0, 0.2});
  EXPECT_FALSE(launches_to_settle(wide_baseline, 1.0, 0.95));
  EXPECT_FALSE(can_be_settled(wide_baseline, 1.0, 0.95));
  const LogRatio many_needed = ratio({-1, 0.001, 1.004}, {0, 0, 0});
  EXPECT_FALSE(launches_to_settle(many_needed, 1.0, 0.95));
  EXPECT_TRUE(can_be_settled(many_needed, 1.0, 0.95));
}

/// The definition: the first number that does.
std::optional<int> counted_to_settle(const LogRatio& ratio, double value, double confidence) {
  for (int more = 0; more <= kMostFurtherLaunches; ++more) {
    if (settles(ratio.bounds_after(more, confidence), value)) return more;
  }
  return std::nullopt;
}

TEST(LogRatio, WhatIsRuledOutWithoutStudentsQuantileIsRightlySo) {
  for (const double spread : {0.003, 0.03, 0.1}) {
    for (const int launches : {2, 3, 5, 9}) {
      for (const double value : {1.001, 1.02, 1.05, 1.1}) {
        const LogRatio ratio{{0, spread * spread, launches}, {0, 1e-4, 7 - launches / 2}};
        EXPECT_EQ(launches_to_settle(ratio, value, 0.95), counted_to_settle(ratio, value, 0.95))
            << spread << " " << launches << " " << value;
      }
    }
  }
  for (double z = 1; z < 4; z += 0.1) {
    const double p = 0.5 * std::erfc(-z / std::numbers::sqrt2);
    for (double degrees = 1; degrees < 40; degrees *= 1.3) {
      EXPECT_GT(student_t_quantile(p, degrees), z + (z * z * z + z) / 4 / degrees);
    }
  }
}

}  // namespace
}  // namespace fourfold
