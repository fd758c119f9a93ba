// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/case_findings.hpp"
#include "bench/judge/verdict.hpp"
#include "bench/locate/matchings.hpp"
#include "bench/locate/suspects.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr int kHosts = 40;

/// A run of hosts that all met in pairs, one in so many of which was slow.
RunRecord with_slow_paths(int one_of) {
  RunRecord record;
  LaunchRecord& launch = record.launches.emplace_back();
  for (int host = 0; host < kHosts; ++host) launch.hosts.push_back("h" + std::to_string(host));
  launch.ended = true;
  launch.end_reason = "finished";
  CaseRecord& one = record.cases.emplace_back();
  one.name = "pairwise/mpi/f32/1MiB";
  one.operation = "pairwise";
  one.ranks = record.manifest.ranks = kHosts;
  one.work.message = Bytes(1 << 20);
  one.work.bus_factor = 1;
  one.correctness.checked = true;
  record.manifest.planned_cases = {one.name};
  Trial& trial = one.trials.emplace_back();
  trial.seconds.assign(9, 4e-3);
  trial.mean_seconds = trial.fastest_seconds = trial.seconds;
  trial.slowest_rank.assign(9, 0);
  int pairs = 0;
  for (const Matching& matching : first_matchings(fabric_of(launch.hosts, {}), kHosts, 1)) {
    PairRound& round = trial.pair_rounds.emplace_back();
    round.partner = matching;
    round.samples_up = round.samples_down = 7;
    round.seconds.assign(kHosts, 1e-3);
    round.stalled.assign(kHosts, 0);
    for (std::size_t host = 0; host < kHosts; ++host) {
      const auto other = static_cast<std::size_t>(matching[host]);
      if (other > host && ++pairs % one_of == 0) round.seconds[host] = round.seconds[other] = 4e-3;
    }
  }
  return record;
}

Judgement judged(int one_of) {
  const RunRecord record = with_slow_paths(one_of);
  return judge(record, summarize(record), Config(), {});
}

TEST(ManySlowParts, WhereTheSearchWasEndedAFindingAndTheHeadlineSaySo) {
  const std::string more = "further slow parts (there may be some)";
  const Judgement ended = judged(6);
  EXPECT_EQ(ended.slow_parts.size(), static_cast<std::size_t>(kHosts));
  const auto found = std::ranges::find(ended.findings, more, &Finding::subject);
  ASSERT_NE(found, ended.findings.end());
  EXPECT_EQ(found->text, "not judged: the search ended with 40 of them");
  EXPECT_THAT(ended.headline, HasSubstr(more));

  const Judgement complete = judged(26);
  EXPECT_EQ(complete.slow_parts.size(), 30U);
  EXPECT_THAT(complete.headline, Not(HasSubstr(more)));
}

TEST(ManySlowParts, OfPairsThatVaryFromRoundToRoundANoteSaysHowMany) {
  RunRecord record = with_slow_paths(26);
  Trial& trial = record.cases[0].trials[0];
  const Fabric fabric = fabric_of(record.launches[0].hosts, {});
  const Suspects first = suspects_of(fabric, trial.pair_rounds, {});
  for (const Matching& matching : second_matchings(fabric, doubted_of(first.all), 1)) {
    PairRound& round = trial.pair_rounds.emplace_back();
    round.again = true;
    round.partner = matching;
    round.samples_up = round.samples_down = 7;
    for (const int other : matching) round.seconds.push_back(other < 0 ? 0 : 1e-3);
    round.stalled.assign(kHosts, 0);
  }
  const Judgement varying = judge(record, summarize(record), Config(), {});
  EXPECT_THAT(varying.slow_parts, testing::IsEmpty());
  const auto found =
      std::ranges::find(varying.findings, "paths between two nodes", &Finding::subject);
  ASSERT_NE(found, varying.findings.end());
  EXPECT_EQ(found->severity, Severity::Note);
  EXPECT_EQ(found->text,
            "not judged: times of pairs vary from round to round, as where flows share links: 30 "
            "of 780 were slow in the first look, and 0 of these each time they met again");
  EXPECT_THAT(varying.headline, HasSubstr("healthy: 1 of 1 cases measured and correct"));
  EXPECT_THAT(varying.headline, HasSubstr("; not judged: uplinks, paths between two nodes"));
}

TEST(ManySlowParts, EachPlaceIsSaidOnceWhateverSaysIt) {
  const auto part = [](Fault fault, const std::string& place, std::vector<std::string> hosts,
                       bool confirmed) {
    return SlowPart{.fault = fault,
                    .place = place,
                    .hosts = std::move(hosts),
                    .evidence = "",
                    .factor = 2,
                    .case_name = "",
                    .confirmed = confirmed};
  };
  const std::vector<SlowPart> kept = together(
      {part(Fault::Path, "path a - b", {"a", "b"}, true), part(Fault::Cable, "host c", {"c"}, true),
       part(Fault::Cable, "host c", {"c"}, true), part(Fault::Path, "path c - d", {"c", "d"}, true),
       part(Fault::Cable, "host a", {"a"}, false), part(Fault::Processor, "host c", {"c"}, false),
       part(Fault::Adapter, "rank 3 (host e, rail 1)", {"e"}, true),
       part(Fault::Cable, "host e", {"e"}, true)});
  std::vector<std::string> places;
  for (const SlowPart& one : kept) places.push_back(std::string(name(one.fault)) + " " + one.place);
  // What was seen once explains nothing that was confirmed.
  EXPECT_THAT(places, testing::ElementsAre("cable host c", "cable host e", "path path a - b",
                                           "cable host a"));
}

}  // namespace
}  // namespace fourfold
