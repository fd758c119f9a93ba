// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/watch/finding.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace fourfold {
namespace {

const Deadlines kDeadlines(60, 8);

/// Eight ranks on hosts a and b, all inside all_reduce #57, heard of just now.
std::vector<RankView> in_all_reduce() {
  std::vector<RankView> views(8);
  for (int i = 0; i < 8; ++i) {
    RankView& v = views[static_cast<std::size_t>(i)];
    v.rank = i;
    v.host = i < 4 ? "a" : "b";
    v.phase = Phase::Operation;
    v.step = Step::Call;
    v.entered = 100;
    v.left = 99;
    v.call = 57;
    v.case_number = 2;
    v.case_name = "all_reduce/mpi/f32/8KiB";
    v.call_text = "all_reduce f32 sum 8KiB";
    v.heard_s = 1000;
  }
  return views;
}

/// That rank is still in the step before.
void hold_back(RankView& view) {
  view.step = Step::Barrier;
  view.entered = 99;
  view.left = 99;
  view.call = 56;
}

std::string loss(const std::vector<RankView>& views, double now_s = 1000) {
  return find_loss(views, kDeadlines, now_s).text;
}

constexpr const char* kPlace = " (operation, all_reduce/mpi/f32/8KiB)";

TEST(Finding, ARankThatHasNotEntered) {
  auto views = in_all_reduce();
  hold_back(views[5]);
  EXPECT_EQ(
      loss(views),
      std::string("rank 5 on host b has not entered all_reduce #57; 7 others wait in it") + kPlace);
  hold_back(views[2]);
  EXPECT_EQ(loss(views), std::string("ranks 2 on host a, 5 on host b have not entered all_reduce "
                                     "#57; 6 others wait in it") +
                             kPlace);
  EXPECT_FALSE(beyond_hope(views));
}

TEST(Finding, AStepThatAllHaveEnteredAndNoneLeaves) {
  EXPECT_EQ(loss(in_all_reduce()),
            std::string("ranks 0, 1, 2, 3 on host a, 4, 5, 6, 7 on host b have entered all_reduce "
                        "#57 and none has left it") +
                kPlace);
}

TEST(Finding, StoppedDeadFailedAreSaidBeforeAnythingElse) {
  auto views = in_all_reduce();
  hold_back(views[5]);
  views[5].process = ProcessState::Stopped;
  EXPECT_EQ(loss(views), std::string("rank 5 on host b is stopped (SIGSTOP or a debugger)") +
                             kPlace + "; 7 others wait in all_reduce #57");
  EXPECT_FALSE(beyond_hope(views));
  views[5].process = ProcessState::Gone;
  EXPECT_TRUE(beyond_hope(views));
  EXPECT_EQ(loss(views).find("rank 5 on host b is dead (without a word, as by signal 9"), 0u);
  views[5].ended = SIGSEGV;
  EXPECT_EQ(loss(views).find("rank 5 on host b is dead (signal 11, Segmentation fault)"), 0u);
  views[3].ended = kFailed;
  views[3].said = "no memory";
  EXPECT_EQ(loss(views), std::string("rank 3 on host a failed: no memory") + kPlace);
}

TEST(Finding, AnErrorThatIsNoRanksOwnBlamesNobody) {
  auto views = in_all_reduce();
  views[0].ended = kCalledOff;
  views[0].said = "cannot write 'journal.jsonl': No space left on device";
  EXPECT_TRUE(beyond_hope(views));
  for (RankView& v : views) {  // which the launcher ends next, some before they can say so
    if (v.rank > 0 && v.rank < 6) v.ended = SIGTERM;
    if (v.rank > 0) v.process = ProcessState::Gone;
  }
  const Loss full = find_loss(views, kDeadlines, 1000);
  EXPECT_EQ(full.text, "cannot write 'journal.jsonl': No space left on device");
  EXPECT_EQ(full.ranks, std::vector<int>{});
  views[5].ended = kFailed;  // whose own it is
  views[5].said = "ranks differ in what their machines have: ...";
  const Loss own = find_loss(views, kDeadlines, 1000);
  EXPECT_EQ(own.text.find("rank 5 on host b failed: ranks differ in what their machines"), 0u);
  EXPECT_EQ(own.ranks, std::vector<int>{5});
}

TEST(Finding, WhoTheLauncherEndedIsNotTheCause) {
  auto views = in_all_reduce();
  for (RankView& v : views) {
    v.ended = SIGTERM;
    v.process = ProcessState::Gone;
  }
  EXPECT_FALSE(beyond_hope(views));
  views[6].ended = 0;
  EXPECT_TRUE(beyond_hope(views));
  EXPECT_EQ(loss(views).find("rank 6 on host b is dead"), 0u);
}

TEST(Finding, AHostThatIsCutOff) {
  auto views = in_all_reduce();
  for (std::size_t i = 4; i < 8; ++i) {
    hold_back(views[i]);
    views[i].heard_s = 940;
  }
  EXPECT_EQ(loss(views),
            std::string("ranks 4, 5, 6, 7 on host b are cut off: nothing has been heard for 60 s") +
                kPlace + "; 4 others wait in all_reduce #57");
}

TEST(Finding, WhoHoldsTheRunUpIsNotKnownWhereNobodyIsHeardOf) {
  auto views = in_all_reduce();
  hold_back(views[4]);
  const Loss nobody = find_loss(views, kDeadlines, 1003);
  EXPECT_EQ(nobody.text, std::string("nothing has been heard from any rank for 3 s") + kPlace);
  EXPECT_EQ(nobody.ranks, std::vector<int>{});
  views[4].process = ProcessState::Gone;  // which does not grow old
  EXPECT_EQ(find_loss(views, kDeadlines, 1003).ranks, std::vector<int>{4});
}

TEST(Finding, ARankAloneOnItsHostThatDiedIsNamedByTheOthersLastWords) {
  auto views = in_all_reduce();
  EXPECT_EQ(find_silence(views, false).text, "");  // nobody was asked to end
  for (RankView& v : views) v.ended = v.rank == 5 ? 0 : SIGTERM;
  EXPECT_FALSE(beyond_hope(views));
  EXPECT_EQ(find_silence(views, false).text,
            std::string("rank 5 on host b is dead or cut off: no last word when the launcher "
                        "ended 7 others") +
                kPlace);
  for (std::size_t i = 0; i < 4; ++i) views[i].ended = 0;
  EXPECT_EQ(find_silence(views, false).text, "");  // the launcher has given nobody time
  for (RankView& v : views) v.ended = SIGTERM;
  EXPECT_EQ(find_silence(views, false).text, "");
  views[5].ended = 0;
  views[5].phase = Phase::Ended;
  EXPECT_EQ(find_silence(views, false).text, "");  // ended in order
}

TEST(Finding, HostsThatDiedAreNamedWhereTheyAreHalfOrMoreIfTheLauncherLostOne) {
  auto views = in_all_reduce();  // rank i on host i / 2
  for (std::size_t i = 0; i < 8; ++i) {
    views[i].host = std::string(1, static_cast<char>('a' + i / 2));
    if (i >= 2) continue;
    views[i].ended = SIGTERM;
    views[i].heard_s = 1000.1;
  }
  EXPECT_EQ(find_silence(views, false).text, "");
  const Loss three = find_silence(views, true);
  EXPECT_EQ(three.text, std::string("ranks 2, 3 on host b, 4, 5 on host c, 6, 7 on host d are dead "
                                    "or cut off: no last word when the launcher ended 2 others") +
                            kPlace);
  EXPECT_EQ(three.ranks, (std::vector<int>{2, 3, 4, 5, 6, 7}));
  views[4].ended = SIGTERM;  // host c was there, and had no time for its second rank
  views[4].heard_s = 1000.2;
  EXPECT_EQ(find_silence(views, true).ranks, (std::vector<int>{2, 3, 6, 7}));
  views[6].heard_s = 1000.3;  // host d was still heard of after the first last word
  EXPECT_EQ(find_silence(views, true).ranks, (std::vector<int>{2, 3}));
  for (RankView& v : views) v.ended = 0;
  EXPECT_EQ(find_silence(views, true).text, "");  // nobody is there to tell them from
}

TEST(Finding, RanksThatNeverCame) {
  auto views = in_all_reduce();
  for (RankView& v : views) {
    v.phase = Phase::Bootstrap;
    v.step = Step::MpiInit;
    v.entered = 1;
    v.left = 0;
    v.case_name.clear();
  }
  views[1] = RankView{};
  views[1].rank = 1;
  EXPECT_EQ(loss(views).find("rank 1 has never been heard of"), 0u);
  // Once MPI_Init has returned it must be there; it is not watched, and nobody waits for it here.
  for (RankView& v : views) {
    if (v.rank != 1) v.phase = Phase::Init;
  }
  EXPECT_TRUE(all_started(views));
  for (const RankView* one : least_far(views)) EXPECT_NE(one->rank, 1);
}

TEST(Finding, ADisagreement) {
  auto views = in_all_reduce();
  views[3].call_text = "broadcast f32 4KiB";
  EXPECT_EQ(loss(views), std::string("rank 3 on host a entered 'broadcast f32 4KiB' where 7 others "
                                     "entered 'all_reduce f32 sum 8KiB'") +
                             kPlace);
  // The others have gone on, as the leaves of a broadcast can.
  for (RankView& v : views) {
    if (v.rank == 3) continue;
    v.step = Step::Barrier;
    v.entered = 101;
    v.left = 100;
  }
  EXPECT_EQ(loss(views).find("rank 3 on host a entered 'broadcast f32 4KiB' where"), 0u);
  views = in_all_reduce();
  views[0].step = Step::Agreement;
  EXPECT_EQ(loss(views).find("rank 0 on host a entered 'agreement' where 7 others"), 0u);
}

TEST(Finding, WhatTheLibrarySays) {
  auto views = in_all_reduce();
  hold_back(views[5]);
  views[1].library = "remote process exited";
  EXPECT_NE(loss(views).find("; rank 1's library says: remote process exited"), std::string::npos);
}

TEST(Finding, OfManyRanksEightAreNamed) {
  auto views = in_all_reduce();
  for (int i = 8; i < 100'000; ++i) {
    views.push_back(views[4]);
    views.back().rank = i;
    hold_back(views.back());
  }
  EXPECT_EQ(loss(views).find("ranks 8, 9, 10, 11, 12, 13, 14, 15 on host b and 99984 more have not "
                             "entered all_reduce #57; 8 others wait in it"),
            0u);
}

TEST(Finding, Lateness) {
  auto views = in_all_reduce();
  EXPECT_EQ(describe_lateness(views, 1.3), "");
  hold_back(views[5]);
  EXPECT_EQ(describe_lateness(views, 1.3),
            std::string("rank 5 on host b entered all_reduce #57 1.3 s after the others") + kPlace);
}

TEST(Deadlines, GrowWithTheRanksAndTheCase) {
  const Deadlines few(60, 8), many(60, 100'000);
  EXPECT_EQ(few.of(Phase::Operation), 60);
  EXPECT_EQ(few.of(Phase::WarmUp), 60);
  EXPECT_NEAR(few.of(Phase::Init), 180, 1);
  EXPECT_NEAR(few.of(Phase::Launch), 300, 1);
  EXPECT_NEAR(few.of(Phase::Teardown), 120, 1);
  EXPECT_NEAR(many.of(Phase::Launch), 800, 1);
  EXPECT_EQ(few.period(), 0.1);
  EXPECT_EQ(many.period(), 2);
  RankView view = in_all_reduce()[0];
  view.allowance_s = 10;
  EXPECT_EQ(few.of(view), 70);
  view.step = Step::Barrier;  // nothing is computed there
  EXPECT_EQ(few.of(view), 60);
  view.left = view.entered;  // between two steps anything may be
  EXPECT_EQ(few.of(view), 70);
}

}  // namespace
}  // namespace fourfold
