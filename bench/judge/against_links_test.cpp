// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/against_links.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/judge/synthetic_record.hpp"
#include "collectives/collective.hpp"

namespace fourfold {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Links of 400 GB/s and PCIe of 50 GB/s per direction.
Chip linked_chip(const std::string& of_links = "", bool with_pcie = true) {
  return parse_chip(
      "fourfold_chip: 1\nname: Example\ndevices: [d]\n"
      "sources: [&s {document: a sheet, date: 2024-11}]\nceilings:\n"
      "  link_rate: {value: 400, unit: GB/s, source: *s" +
          of_links + "}\n" +
          (with_pcie ? "  pcie_rate: {value: 50, unit: GB/s, source: *s}\n" : ""),
      "example.yaml");
}

/// 8 ranks on `hosts` hosts whose `operation` has that bus bandwidth, in B/s.
RunRecord linked_record(const std::string& operation, double busbw, int hosts = 1,
                        const Chip& chip = linked_chip()) {
  constexpr int kRanks = 8;
  constexpr double kSeconds = 1e-3;
  const std::string name = operation + "/nccl/f32/1GiB";
  CaseRecord one = synthetic_case(name, 1, kSeconds, kRanks);
  one.backend = "nccl";
  one.work.bus_factor = bus_factor(*parse_collective(operation), kRanks);
  one.work.message = Bytes(static_cast<std::uint64_t>(busbw / one.work.bus_factor * kSeconds));
  RunRecord record = synthetic_record({1}, kRanks);
  record.launches[0].hosts.clear();
  for (int rank = 0; rank < kRanks; ++rank) {
    record.launches[0].hosts.push_back("node" + std::to_string(rank * hosts / kRanks));
  }
  record.manifest.chip = chip;
  record.manifest.planned_cases = {name};
  record.cases = {one};
  return record;
}

std::optional<AgainstLinks> links_of(const RunRecord& record) {
  return against_links(summarize(record).at(0), record);
}

Finding finding_of(const RunRecord& record) {
  return finding_about(judged(record), record.cases.at(0).name);
}

TEST(AgainstLinks, BusbwIsAShareOfTheLinkAndPayloadIsWhatAllGotDone) {
  const auto links = links_of(linked_record("all_reduce", 350e9));
  ASSERT_TRUE(links && links->of_link);
  EXPECT_NEAR(links->of_link->value, 350.0 / 400, 1e-6);
  EXPECT_FALSE(links->of_link->in_doubt);
  EXPECT_NEAR(links->payload, 8 * 350e9 / 1.75, 1e4);
  EXPECT_FALSE(links->needs_switch);
  EXPECT_FALSE(links->adapters) << "one host";
}

TEST(AgainstLinks, AnAllReduceAboveTheLinkNeedsTheSwitchAndIsNoSuspect) {
  const RunRecord record = linked_record("all_reduce", 480e9);
  EXPECT_TRUE(links_of(record)->needs_switch);
  EXPECT_NEAR(links_of(record)->of_link->value, 1.2, 1e-6);
  EXPECT_THAT(finding_of(record).text, HasSubstr("no such finding"));
}

TEST(AgainstLinks, NoSwitchHelpsBeyondTheMessageItself) {
  // S/t = 401 GB/s into each rank whose links bring 400.
  const RunRecord record = linked_record("all_reduce", 1.75 * 401e9);
  EXPECT_FALSE(links_of(record)->needs_switch);
  const Finding finding = finding_of(record);
  EXPECT_EQ(finding.severity, Severity::Inconclusive);
  EXPECT_THAT(finding.text, AllOf(HasSubstr("SUSPECT"), HasSubstr("700 GB/s"),
                                  HasSubstr("links of Example: a sheet, 2024-11"),
                                  HasSubstr("NVLS, SHARP"), HasSubstr("payload rate")));
  EXPECT_THAT(finding_of(linked_record("all_reduce", 1.75 * 399e9)).text,
              HasSubstr("no such finding"));
}

TEST(AgainstLinks, OtherCollectivesEndAtTheLink) {
  for (const char* operation : {"all_gather", "reduce_scatter", "broadcast", "all_to_all"}) {
    EXPECT_THAT(finding_of(linked_record(operation, 401e9)).text, HasSubstr("SUSPECT"))
        << operation;
    EXPECT_THAT(finding_of(linked_record(operation, 399e9)).text, HasSubstr("no such finding"))
        << operation;
  }
}

TEST(AgainstLinks, ALinkInDoubtMakesANote) {
  const RunRecord record =
      linked_record("all_gather", 500e9, 1, linked_chip(", unconfirmed: two rates are told"));
  EXPECT_TRUE(links_of(record)->of_link->in_doubt);
  const Finding finding = finding_of(record);
  EXPECT_EQ(finding.severity, Severity::Note);
  EXPECT_THAT(finding.text, AllOf(HasSubstr("two rates are told"), Not(HasSubstr("SUSPECT"))));
}

TEST(AgainstLinks, OnSeveralHostsPcieLeadsIntoAGpuToo) {
  EXPECT_THAT(finding_of(linked_record("all_gather", 445e9, 2)).text, HasSubstr("no such finding"));
  EXPECT_THAT(finding_of(linked_record("all_gather", 455e9, 2)).text, HasSubstr("450 GB/s"));
  EXPECT_TRUE(
      links_of(linked_record("all_gather", 455e9, 2, linked_chip("", false)))->ceilings.empty())
      << "what is beside the links is not known, so nothing is a ceiling";
  EXPECT_FALSE(links_of(linked_record("all_gather", 100e9, 2))->of_link);
}

TEST(AgainstLinks, AdaptersShareWhatHasToLeaveAHost) {
  RunRecord record = linked_record("all_reduce", 175e9, 2);
  record.manifest.facts["host"]["network_adapters"] = "4 x 400 Gbit/s, 1 x 100 Gbit/s";
  const auto links = links_of(record);
  ASSERT_TRUE(links && links->adapters);
  EXPECT_EQ(links->adapters->ports, 4);
  EXPECT_DOUBLE_EQ(links->adapters->rate, 50e9);
  // algbw 100 GB/s; two hosts as ranks have the factor 1.
  EXPECT_NEAR(links->adapters->each, 25e9, 1e4);
  EXPECT_THAT(finding_of(record).text, HasSubstr("no such finding")) << "four carry 200 GB/s";
  record.launches[0].hosts[1] = "node1";
  EXPECT_FALSE(links_of(record)->adapters) << "hosts of 3 and of 5 ranks";
}

TEST(AgainstLinks, BeyondTheAdaptersThatAreSeenIsANote) {
  RunRecord record = linked_record("all_reduce", 175e9, 2);
  record.manifest.facts["host"]["network_adapters"] = "1 x 100 Gbit/s";
  const Finding finding = finding_of(record);
  EXPECT_EQ(finding.severity, Severity::Note);
  EXPECT_THAT(finding.text, HasSubstr("the first host's network adapters, 1 x 100 Gbit/s"));
}

TEST(AgainstLinks, SayNothingWhereNoLinkIsKnown) {
  RunRecord record = linked_record("all_reduce", 350e9);
  record.cases[0].backend = "mpi";
  EXPECT_FALSE(links_of(record)->of_link) << "host memory crosses no link of a GPU";
  record.manifest.chip.reset();
  EXPECT_TRUE(links_of(record)->ceilings.empty());
  EXPECT_FALSE(against_links(summarize(synthetic_record()).at(1), synthetic_record()))
      << "a matmul";
}

}  // namespace
}  // namespace fourfold
