// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/against_chip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"

namespace fourfold {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string kMatmul = "gemm/cublaslt/bf16/1000x1000x1000/uniform";
const std::string kCopy = "memory/cuda/copy/1GiB";

/// 100 processors x 1000 operations x 2 GHz: 200 TFLOP/s; the sheet's 150 TFLOP/s are at 1.5 GHz.
Chip example_chip() {
  return parse_chip(R"(fourfold_chip: 1
name: Example
devices: [d]
sources: [&sheet {document: a sheet, date: 2024-11}, &talk {document: a talk, date: 2025}]
ceilings:
  processors: {value: 100, unit: SM, source: *sheet}
  max_clock: {value: 2, unit: GHz, source: *talk}
  memory_bandwidth: {value: 1, unit: TB/s, source: *sheet}
  l2_size: {value: 50, unit: MiB, source: *sheet}
  peaks:
    bf16:
      rate: {value: 150, unit: TFLOP/s, source: *sheet}
      per_clock: {value: 1000, unit: FLOP/clock, source: *sheet}
      clock: {value: 1500, unit: MHz, source: *sheet}
)",
                    "example.yaml");
}

CaseRecord example_case(const std::string& name, const std::string& backend,
                        const std::string& size, double rate) {
  CaseRecord one = synthetic_case(name, 1, 1, 2);
  one.backend = backend;
  one.dtype = one.operation == "gemm" ? "bf16" : "f64";
  one.size = size;
  one.work = {};
  if (one.operation == "gemm") {
    one.work.flops = Flops(rate);
  } else {
    one.work.memory = Bytes(static_cast<std::uint64_t>(rate));
  }
  return one;
}

RunRecord example_record(std::vector<CaseRecord> cases, const Chip& chip = example_chip()) {
  RunRecord record = synthetic_record({1});
  record.manifest.chip = chip;
  record.manifest.planned_cases.clear();
  for (const CaseRecord& one : cases) record.manifest.planned_cases.push_back(one.name);
  record.cases = std::move(cases);
  return record;
}

CaseRecord matmul(double rate) { return example_case(kMatmul, "cublaslt", "1000x1000x1000", rate); }

std::optional<AgainstChip> against(const RunRecord& record) {
  return against_chip(summarize(record).at(0), record.manifest);
}
std::optional<AgainstChip> against(const CaseRecord& one, const Chip& chip = example_chip()) {
  return against(example_record({one}, chip));
}

TEST(AgainstChip, AMatmulIsAShareOfThePeakAndStandsUnderTheRoof) {
  CaseRecord one = matmul(120e12);
  one.trials[0].telemetry.emplace();
  one.trials[0].telemetry->clock_mhz = {1600, 0, 1800, 1400};
  const auto chip = against(one);
  ASSERT_TRUE(chip);
  EXPECT_NEAR(chip->of_peak.value, 0.8, 1e-9);
  EXPECT_FALSE(chip->of_peak.in_doubt);
  ASSERT_TRUE(chip->of_peak_at_clock);
  EXPECT_NEAR(chip->of_peak_at_clock->value, 120.0 / 160, 1e-9);
  EXPECT_NEAR(chip->ceiling.at_most, 200e12, 1);
  ASSERT_TRUE(chip->roofline);
  EXPECT_NEAR(chip->roofline->intensity, 2e9 / 6e6, 1e-9);
  EXPECT_FALSE(chip->roofline->memory_bound);
  EXPECT_NEAR(chip->roofline->of_roof.value, 0.8, 1e-9);
}

TEST(AgainstChip, AThinMatmulIsBoundByTheMemory) {
  const auto chip = against(
      example_case("gemm/cublaslt/bf16/1x1000x1000/uniform", "cublaslt", "1x1000x1000", 0.5e12));
  ASSERT_TRUE(chip);
  ASSERT_TRUE(chip->roofline);
  const double intensity = 2e6 / (2.0 * (1000 + 1e6 + 1000));
  EXPECT_NEAR(chip->roofline->intensity, intensity, 1e-12);
  EXPECT_TRUE(chip->roofline->memory_bound);
  EXPECT_NEAR(chip->roofline->of_roof.value, 0.5e12 / (intensity * 1e12), 1e-9);
  EXPECT_FALSE(chip->of_peak_at_clock);
}

TEST(AgainstChip, MemoryCountsWhereArraysAreFarBeyondTheCacheAndCold) {
  const auto chip = against(example_case(kCopy, "cuda", "1GiB", 0.9e12));
  ASSERT_TRUE(chip);
  EXPECT_NEAR(chip->of_peak.value, 0.9, 1e-9);
  EXPECT_EQ(chip->ceiling.at_most, 1e12);
  EXPECT_FALSE(chip->roofline);
  EXPECT_TRUE(against(example_case("memory/cuda/read/200MiB", "cuda", "200MiB", 1e12)));
  EXPECT_FALSE(against(example_case("memory/cuda/read/199MiB", "cuda", "199MiB", 1e12)));
  EXPECT_FALSE(against(example_case(kCopy + "/hot", "cuda", "1GiB", 1e12)));
  EXPECT_FALSE(against(example_case("memory/cuda/upload/1GiB", "cuda", "1GiB", 1e12)));
  // Of virtual ranks what all of them move counts, not the message of each.
  const std::string ranks = "memory/cuda/all_reduce_push_8/64MiB";
  EXPECT_TRUE(against(example_case(ranks, "cuda", "64MiB", 400 * 0x1p20)));
  EXPECT_FALSE(against(example_case(ranks, "cuda", "64MiB", 399 * 0x1p20)));
}

TEST(AgainstChip, OnlyWhatRanOnTheChip) {
  EXPECT_FALSE(against(example_case("memory/host/copy/1GiB", "host", "1GiB", 1e12)));
  EXPECT_FALSE(against(example_case("gemm/openblas/bf16/8x8x8/uniform", "openblas", "8x8x8", 1)));
  EXPECT_FALSE(against(synthetic_record()));
  Chip host = example_chip();
  host.devices = {"host"};
  EXPECT_TRUE(against(example_case("memory/host/copy/1GiB", "host", "1GiB", 1e12), host));
  EXPECT_FALSE(against(example_case(kCopy, "cuda", "1GiB", 1e12), host));
  RunRecord without = example_record({matmul(120e12)});
  without.manifest.chip.reset();
  EXPECT_FALSE(against(without));
  CaseRecord other = matmul(1e12);
  other.dtype = "i32";
  EXPECT_FALSE(against(other));
}

TEST(AgainstChip, DoublePrecisionHasTheLargerOfItsTwoPeaks) {
  Chip chip = example_chip();
  Peak vector = chip.peaks[0];
  vector.arithmetic = Arithmetic::f64_vector;
  Peak tensor = vector;
  tensor.arithmetic = Arithmetic::f64_tensor;
  tensor.rate.value = FlopsPerSecond(300e12);
  chip.peaks = {vector, tensor};
  CaseRecord one = matmul(150e12);
  one.dtype = "f64";
  EXPECT_NEAR(against(one, chip)->of_peak.value, 0.5, 1e-9);
}

TEST(AgainstChip, BeyondTheSheetAndNotBeyondTheHighestClockIsRight) {
  const Judgement judgement = judged(example_record({matmul(195e12)}));
  EXPECT_EQ(judgement.case_verdicts.at(0), "ok");
  EXPECT_EQ(judgement.exit_code, ExitCode::Accepted);
}

TEST(AgainstChip, FasterThanPhysicsIsSuspectAndNamesItsSources) {
  const Judgement judgement =
      judged(example_record({matmul(205e12), example_case(kCopy, "cuda", "1GiB", 1.01e12)}));
  EXPECT_EQ(judgement.exit_code, ExitCode::Inconclusive);
  EXPECT_EQ(judgement.case_verdicts, (std::vector<std::string>{"SUSPECT", "SUSPECT"}));
  EXPECT_EQ(finding_about(judgement, kMatmul).severity, Severity::Inconclusive);
  EXPECT_THAT(finding_about(judgement, kMatmul).text,
              AllOf(HasSubstr("SUSPECT: flops 205 TFLOP/s is beyond the limit of 200 TFLOP/s"),
                    HasSubstr("(Example: a sheet, 2024-11; a talk, 2025)")));
  EXPECT_THAT(finding_about(judgement, kCopy).text,
              HasSubstr("beyond the limit of 1 TB/s (Example: a sheet, 2024-11)"));
}

TEST(AgainstChip, ACeilingInDoubtMakesANoteOnly) {
  Chip chip = example_chip();
  chip.memory_bandwidth->unconfirmed = "sources differ";
  chip.max_clock->unconfirmed = "recalled";
  const Judgement judgement =
      judged(example_record({matmul(205e12), example_case(kCopy, "cuda", "1GiB", 1.01e12)}, chip));
  EXPECT_EQ(judgement.exit_code, ExitCode::Accepted);
  EXPECT_EQ(judgement.case_verdicts, (std::vector<std::string>{"ok", "ok"}));
  EXPECT_EQ(finding_about(judgement, kCopy).severity, Severity::Note);
  EXPECT_THAT(finding_about(judgement, kCopy).text, AllOf(HasSubstr("beyond the limit of 1 TB/s"),
                                                          HasSubstr("in doubt (sources differ)")));
  EXPECT_THAT(finding_about(judgement, kMatmul).text, HasSubstr("in doubt (recalled)"));
}

TEST(AgainstChip, OneConfirmedWayToTheCeilingIsEnough) {
  Chip chip = example_chip();
  chip.peaks[0].per_clock->unconfirmed = "derived";
  const Judgement judgement = judged(example_record({matmul(205e12)}, chip));
  EXPECT_EQ(judgement.case_verdicts.at(0), "SUSPECT");
  EXPECT_FALSE(against(matmul(205e12), chip)->of_peak.in_doubt);
}

TEST(AgainstChip, ARateAtAClockBelowAnUnknownHighestOneIsNoCeiling) {
  Chip chip = example_chip();
  chip.max_clock.reset();
  EXPECT_FALSE(against(matmul(120e12), chip));
  chip.peaks[0].clock.reset();
  EXPECT_EQ(against(matmul(120e12), chip)->ceiling.at_most, 150e12);
}

}  // namespace
}  // namespace fourfold
