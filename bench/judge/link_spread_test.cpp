// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/link_spread.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/case_findings.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/locate/bisection.hpp"
#include "bench/locate/matchings.hpp"

namespace fourfold {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

const std::vector<std::string> kHosts{"a", "b", "c", "d", "e", "f"};

/// Six hosts, of which one is slow to all others, in the first look or in both.
CaseRecord with_slow(int node, bool in_second_look, std::uint64_t message = 1 << 20) {
  CaseRecord one;
  one.name = "pairwise/mpi/f32/1MiB";
  one.operation = "pairwise";
  one.ranks = 6;
  one.work.message = Bytes(message);
  one.work.bus_factor = 1;
  one.correctness.checked = true;
  Trial& trial = one.trials.emplace_back();
  trial.seconds = trial.mean_seconds = trial.fastest_seconds = {4e-3};
  trial.slowest_rank = {node};
  const Fabric fabric = fabric_of(kHosts, {});
  const auto add = [&](const std::vector<Matching>& matchings, bool again, bool slow) {
    for (const Matching& matching : matchings) {
      PairRound& round = trial.pair_rounds.emplace_back();
      round.again = again;
      round.partner = partners_by_rank(fabric, matching);
      round.samples_up = round.samples_down = 7;
      for (int rank = 0; rank < 6; ++rank) {
        const int other = matching[static_cast<std::size_t>(rank)];
        const bool through = slow && (rank == node || other == node);
        round.seconds.push_back(other < 0 ? 0 : through ? 4e-3 : 1e-3);
        round.stalled.push_back(0);
      }
    }
  };
  add(first_matchings(fabric, 12, 1), false, true);
  add(second_matchings(fabric, {{node}, {}}, 1), true, in_second_look);
  return one;
}

RunRecord run_of(const std::vector<CaseRecord>& cases) {
  RunRecord record;
  LaunchRecord launch;
  launch.hosts = kHosts;
  record.launches = {launch};
  record.cases = cases;
  return record;
}

TEST(LinkSpread, TheSlowestPairAndEachRanksOwn) {
  const auto rows = summarize(run_of({with_slow(2, true)}));
  ASSERT_TRUE(rows.at(0).pairs);
  const LinkSpread& pairs = *rows[0].pairs;
  EXPECT_EQ(pairs.nodes, 6u);
  EXPECT_EQ(pairs.rounds, 5u);
  EXPECT_EQ(pairs.again, 5u);
  EXPECT_NEAR(pairs.median_s, 1e-3, 1e-9);
  EXPECT_NEAR(pairs.slowest_s, 4e-3, 1e-9);
  EXPECT_THAT(pairs.slowest, HasSubstr("c"));
  EXPECT_NEAR(pairs.ranks.at(2).median_s, 4e-3, 1e-9);
  EXPECT_NEAR(pairs.ranks.at(3).median_s, 1e-3, 1e-9);
  EXPECT_EQ(pairs.ranks[2].host, "c");
  EXPECT_EQ(rows[0].facility_rates, std::vector<double>{0});
}

TEST(LinkSpread, WhatASecondLookConfirmsIsAWarningElseANote) {
  std::vector<Finding> findings;
  const auto named = find_slow_parts(summarize(run_of({with_slow(2, true)})), findings);
  ASSERT_EQ(named.size(), 1u);
  EXPECT_EQ(named[0].fault, Fault::Cable);
  EXPECT_TRUE(named[0].confirmed);
  EXPECT_THAT(named[0].hosts, ElementsAre("c"));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].severity, Severity::Warning);
  EXPECT_EQ(findings[0].subject, "host c");
  EXPECT_THAT(findings[0].text, AllOf(HasSubstr("0.25 of its peers' rate, to 5 of 5 partners"),
                                      HasSubstr("(pairwise/mpi/f32/1MiB)")));
  findings.clear();
  const auto once = find_slow_parts(summarize(run_of({with_slow(2, false)})), findings);
  ASSERT_EQ(once.size(), 1u);
  EXPECT_FALSE(once[0].confirmed);
  EXPECT_EQ(findings.at(0).severity, Severity::Note);
  EXPECT_THAT(findings[0].text, StartsWith("seen once, not confirmed"));
}

TEST(LinkSpread, RanksAreTheHostsOfTheStartThatMeasuredThem) {
  CaseRecord pairs = with_slow(2, true);
  CaseRecord groups = pairs;
  groups.name = "all_reduce/mpi/f32/1MiB";
  Trial& trial = groups.trials[0];
  trial.pair_rounds.clear();
  const Members members = members_of(fabric_of(kHosts, {}));
  const auto add = [&](const std::vector<Groups>& all, bool again) {
    for (const Groups& one : all) {
      GroupRound& round = trial.group_rounds.emplace_back();
      round.again = again;
      round.group = groups_by_rank(members, one);
      const auto count = 1 + static_cast<std::size_t>(std::ranges::max(one));
      round.seconds.assign(count, 1e-3);
      round.seconds[static_cast<std::size_t>(one[2])] = 4e-3;
    }
  };
  add(first_groups(members), false);
  add(second_groups(members, {{GroupSuspect::What::Member, {2}}}), true);
  // The launch was cut short after both and goes on without a host, or on other ones.
  for (const std::vector<std::string>& later :
       {std::vector<std::string>{"b", "c", "d", "e", "f"}, {"g", "h", "i", "j", "k", "l"}}) {
    RunRecord record = run_of({pairs, groups});
    record.cut_short = record.launches;
    record.launches[0].start = 2;
    record.launches[0].hosts = later;
    std::vector<Finding> findings;
    const std::vector<CaseMetrics> rows = summarize(record);
    find_slow_parts({rows.at(0)}, findings);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].subject, "host c");
    EXPECT_THAT(rows[0].pairs.value().slowest, HasSubstr("c"));
    findings.clear();
    find_slow_parts({rows.at(1)}, findings);
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].subject, "host c");
  }
}

TEST(LinkSpread, ShortMessagesAreToldInTimes) {
  std::vector<Finding> findings;
  find_slow_parts(summarize(run_of({with_slow(2, true, 8)})), findings);
  EXPECT_THAT(findings.at(0).text, HasSubstr("latency: 4.00 times its peers' time"));
}

/// Findings and headline of a healthy run of these hosts and racks, by a suite of these rules.
Judgement judged(std::vector<std::string> racks, RackRule::From from, double oversubscription,
                 bool slow = false) {
  CaseRecord one = with_slow(2, slow);
  if (!slow) {
    for (PairRound& round : one.trials[0].pair_rounds) {
      for (double& seconds : round.seconds) seconds = std::min(seconds, 1e-3);
    }
  }
  one.trials[0].seconds.assign(9, 4e-3);
  one.trials[0].mean_seconds = one.trials[0].fastest_seconds = one.trials[0].seconds;
  one.trials[0].slowest_rank.assign(9, 0);
  one.oversubscription = oversubscription;
  RunRecord record = run_of({one});
  LaunchRecord& launch = record.launches[0];
  launch.racks = std::move(racks);
  launch.ended = true;
  launch.end_reason = "finished";
  record.manifest.ranks = 6;
  record.manifest.planned_cases = {one.name};
  Config config;
  config.racks.from = from;
  return judge(record, summarize(record), config, {});
}

const Finding* about(const Judgement& judgement, const std::string& subject) {
  const auto found = std::ranges::find(judgement.findings, subject, &Finding::subject);
  return found == judgement.findings.end() ? nullptr : &*found;
}

TEST(LinkSpread, UplinksThatAreNotJudgedAreSaid) {
  using From = RackRule::From;
  const std::vector<std::string> lacking{"x", "x", "x", "y", "", "y"},
      two{"x", "x", "x", "y", "y", "y"};
  const Judgement unknown = judged(lacking, From::Hosts, 1);
  ASSERT_NE(about(unknown, "uplinks"), nullptr);
  EXPECT_EQ(about(unknown, "uplinks")->severity, Severity::NotTested);
  EXPECT_THAT(about(unknown, "uplinks")->text, HasSubstr("which rack host e is in"));
  EXPECT_EQ(unknown.exit_code, ExitCode::Inconclusive);

  const Judgement without = judged(two, From::Hosts, 0);
  ASSERT_NE(about(without, "uplinks"), nullptr);
  EXPECT_EQ(about(without, "uplinks")->severity, Severity::NotTested);
  EXPECT_THAT(about(without, "uplinks")->text, HasSubstr("racks.oversubscription"));
  // Nobody has said that there are racks: a note, and the last line says so, too.
  const Judgement by_itself = judged({}, From::Auto, 0);
  ASSERT_NE(about(by_itself, "uplinks"), nullptr);
  EXPECT_EQ(about(by_itself, "uplinks")->severity, Severity::Note);
  EXPECT_EQ(by_itself.headline, "healthy: 1 of 1 cases measured and correct; not judged: uplinks");

  const Judgement known = judged(two, From::Hosts, 1);
  EXPECT_EQ(about(known, "uplinks"), nullptr);
  EXPECT_EQ(known.headline, "healthy: 1 of 1 cases measured and correct");
}

TEST(LinkSpread, OfFewerThanFourNodesItIsSaidThatNothingIsJudged) {
  CaseRecord one = with_slow(2, true);
  std::erase_if(one.trials[0].pair_rounds, [](const PairRound& round) { return round.again; });
  for (PairRound& round : one.trials[0].pair_rounds) round.partner = {1, 0, -1};
  RunRecord record = run_of({one});
  record.launches[0].hosts = {"a", "b", "c"};
  std::vector<Finding> findings;
  EXPECT_THAT(find_not_judged(record, summarize(record), Config(), findings),
              ElementsAre("nodes in pairs"));
  EXPECT_THAT(findings.at(0).text, HasSubstr("3 nodes: with fewer than four"));
}

TEST(LinkSpread, AMachineWithASlowPartIsNotHealthy) {
  const Judgement slow = judged({"x", "x", "x", "y", "y", "y"}, RackRule::From::Hosts, 1, true);
  EXPECT_EQ(slow.exit_code, ExitCode::Warning);
  EXPECT_EQ(slow.headline,
            "not healthy, slow: host c: 1 of 1 cases measured and correct; warnings: 1");
}

TEST(LinkSpread, PairsMakeNoStragglers) {
  CaseRecord one = with_slow(2, true);
  Trial& trial = one.trials[0];
  trial.seconds.assign(60, 4e-3);
  trial.mean_seconds = trial.seconds;
  trial.fastest_seconds.assign(60, 1e-3);
  trial.slowest_rank.assign(60, 2);
  std::vector<Finding> findings;
  const RunRecord record = run_of({one});
  find_stragglers(record, summarize(record), findings);
  EXPECT_TRUE(findings.empty());
}

SlowPart part(Fault fault, const std::string& place, std::vector<std::string> hosts,
              bool confirmed = true) {
  return {.fault = fault,
          .place = place,
          .hosts = std::move(hosts),
          .evidence = "",
          .factor = 2,
          .case_name = "",
          .confirmed = confirmed};
}

std::vector<std::string> places(const std::vector<SlowPart>& parts) {
  std::vector<std::string> all;
  for (const SlowPart& one : together(parts)) {
    all.push_back(std::string(name(one.fault)) + " " + one.place);
  }
  return all;
}

TEST(LinkSpread, OneFaultOfAHostExplainsTheOthers) {
  const SlowPart processor = part(Fault::Processor, "host a", {"a"});
  const SlowPart loss = part(Fault::Loss, "host a", {"a"});
  const SlowPart cable = part(Fault::Cable, "host a", {"a"});
  const SlowPart other = part(Fault::Cable, "host b", {"b"});
  const SlowPart path = part(Fault::Path, "path a - c", {"a", "c"});
  EXPECT_THAT(places({cable, loss, processor, path, other}),
              ElementsAre("processor host a", "cable host b"));
  EXPECT_THAT(places({cable, loss}), ElementsAre("loss host a"));
  EXPECT_THAT(places({cable, cable, path}), ElementsAre("cable host a"));
  EXPECT_THAT(places({path, other}), ElementsAre("cable host b", "path path a - c"));
  // What was seen once explains nothing that was confirmed.
  EXPECT_THAT(places({cable, part(Fault::Processor, "host a", {"a"}, false)}),
              ElementsAre("cable host a"));
  EXPECT_THAT(places({part(Fault::Uplink, "uplink of rack r", {}), cable}),
              ElementsAre("uplink uplink of rack r", "cable host a"));
}

}  // namespace
}  // namespace fourfold
