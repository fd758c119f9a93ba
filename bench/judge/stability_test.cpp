// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/stability.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "bench/judge/synthetic_record.hpp"
#include "bench/record/same_run.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using testing::Not;

RunRecord healthy(int launches) {
  return synthetic_record(std::vector<double>(static_cast<std::size_t>(launches), 1.0));
}

Target asking(const std::string& suite = "") {
  Target target;
  target.stability.emplace();
  target.stability->suite = suite;
  return target;
}

/// A run of the suite `health`, of one case.
RunRecord night(int launches) {
  RunRecord run = healthy(launches);
  run.directory = "night";
  run.manifest.suite_name = "health";
  run.manifest.suite_text =
      "{fourfold: 1, suite: health, cases: [{collective: all_reduce, size: 1MiB}]}";
  return run;
}

RunRecord trivial_night(int launches) {
  RunRecord run = night(launches);
  run.directory = "trivial";
  std::string& text = run.manifest.suite_text;
  text.replace(text.find("1MiB"), 4, "8B");
  return run;
}

/// Of five launches with the figures, and so many runs beside them.
Clause of_nights(const std::vector<const RunRecord*>& runs,
                 const Target& target = asking("health")) {
  return stability_clause(healthy(5), runs, target);
}

TEST(Stability, FiftyNineInARowShowNinetyFivePercentAtNinetyFive) {
  const Clause open = stability_clause(healthy(58), {}, asking());
  EXPECT_EQ(open.decision, Decision::Inconclusive);
  EXPECT_THAT(open.text,
              HasSubstr("58 of 58 launches succeeded: at 95 % confidence at least 94.9 % of "
                        "launches do; 95 % are asked for; 1 more without a failure"));
  EXPECT_EQ(stability_clause(healthy(59), {}, asking()).decision, Decision::Accept);
  EXPECT_NEAR(proven_share({59, 59}, 0.95), std::pow(0.05, 1.0 / 59), 1e-12);
  EXPECT_EQ(launches_to_prove({0, 0}, Stability{}), 59);
}

TEST(Stability, TheClauseSaysWhenLaunchesWereStarted) {
  RunRecord old = night(2);
  old.launches[0].started = "2019-03-01T06:00:00Z";
  old.launches[1].started = "2026-03-01T06:00:00Z";
  EXPECT_THAT(of_nights({&old}).text,
              HasSubstr("; started from 2019-03-01T06:00:00Z to 2026-03-01T06:00:00Z"));
}

TEST(Stability, OtherPartsUnderTheSameNamesAreAnotherMachine) {
  const auto with_serial = [](RunRecord run, const std::string& serial) {
    for (LaunchRecord& one : run.launches) {
      one.inventory = take_inventory({{one.hosts[0], {{"serial", serial}}, {}}});
    }
    return run;
  };
  const RunRecord record = with_serial(healthy(5), "a");
  const RunRecord same = with_serial(night(3), "a"), other = with_serial(night(3), "b");
  EXPECT_THAT(stability_clause(record, {&same}, asking("health")).text,
              HasSubstr("3 of 3 launches"));
  EXPECT_THAT(stability_clause(record, {&other}, asking("health")).text,
              HasSubstr("night does not count: it is of other parts under the same names: 1 of 1 "
                        "hosts (first: b)"));
}

TEST(Stability, AFailureTakesNinetyThree) {
  EXPECT_EQ(launches_to_prove({1, 0}, Stability{}), 92);
  RunRecord record = healthy(93);
  record.launches[7].end_reason = "lost: rank 1";
  EXPECT_EQ(stability_clause(record, {}, asking()).decision, Decision::Accept);
  spoil(case_of(record, kGemm, 9));
  EXPECT_EQ(successes(record).failed(), 2);
  EXPECT_EQ(stability_clause(record, {}, asking()).decision, Decision::Inconclusive);
  RunRecord poor = healthy(10);
  for (const int launch : {1, 2, 3}) spoil(case_of(poor, kGemm, launch));
  EXPECT_EQ(stability_clause(poor, {}, asking()).decision, Decision::Reject);
}

TEST(Stability, WhatIsNotMeasuredOrNotCheckedIsNoSuccess) {
  RunRecord record = healthy(3);
  record.cases[0].correctness.checked = false;
  EXPECT_EQ(successes(record).succeeded, 2);
  record.cases[2].status = CaseStatus::Skipped;
  EXPECT_EQ(successes(record).succeeded, 1);
  record.manifest.planned_cases.emplace_back("never run");
  EXPECT_EQ(successes(record).succeeded, 0);
  EXPECT_EQ(successes(RunRecord{}).launches, 0);
  EXPECT_EQ(proven_share({0, 0}, 0.95), 0);
}

/// Every launch ended so in its second case, and was completed by a second start.
RunRecord resumed(RunRecord run, const std::string& reason) {
  for (LaunchRecord& launch : run.launches) {
    run.cut_short.push_back(launch);
    run.cut_short.back().end_reason = reason;
    run.cut_short.back().exit_code = 137;
    run.cut_short.back().ended = !reason.empty();
    launch.start = 2;
    case_of(run, kGemm, launch.launch).start = 2;
  }
  return run;
}

TEST(Stability, ALaunchThatAFaultInterruptedIsNoSuccessHoweverItWasCompleted) {
  for (const char* reason :
       {"killed by signal 9", "lost: rank 1 on host node1 is dead", "time-out", ""}) {
    const RunRecord died = resumed(night(59), reason);
    const Clause clause = of_nights({&died});
    EXPECT_EQ(clause.decision, Decision::Reject) << reason;
    EXPECT_THAT(clause.text, HasSubstr("0 of 59 launches"));
    EXPECT_THAT(clause.text, HasSubstr(std::string("failed: night, launch 1: start 1: ") +
                                       (*reason == 0 ? "stopped without a word" : reason)));
    EXPECT_THAT(clause.text, HasSubstr("; and 56 more"));
  }
  for (const char* reason : {"interrupted", "budget: 20 min were used up"}) {
    const RunRecord stopped = resumed(night(59), reason);
    const Clause open = of_nights({&stopped});
    EXPECT_EQ(open.decision, Decision::Inconclusive) << "nor a failure: " << reason;
    EXPECT_THAT(open.text, HasSubstr("0 of 59 launches"));
    EXPECT_THAT(open.text, HasSubstr("59 of the others were stopped and completed later"));
  }
  RunRecord hidden = resumed(night(79), "interrupted");
  hidden.cut_short.resize(20);
  EXPECT_EQ(of_nights({&hidden}).decision, Decision::Inconclusive)
      << "who stops the launches that hang makes no successes of them";
  RunRecord own = resumed(healthy(59), "killed by signal 9");
  own.cut_short.resize(1);
  EXPECT_EQ(stability_clause(own, {}, asking()).decision, Decision::Inconclusive);
  EXPECT_EQ(successes(own).failed(), 1);
}

TEST(Stability, ALaunchWithoutPartOfTheMachineIsNoSuccess) {
  RunRecord half = night(59);
  for (LaunchRecord& launch : half.launches) {
    launch.hosts = {"node0"};
    launch.excluded = {"node1"};
  }
  EXPECT_EQ(of_nights({&half}).decision, Decision::Reject);
  EXPECT_THAT(of_nights({&half}).text, HasSubstr("failed: night, launch 1: made without node1"));
  RunRecord fewer = night(59);
  for (CaseRecord& one : fewer.cases) one.ranks = 1;
  EXPECT_EQ(of_nights({&fewer}).decision, Decision::Reject);
  EXPECT_THAT(of_nights({&fewer}).text, HasSubstr("0 of 2 cases measured and right on 2 ranks"));
}

TEST(Stability, LaunchesOfAnotherMachineOrProgramAreNamedAndDoNotCount) {
  EXPECT_THAT(of_nights({}).text, HasSubstr("0 of 0 launches"));
  const RunRecord good = night(59);
  EXPECT_EQ(of_nights({&good}).decision, Decision::Accept);
  const auto refused = [&](RunRecord run) {
    const Clause clause = of_nights({&run});
    EXPECT_EQ(clause.decision, Decision::Inconclusive);
    EXPECT_THAT(clause.text, HasSubstr("0 of 0 launches"));
    return clause.text;
  };
  RunRecord other = good;
  for (LaunchRecord& launch : other.launches) launch.hosts = {"x", "y"};
  EXPECT_THAT(refused(other), HasSubstr("night does not count: it ran on other hosts"));
  for (LaunchRecord& launch : other.launches) launch.hosts.clear();
  EXPECT_THAT(refused(other), HasSubstr("does not say on which hosts"));
  other = good;
  other.manifest.injected = {"nan"};
  EXPECT_THAT(refused(other), HasSubstr("faults were injected"));
  other = good;
  other.manifest.ranks = 3;
  EXPECT_THAT(refused(other), HasSubstr("3 ranks, not 2"));
  other = good;
  other.manifest.git_revision = "beef";
  EXPECT_THAT(refused(other), HasSubstr("another program"));
  other = good;
  other.manifest.facts["device"]["name"] = "NVIDIA H200";
  EXPECT_THAT(refused(other), HasSubstr("its device is 'NVIDIA H200'"));
  other = good;
  other.manifest.left_out = 3;
  EXPECT_THAT(refused(other), HasSubstr("3 cases of its suite were left out by a filter"));
  other = good;
  other.launches[3].inventory = take_inventory(
      {{"node0", {{"program_sha256", "cafe"}}, {}}, {"node1", {{"program_sha256", "beef"}}, {}}});
  EXPECT_THAT(refused(other), HasSubstr("in launch 4 node1 ran a program file of SHA-256 beef"));
  RunRecord record = healthy(5);
  record.manifest.program_sha256 = "cafe";
  other = good;
  other.manifest.program_sha256 = "beef";
  EXPECT_THAT(stability_clause(record, {&other}, asking("health")).text,
              HasSubstr("its file has the SHA-256 beef, not cafe"));
}

TEST(Stability, ASuiteThatOnlyHasTheNameDoesNotCount) {
  Target target = asking("health");
  target.stability->suite_sha256 = suite_of(night(1));
  const RunRecord good = night(59), trivial = trivial_night(59);
  EXPECT_EQ(of_nights({&good}, target).decision, Decision::Accept);
  EXPECT_THAT(of_nights({&good}, target).text, Not(HasSubstr("pin")));
  const Clause open = of_nights({&trivial}, target);
  EXPECT_EQ(open.decision, Decision::Inconclusive);
  EXPECT_THAT(open.text, HasSubstr("trivial does not count: its suite 'health' has another text"));
  // Of one's own suite, too.
  RunRecord own = trivial_night(59);
  EXPECT_THAT(stability_clause(own, {}, target).text, HasSubstr("0 of 0 launches"));
  own = night(59);
  EXPECT_EQ(stability_clause(own, {}, target).decision, Decision::Accept);
}

TEST(Stability, WithoutAPinRunsAreAtLeastOfOneSuiteAndThatIsSaid) {
  const RunRecord good = night(30), more = night(29), trivial = trivial_night(29);
  const Clause alike = of_nights({&good, &more});
  EXPECT_EQ(alike.decision, Decision::Accept);
  EXPECT_THAT(alike.text, HasSubstr("any suite of the name 'health' would count, since the target "
                                    "does not pin its text, here of SHA-256 " +
                                    suite_of(good)));
  const Clause mixed = of_nights({&good, &trivial});
  EXPECT_THAT(mixed.text, HasSubstr("30 of 30 launches"));
  EXPECT_THAT(mixed.text, HasSubstr("trivial does not count: its suite 'health' has another text"));
  RunRecord fewer = more;
  fewer.manifest.planned_cases.pop_back();
  EXPECT_THAT(of_nights({&good, &fewer}).text, HasSubstr("other cases were planned than in night"));
}

TEST(Stability, TheNumberOfLaunchesIsNoOtherText) {
  RunRecord more = night(29);
  more.manifest.suite_text.replace(more.manifest.suite_text.find("cases"), 5,
                                   "launches: 29, cases");
  EXPECT_EQ(suite_of(more), suite_of(night(30)));
}

TEST(Stability, ARunThatTheDemandedKeyHasNotSignedIsNamedAndDoesNotCount) {
  const PublicKey key = SecretKey::random().public_key(), other = SecretKey::random().public_key();
  Target target = asking("health");
  target.signed_by = word(key);
  const auto by = [](const PublicKey& who, RunRecord run) {
    run.evidence.signature = Signature{who, "", "now"};
    return run;
  };
  const RunRecord good = by(key, night(59)), foreign = by(other, night(59)), none = night(59);
  EXPECT_EQ(of_nights({&good}, target).decision, Decision::Accept);
  const Clause of_another = of_nights({&foreign}, target);
  EXPECT_EQ(of_another.decision, Decision::Inconclusive);
  EXPECT_THAT(of_another.text, HasSubstr("0 of 0 launches"));
  EXPECT_THAT(of_another.text, HasSubstr("night does not count: it is signed by " + word(other) +
                                         ", not by " + word(key)));
  EXPECT_THAT(of_nights({&none}, target).text, HasSubstr("night does not count: it is not signed"));
  // What is there without it suffices, or does not.
  EXPECT_EQ(of_nights({&good, &foreign}, target).decision, Decision::Accept);
}

}  // namespace
}  // namespace fourfold
