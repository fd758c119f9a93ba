// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/figure_text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace fourfold {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(FigureText, SignificantHasFourDigitsAndNoExponent) {
  EXPECT_EQ(significant(0), "0");
  EXPECT_EQ(significant(0.036149), "0.03615");
  EXPECT_EQ(significant(12.3449), "12.34");
  EXPECT_EQ(significant(989123.4), "989123");
  EXPECT_EQ(significant(8e-7), "0.000000800");
  EXPECT_EQ(significant(-2.5), "-2.500");
  EXPECT_EQ(significant(kInfinity), "-");
}

TEST(FigureText, PlusMinusIsTheWiderSide) {
  EXPECT_EQ(plus_minus({0.99, 1.02}, 1), "2.0%");
  EXPECT_EQ(plus_minus({0.9, 1.02}, 1), "10.0%");
  EXPECT_EQ(plus_minus({0.9995, 1.0001}, 1), "0.05%");
  EXPECT_EQ(plus_minus({0, 2.4}, 1), "140%");
  EXPECT_EQ(plus_minus({0, kInfinity}, 1), "-");
}

TEST(FigureText, RatesHaveTheirUnit) {
  EXPECT_EQ(rate_text(12.34e9, "B/s"), "12.34 GB/s");
  EXPECT_EQ(rate_text(1.5, "1/s"), "1.500 1/s");
  EXPECT_EQ(rate_text(kInfinity, "B/s"), "-");
}

TEST(FigureText, CorrectIsYesOnlyWhenChecked) {
  CaseMetrics one;
  EXPECT_EQ(correct_text(one), "-");
  one.correct = true;
  EXPECT_EQ(correct_text(one), "yes");
  one.mismatch = Mismatch{};
  EXPECT_EQ(correct_text(one), "NO");
}

TEST(FigureText, OneLineFoldsBlanksAndControlCharacters) {
  EXPECT_EQ(one_line("  a\r\n\tb\x1b\x7f c \n"), "a b c");
  EXPECT_EQ(one_line("\n"), "");
}

TEST(FigureText, CasesWithoutVerdictHaveADash) {
  Judgement judgement;
  judgement.case_verdicts = {"ok", ""};
  EXPECT_EQ(case_verdict(judgement, 0), "ok");
  EXPECT_EQ(case_verdict(judgement, 1), "-");
  EXPECT_EQ(case_verdict(judgement, 2), "-");
}

}  // namespace
}  // namespace fourfold
