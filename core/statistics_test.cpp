// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "core/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "core/error.hpp"
#include "core/special_functions.hpp"

namespace fourfold {
namespace {

std::vector<double> one_to(std::size_t n) {
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = static_cast<double>(i + 1);
  return values;
}

void expect_relative(double got, double expected, double relative) {
  EXPECT_NEAR(got, expected, std::abs(expected) * relative);
}

struct QuantileRow {
  double p, degrees, t;
};

// mpmath 1.4.1 with 40 digits: the root of the regularised incomplete beta function.
constexpr QuantileRow kStudentT[] = {
    {0.6, 0.5, 0.39797542678479059},         {0.95, 0.5, 41.136000092878202},
    {0.975, 0.5, 164.55767348048824},        {0.999999, 0.5, 102849115625.71901},
    {1e-12, 0.5, -1.0284911563163401e+23},   {0.6, 1.0, 0.32491969623290625},
    {0.95, 1.0, 6.3137515146750374},         {0.975, 1.0, 12.706204736174693},
    {0.999999, 1.0, 318309.88617359026},     {1e-12, 1.0, -318309886183.79068},
    {0.6, 1.7, 0.29506112729782733},         {0.95, 1.7, 3.3036151432379287},
    {0.975, 1.7, 5.1188389882530571},        {0.999999, 1.7, 2023.8837476345909},
    {1e-12, 1.7, -6848530.4865564381},       {0.6, 3.0, 0.27667066233268985},
    {0.95, 3.0, 2.3533634348018229},         {0.975, 3.0, 3.1824463052837084},
    {0.999999, 3.0, 103.29946777942897},     {1e-12, 3.0, -10331.108244292486},
    {0.6, 5.0, 0.26718086570414507},         {0.95, 5.0, 2.0150483733330235},
    {0.975, 5.0, 2.5705818356363148},        {0.999999, 5.0, 24.771029720372489},
    {1e-12, 5.0, -393.95695957760377},       {0.6, 7.35, 0.26269176048588627},
    {0.95, 7.35, 1.8810929875860749},        {0.975, 7.35, 2.3419883077524379},
    {0.999999, 7.35, 13.37922604248482},     {1e-12, 7.35, -89.204120080949822},
    {0.6, 10.0, 0.26018482949208018},        {0.95, 10.0, 1.8124611228116759},
    {0.975, 10.0, 2.2281388519862742},       {0.999999, 10.0, 9.7519954909098546},
    {1e-12, 10.0, -40.532096178662597},      {0.6, 30.0, 0.25560536495191271},
    {0.95, 30.0, 1.6972608865939574},        {0.975, 30.0, 2.0422724563012379},
    {0.999999, 30.0, 5.8711171204086238},    {1e-12, 30.0, -11.397217523311411},
    {0.6, 1000.0, 0.25341451583949871},      {0.95, 1000.0, 1.6463788172854643},
    {0.975, 1000.0, 1.9623390808264081},     {0.999999, 1000.0, 4.7816086204524386},
    {1e-12, 1000.0, -7.1242289253144091},    {0.6, 99999.0, 0.25334777716392018},
    {0.95, 99999.0, 1.6448688649373506},     {0.975, 99999.0, 1.9599877077718444},
    {0.999999, 99999.0, 4.7537047191897243}, {1e-12, 99999.0, -7.0353717512737916},
};

TEST(StudentTQuantile, IsThatOfAnIndependentProgram) {
  for (const QuantileRow& row : kStudentT) {
    SCOPED_TRACE(testing::Message() << "p " << row.p << ", degrees " << row.degrees);
    expect_relative(student_t_quantile(row.p, row.degrees), row.t, 1e-11);
  }
}

TEST(StudentTQuantile, IsThatOfPublishedTables) {
  // NIST/SEMATECH e-Handbook of Statistical Methods, section 1.3.6.7.2, three decimals.
  EXPECT_NEAR(student_t_quantile(0.90, 1), 3.078, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.95, 4), 2.132, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 4), 2.776, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.975, 8), 2.306, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.99, 20), 2.528, 5e-4);
  EXPECT_NEAR(student_t_quantile(0.999, 100), 3.174, 5e-4);
}

TEST(StudentTQuantile, HasItsClosedForms) {
  for (const double p : {0.5000001, 0.51, 0.7, 0.9, 0.99}) {
    expect_relative(student_t_quantile(p, 1), std::tan(std::numbers::pi * (p - 0.5)), 1e-9);
    expect_relative(student_t_quantile(p, 2), (2 * p - 1) / std::sqrt(2 * p * (1 - p)), 1e-9);
  }
}

TEST(StudentTQuantile, IsOddAndZeroInTheMiddle) {
  EXPECT_EQ(student_t_quantile(0.5, 3), 0);
  for (const double v : {0.3, 4.0, 1e4, 1e7}) {
    EXPECT_DOUBLE_EQ(student_t_quantile(0.25, v), -student_t_quantile(0.75, v));
  }
}

TEST(StudentTQuantile, JoinsTheExpansionForManyDegreesSmoothly) {
  for (const double p : {0.6, 0.95, 0.999, 1 - 1e-12}) {
    const double before = student_t_quantile(p, 1e5);
    const double after = student_t_quantile(p, 1e5 + 1e-3);
    expect_relative(after, before, 1e-10);
  }
  EXPECT_NEAR(student_t_quantile(0.975, 1e12), normal_quantile(0.975), 1e-11);
}

TEST(StudentTQuantile, RefusesWhatIsNoProbability) {
  EXPECT_THROW(student_t_quantile(0, 3), Error);
  EXPECT_THROW(student_t_quantile(1, 3), Error);
  EXPECT_THROW(student_t_quantile(0.9, 0), Error);
  EXPECT_THROW(student_t_quantile(0.9, std::nan("")), Error);
}

TEST(NormalQuantile, IsThatOfAnIndependentProgram) {
  // scipy 1.10.1, scipy.stats.norm.ppf.
  constexpr double kRows[][2] = {
      {1e-300, -37.0470962993612},      {1e-12, -7.034483825301131}, {0.001, -3.090232306167813},
      {0.025, -1.9599639845400545},     {0.1, -1.2815515655446004},  {0.3, -0.5244005127080409},
      {0.4999, -0.0002506628300880075}, {0.75, 0.6744897501960817},  {0.975, 1.959963984540054},
      {0.999999, 4.753424308817087},
  };
  for (const auto& [p, z] : kRows) EXPECT_NEAR(normal_quantile(p), z, 1e-11) << p;
  EXPECT_EQ(normal_quantile(0.5), 0);
  EXPECT_THROW(normal_quantile(0), Error);
  EXPECT_THROW(normal_quantile(1), Error);
}

TEST(BinomialCdf, IsThatOfAnIndependentProgram) {
  struct Row {
    std::size_t k, n;
    double p, cdf;
  };
  // scipy 1.10.1, scipy.stats.binom.cdf.
  constexpr Row kRows[] = {
      {0, 6, 0.5, 0.015625},
      {3, 10, 0.5, 0.171875},
      {0, 10, 0.1, 0.34867844009999993},
      {9, 10, 0.9, 0.6513215599},
      {7, 20, 0.3333333333333333, 0.6614714828191064},
      {98, 240, 0.5, 0.002699813360855723},
      {499000, 1000000, 0.5, 0.022804149932694757},
      {499020, 1000000, 0.5, 0.025056366266395704},
      {500000, 1000000, 0.5, 0.5003989421806669},
      {10, 1000000, 1e-05, 0.5830397501940288},
      {25, 1000000, 1e-05, 0.999982321922662},
      {120, 1000, 0.1, 0.9827427694733798},
      {150, 1000, 0.1, 0.9999997225559099},
  };
  for (const Row& row : kRows) {
    expect_relative(binomial_cdf(row.k, row.n, row.p), row.cdf, 1e-10);
  }
}

TEST(BinomialCdf, HasItsEnds) {
  EXPECT_EQ(binomial_cdf(5, 5, 0.3), 1);
  EXPECT_EQ(binomial_cdf(7, 5, 0.3), 1);
  EXPECT_EQ(binomial_cdf(0, 5, 0), 1);
  EXPECT_EQ(binomial_cdf(4, 5, 1), 0);
  EXPECT_EQ(binomial_cdf(0, 0, 0.5), 1);
  EXPECT_DOUBLE_EQ(binomial_cdf(0, 3, 0.25), 27.0 / 64);
  EXPECT_DOUBLE_EQ(binomial_cdf(2, 3, 0.25), 63.0 / 64);
}

TEST(BinomialProbability, SumsToOne) {
  for (const std::size_t n : {1u, 2u, 17u, 1000u}) {
    double sum = 0;
    for (std::size_t k = 0; k <= n; ++k) sum += binomial_probability(k, n, 0.3);
    EXPECT_NEAR(sum, 1, 1e-13) << n;
  }
}

TEST(StirlingError, IsWhatStirlingLacks) {
  // Direct evaluation is accurate where the logarithm of the gamma function is small.
  for (const double x : {0.5, 1.0, 2.5, 7.0, 15.9, 16.1}) {
    const double direct =
        std::lgamma(x) - ((x - 0.5) * std::log(x) - x + 0.5 * std::log(2 * std::numbers::pi));
    EXPECT_NEAR(stirling_error(x), direct, 2e-14) << x;
  }
}

TEST(MedianInterval, HasTheRanksOfTheExactBinomial) {
  struct Row {
    std::size_t n;
    double confidence;
    std::size_t rank;  // of the lower end, from 1; 0 when there is none
  };
  // scipy 1.10.1: the largest l with binom.cdf(l - 1, n, 0.5) <= (1 - confidence) / 2.
  constexpr Row kRows[] = {
      {5, .95, 0},        {6, .95, 1},          {7, .99, 0},
      {8, .99, 1},        {9, .95, 2},          {10, .95, 2},
      {11, .99, 1},       {20, .95, 6},         {25, .99, 6},
      {30, .95, 10},      {50, .99, 16},        {71, .95, 27},
      {100, .95, 40},     {101, .99, 38},       {1000, .95, 469},
      {12345, .99, 6029}, {100000, .95, 49690}, {1000000, .99, 498712},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.n);
    const std::vector<double> sorted = one_to(row.n);
    const std::optional<Interval> interval = median_interval(sorted, row.confidence);
    ASSERT_EQ(interval.has_value(), row.rank != 0);
    if (!interval) continue;
    EXPECT_EQ(interval->lower, static_cast<double>(row.rank));
    EXPECT_EQ(interval->upper, static_cast<double>(row.n + 1 - row.rank));
  }
}

TEST(MedianInterval, CoversExactlyAsPromised) {
  for (std::size_t n = 1; n <= 300; ++n) {
    const auto interval = median_interval(one_to(n), 0.95);
    const auto coverage = [&](std::size_t l) { return 1 - 2 * binomial_cdf(l - 1, n, 0.5); };
    const std::size_t l = interval ? static_cast<std::size_t>(interval->lower) : 0;
    if (l > 0) {
      EXPECT_GE(coverage(l), 0.95 - 1e-12) << n;
    }
    EXPECT_LT(coverage(l + 1), 0.95) << n << ": a narrower interval would do";
  }
}

TEST(MedianInterval, TakesAConfidenceThatIsReachedExactly) {
  // P(min <= median <= max) = 1 - 2 / 2^5 at n = 5.
  const auto interval = median_interval(one_to(5), 0.9375);
  ASSERT_TRUE(interval.has_value());
  EXPECT_EQ(interval->lower, 1);
  EXPECT_EQ(interval->upper, 5);
  EXPECT_FALSE(median_interval(one_to(5), 0.9376).has_value());
}

TEST(MedianInterval, NeedsSamplesAndAConfidence) {
  EXPECT_FALSE(median_interval({}, 0.95).has_value());
  EXPECT_FALSE(median_interval(one_to(1), 0.95).has_value());
  EXPECT_THROW(median_interval(one_to(9), 0), Error);
  EXPECT_THROW(median_interval(one_to(9), 1), Error);
}

TEST(MedianInterval, NeverShrinksToLessThanItCovers) {
  const auto odd = median_interval(one_to(9), 1e-9);
  ASSERT_TRUE(odd.has_value());
  EXPECT_EQ(odd->lower, 4);  // [x(5), x(5)] covers with probability 0
  EXPECT_EQ(odd->upper, 6);
  const auto even = median_interval(one_to(8), 1e-9);
  ASSERT_TRUE(even.has_value());
  EXPECT_EQ(even->lower, 4);
  EXPECT_EQ(even->upper, 5);
}

TEST(Quantile, IsTypeSeven) {
  const std::vector<double> sorted{1, 2, 4, 8};
  EXPECT_DOUBLE_EQ(quantile(sorted, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.25), 1.75);  // R: quantile(c(1, 2, 4, 8), 0.25)
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.5), 3);
  EXPECT_DOUBLE_EQ(quantile(sorted, 0.9), 6.8);
  EXPECT_DOUBLE_EQ(quantile(sorted, 1), 8);
  EXPECT_DOUBLE_EQ(quantile(std::vector<double>{7}, 0.3), 7);
  EXPECT_THROW(quantile({}, 0.5), Error);
  EXPECT_THROW(quantile(sorted, -0.1), Error);
  EXPECT_THROW(quantile(sorted, 1.1), Error);
  EXPECT_THROW(quantile(sorted, std::nan("")), Error);
}

TEST(Median, TakesSamplesInAnyOrder) {
  EXPECT_EQ(median(std::vector<double>{3}), 3);
  EXPECT_EQ(median(std::vector<double>{9, 1, 5}), 5);
  EXPECT_EQ(median(std::vector<double>{9, 1, 5, 3}), 4);
  EXPECT_EQ(median(std::vector<double>{2, 1}), 1.5);
  EXPECT_THROW(median({}), Error);
}

TEST(Summarize, SaysWhatSamplesSay) {
  const Summary s = summarize(std::vector<double>{10, 1, 4, 2, 3, 9, 8, 7, 6, 5});
  EXPECT_EQ(s.n, 10u);
  EXPECT_EQ(s.min, 1);
  EXPECT_DOUBLE_EQ(s.p05, 1.45);
  EXPECT_DOUBLE_EQ(s.p25, 3.25);
  EXPECT_DOUBLE_EQ(s.median, 5.5);
  EXPECT_DOUBLE_EQ(s.p75, 7.75);
  EXPECT_DOUBLE_EQ(s.p95, 9.55);
  EXPECT_DOUBLE_EQ(s.p99, 9.91);
  EXPECT_EQ(s.max, 10);
  EXPECT_DOUBLE_EQ(s.mean, 5.5);
  EXPECT_DOUBLE_EQ(s.mad, 2.5);
  ASSERT_TRUE(s.median_interval.has_value());
  EXPECT_EQ(s.median_interval->lower, 2);
  EXPECT_EQ(s.median_interval->upper, 9);
}

TEST(Summarize, RefusesNoSamplesAndNoNumbers) {
  EXPECT_THROW(summarize({}), Error);
  EXPECT_THROW(summarize(std::vector<double>{1, std::nan(""), 2}), Error);
  EXPECT_FALSE(summarize(std::vector<double>{1, 2, 3}).median_interval.has_value());
}

}  // namespace
}  // namespace fourfold
