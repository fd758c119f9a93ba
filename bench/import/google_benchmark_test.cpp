// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/import/logged_examples.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Two repetitions of an all_reduce and of a matmul of 276.387 and 278.311 us, by two ranks.

/// The file with such a label on each of the two repetitions of that operation.
std::string with_label(const std::string& label, const std::string& operation = "gemm") {
  std::string text = logged("google_benchmark.json");
  const std::string name = "\"name\": \"" + operation;
  for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at)) {
    const std::string more = "\"label\": \"" + label + "\", ";
    text.insert(at, more);
    at += more.size() + name.size();
  }
  return text;
}

std::string refusal(const std::string& text) {
  try {
    (void)parsed(text);
  } catch (const InputError& error) {
    return error.message();
  }
  return "it was taken";
}

TEST(GoogleBenchmark, TimesOfEachRankAreThere) {
  const LogSection one = parsed(with_label("rank_median_s 0.000276 0.00025")).at(0);
  ASSERT_EQ(one.rows.size(), 4U);
  EXPECT_THAT(one.rows[2].rank_seconds, ElementsAre(0.000276, 0.00025));
  EXPECT_THAT(one.rows[0].rank_seconds, IsEmpty()) << "a collective is done by all together";
  EXPECT_DOUBLE_EQ(one.rows[2].work.flops.value(), 2.0 * 64 * 64 * 64) << "as a run of ours has it";
}

TEST(GoogleBenchmark, OfOneRankTheFigureIsItsOwnAndOfSeveralWithoutTheirTimesNobodys) {
  const std::string two = logged("google_benchmark.json");
  EXPECT_THAT(parsed(two).at(0).rows.at(2).rank_seconds, IsEmpty());
  std::string lone = two;
  lone.replace(lone.find("\"ranks\": \"2\""), 12, "\"ranks\": \"1\"");
  while (lone.find("busbw_Bps") != lone.npos) lone.replace(lone.find("busbw_Bps"), 9, "other_Bps");
  const LogSection one = parsed(lone).at(0);
  EXPECT_THAT(one.rows.at(2).rank_seconds, ElementsAre(one.rows[2].seconds));
}

TEST(GoogleBenchmark, TimesThatCannotBeAreRefused) {
  EXPECT_THAT(refusal(with_label("rank_median_s 0.000276")),
              HasSubstr("a label that is not the times of 2 ranks"));
  EXPECT_THAT(refusal(with_label("hello 0.000276 0.000275")),
              HasSubstr("a label that is not the times of 2 ranks"));
  EXPECT_THAT(refusal(with_label("rank_median_s 0.000276 0.000277")),
              HasSubstr("'0.000277' is no rank's time beside 0.000276387 s"));
  EXPECT_THAT(refusal(with_label("rank_median_s 0.000276 0")), HasSubstr("'0' is no rank's time"));
  EXPECT_THAT(refusal(with_label("rank_median_s 0.000276 x")), HasSubstr("'x' is no rank's time"));
  EXPECT_EQ(refusal(with_label("whatever", "all_reduce")), "it was taken");
}

}  // namespace
}  // namespace fourfold
