// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/telemetry_json.hpp"

#include <gtest/gtest.h>

#include "bench/record/record_json.hpp"

namespace fourfold {
namespace {

TrialTelemetry sample() {
  TrialTelemetry telemetry;
  TelemetrySummary& own = telemetry.rank_0;
  own.length = Seconds(1.5);
  own.samples = 37;
  own.covered = 0.99;
  own.cost = Seconds(0.002);
  own.gauges[Gauge::SmClock] = {1500, 1750.5, 1980};
  own.clock_from = "the SMs themselves";
  own.energy = Joules(812.5);
  own.energy_source = EnergySource::Power;
  own.clock_events = {{"sw_power_cap", 0.25}};
  own.counters[EventCounter::EccCorrected] = 3;
  own.missing = {{"memory_temperature_C", "not supported"}};
  telemetry.clock_mhz = {1750.5, 1700};
  telemetry.power_w = {690, 0};
  telemetry.temperature_c = {61, 62};
  telemetry.slowed = {0.25, 0};
  return telemetry;
}

TEST(TelemetryJson, ReadsBackWhatItWrote) {
  const TelemetrySummary own = sample().rank_0, back = parse_telemetry(telemetry_json(own));
  EXPECT_EQ(back.length.value(), 1.5);
  EXPECT_EQ(back.samples, 37);
  EXPECT_EQ(back.covered, 0.99);
  EXPECT_EQ(back.cost.value(), 0.002);
  EXPECT_EQ(back.gauges.at(Gauge::SmClock).mean, 1750.5);
  EXPECT_EQ(back.gauges.at(Gauge::SmClock).max, 1980);
  ASSERT_TRUE(back.energy.has_value());
  EXPECT_EQ(back.energy->value(), 812.5);
  EXPECT_EQ(back.clock_from, own.clock_from);
  EXPECT_NE(back.clock_from, "");
  EXPECT_EQ(back.energy_source, EnergySource::Power);
  EXPECT_EQ(back.clock_events.at("sw_power_cap"), 0.25);
  EXPECT_EQ(back.counters.at(EventCounter::EccCorrected), 3u);
  EXPECT_EQ(back.missing, own.missing);
  EXPECT_FALSE(parse_telemetry(telemetry_json({})).energy.has_value());
}

TEST(TelemetryJson, RefusesWhatItDoesNotKnow) {
  std::string text = telemetry_json(sample().rank_0);
  text.replace(text.find("sm_clock_MHz"), 12, "sm_clock_GHz");
  EXPECT_THROW(parse_telemetry(text), std::exception);
}

TEST(TelemetryJson, StandsBesideThePartsOfOverlappedCalls) {
  CaseRecord one;
  Trial trial;
  trial.seconds = trial.mean_seconds = trial.fastest_seconds = {3, 4};
  trial.slowest_rank = {0, 0};
  trial.pure_seconds = {2, 2.5};
  trial.compute_seconds = {1.5, 2};
  one.trials.push_back(trial);
  RunRecord record;
  ASSERT_EQ(parse_journal_line(case_json(one), {}, record), "case");
  EXPECT_EQ(record.cases.at(0).trials[0].pure_seconds, trial.pure_seconds);
  EXPECT_EQ(record.cases.at(0).trials[0].compute_seconds, trial.compute_seconds);

  one.trials[0].compute_seconds.pop_back();
  EXPECT_THROW(parse_journal_line(case_json(one), {}, record), std::exception);
  one.trials[0].pure_seconds.pop_back();
  EXPECT_THROW(parse_journal_line(case_json(one), {}, record), std::exception);
}

TEST(TelemetryJson, ATrialOfTrainingStepsHasItsPartsWithin) {
  CaseRecord one;
  one.name = "step/x";
  Trial trial;
  trial.seconds = trial.mean_seconds = trial.fastest_seconds = {3, 4};
  trial.slowest_rank = {0, 0};
  trial.pure_seconds = {2, 2.5};
  trial.compute_seconds = {1.5, 2};
  trial.pure_within_seconds = {2.25, 2.75};
  trial.compute_within_seconds = {1.75, 2.125};
  one.trials.push_back(trial);
  RunRecord record;
  ASSERT_EQ(parse_journal_line(case_json(one), {}, record), "case");
  EXPECT_EQ(record.cases.at(0).trials[0].pure_within_seconds, trial.pure_within_seconds);
  EXPECT_EQ(record.cases.at(0).trials[0].compute_within_seconds, trial.compute_within_seconds);
  EXPECT_EQ(case_json(record.cases.at(0)), case_json(one));

  one.trials[0].compute_within_seconds.pop_back();
  EXPECT_THROW(parse_journal_line(case_json(one), {}, record), std::exception);
  one.trials[0].pure_within_seconds.pop_back();
  EXPECT_THROW(parse_journal_line(case_json(one), {}, record), std::exception);
}

TEST(TelemetryJson, StandsInTheTrialOfAContest) {
  CaseRecord one;
  one.name = "contest/x";
  one.contenders = {"x", "y"};
  Trial trial;
  trial.seconds = trial.mean_seconds = trial.fastest_seconds = {1, 2};
  trial.slowest_rank = {0, 0};
  trial.rival_seconds = {2, 5};
  trial.telemetry = sample();
  trial.steady = false;
  one.trials.push_back(trial);
  RunRecord record;
  ASSERT_EQ(parse_journal_line(case_json(one), {}, record), "case");
  const CaseRecord& back = record.cases.at(0);
  EXPECT_EQ(back.contenders, one.contenders);
  EXPECT_EQ(figures(back.trials[0]), (std::vector<double>{2, 2.5}));
  EXPECT_EQ(back.trials[0].steady, false);
  ASSERT_TRUE(back.trials[0].telemetry.has_value());
  EXPECT_EQ(back.trials[0].telemetry->clock_mhz, sample().clock_mhz);
  EXPECT_EQ(back.trials[0].telemetry->power_w, sample().power_w);
  EXPECT_EQ(back.trials[0].telemetry->temperature_c, sample().temperature_c);
  EXPECT_EQ(back.trials[0].telemetry->slowed, sample().slowed);

  one.trials[0].rival_seconds.pop_back();
  EXPECT_THROW(parse_journal_line(case_json(one), {}, record), std::exception);
}

}  // namespace
}  // namespace fourfold
