// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/allowance.hpp"

#include <gtest/gtest.h>

#include "bench/locate/suspects.hpp"
#include "bench/watch/deadlines.hpp"

namespace fourfold {
namespace {

TEST(Allowance, LastsAsLongAsItsScopeAndTakesNothingAway) {
  RankVoice voice;
  voice.allow(5);
  {
    const Allowance more(voice, Seconds(100));
    EXPECT_EQ(voice.allowed_s(), 100);
  }
  EXPECT_EQ(voice.allowed_s(), 5);
  const Allowance less(voice, Seconds(1));
  EXPECT_EQ(voice.allowed_s(), 5);
}

TEST(Allowance, OneWhoFitsIsNoHangBeforeItsTime) {
  constexpr std::size_t kPairs = 12'500 * 16 / 2;
  RankStatus status;
  RankVoice voice(status);
  const Allowance fit(voice, longest_fit(kPairs));
  RankView view;
  view.phase = Phase::Check;
  view.step = Step::Agreement;
  view.entered = view.left = 7;
  view.allowance_s = voice.allowed_s();
  const Deadlines deadlines(60, 12'500);
  EXPECT_GE(deadlines.of(view), 60 + 100);
  // Those that wait for it are inside a step.
  view.entered = 8;
  EXPECT_EQ(deadlines.of(view), 60);
}

}  // namespace
}  // namespace fourfold
