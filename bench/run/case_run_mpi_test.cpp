// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "bench/run/case_run.hpp"
#include "collectives/mpi_test_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// Short, but long enough to be a measurement.
Measure quick() {
  Measure measure;
  measure.max_time = Seconds(0.02);
  measure.warmup = Seconds(0.002);
  measure.min_samples = 6;
  measure.max_samples = 20;
  measure.cache = CacheState::Hot;
  return measure;
}

Case collective(Collective which, ReductionOp op, bool in_place, std::uint64_t bytes) {
  const MessageShape shape =
      message_shape(which, DataType::f32, Bytes(bytes), test_session().size());
  Case one;
  one.what = CollectiveCase{.collective = which,
                            .backend = "mpi",
                            .op = op,
                            .shape = shape,
                            .asked = Bytes(bytes),
                            .in_place = in_place,
                            .root = 0};
  one.measure = quick();
  one.name = std::string(name(which));
  return one;
}

Case gemm(const std::string& kernel, Distribution input) {
  Case one;
  one.what = GemmCase{.kernel = kernel,
                      .problem = {.m = 48, .n = 40, .k = 56, .input = DataType::f64},
                      .input = input};
  one.measure = quick();
  one.name = "gemm";
  return one;
}

Case memory(MemoryPattern pattern) {
  Case one;
  one.what = MemoryCase{.pattern = pattern, .backend = "host", .array = Bytes(80000)};
  one.measure = quick();
  one.name = "memory";
  return one;
}

/// Whether it adds numbers up, in an order.
bool adds(const Case& one) {
  const auto* what = std::get_if<CollectiveCase>(&one.what);
  return what != nullptr && traits(what->collective).reduces && test_session().size() > 1;
}

Case communicator(InitKind kind) {
  Case one;
  one.name = "communicator";
  one.what = CommunicatorCase{.kind = kind, .backend = "mpi"};
  one.measure = quick();
  return one;
}

std::vector<Case> every_kind() {
  std::vector<Case> cases;
  for (const CollectiveTraits& row : kCollectives) {
    cases.push_back(collective(row.collective, ReductionOp::Sum, false, 4004));
    CollectiveCall call;
    call.collective = row.collective;
    call.in_place = true;
    if (mpi_support(call)) {
      cases.push_back(collective(row.collective, ReductionOp::Sum, true, 4004));
    }
  }
  cases.push_back(collective(Collective::AllReduce, ReductionOp::Sum, false, 0));
  for (const Distribution input : {Distribution::Uniform, Distribution::Integers}) {
    cases.push_back(gemm("openblas", input));
    cases.push_back(gemm("naive", input));
  }
  for (const DataType type : {DataType::bf16, DataType::f8e4m3}) {  // f8e4m3: an exact product too
    cases.push_back(gemm("naive", Distribution::Uniform));
    std::get<GemmCase>(cases.back().what).problem = {.m = 20, .n = 70, .k = 300, .input = type};
  }
  for (const MemoryPatternTraits& row : kMemoryPatterns) cases.push_back(memory(row.pattern));
  for (const InitKind kind : {InitKind::Plain, InitKind::Nonblocking, InitKind::Split}) {
    if (mpi_init_support(kind, test_session().size())) cases.push_back(communicator(kind));
  }
  return cases;
}

TEST(CaseRun, EveryKindOfCaseIsMeasuredAndRight) {
  Session session(test_session(), {});
  for (const Case& one : every_kind()) {
    for (const CacheState cache : {CacheState::Hot, CacheState::Cold}) {
      Case varied = one;
      varied.measure.cache = cache;
      if (cache == CacheState::Cold && std::holds_alternative<GemmCase>(one.what)) continue;
      CaseRun run(varied, session, 1);
      EXPECT_TRUE(run.run_trial()) << one.name << ": " << run.record().reason;
      EXPECT_TRUE(run.run_trial()) << one.name << " again: " << run.record().reason;
      const CaseRecord& record = run.record();
      ASSERT_EQ(record.trials.size(), 2u);
      EXPECT_EQ(record.correctness.checked, record.correctness.elements > 0);
      EXPECT_FALSE(record.verified_by.empty());
      EXPECT_EQ(record.correctness.hash.has_value(), one.name == "gemm" || adds(one));
      EXPECT_EQ(record.correctness.repeats.value_or(true), true);
      const Trial& trial = record.trials[0];
      EXPECT_GE(trial.seconds.size(), trial.stopped == "max_time" ? 1u : 6u);
      EXPECT_EQ(trial.seconds.size(), trial.slowest_rank.size());
      for (std::size_t i = 0; i < trial.seconds.size(); ++i) {
        EXPECT_GE(trial.seconds[i], trial.mean_seconds[i] * (1 - 1e-6));
        EXPECT_GE(trial.mean_seconds[i] * (1 + 1e-6), trial.fastest_seconds[i]);
        EXPECT_LT(trial.slowest_rank[i], test_session().size());
      }
      if (test_session().rank() != 0) continue;
      EXPECT_EQ(trial.rank_median_s.size(), static_cast<std::size_t>(test_session().size()));
      if (one.name != "gemm" || record.backend != "naive") continue;
      EXPECT_EQ(record.work.flops.value(), std::get<GemmCase>(one.what).problem.flops().value());
    }
  }
}

TEST(CaseRun, SumsOfRandomNumbersHaveOneHashWhoeverHoldsThem) {
  if (test_session().size() == 1) GTEST_SKIP() << "one rank adds nothing";
  const auto hash = [](Collective which, bool in_place) {
    Session session(test_session(), {});
    // Equal blocks, so that all have the same elements.
    CaseRun run(collective(which, ReductionOp::Sum, in_place, 4 * 420), session, 1);
    EXPECT_TRUE(run.run_trial()) << run.record().reason;
    EXPECT_EQ(run.record().correctness.repeats, true);
    return run.record().correctness.hash.value_or(0);
  };
  const std::uint64_t everywhere = hash(Collective::AllReduce, false);
  EXPECT_NE(everywhere, 0u);
  EXPECT_EQ(hash(Collective::AllReduce, true), everywhere);
  if (test_session().size() > 2) return;  // two numbers have one sum, more have one for each order
  EXPECT_EQ(hash(Collective::Reduce, false), everywhere) << "on the root alone";
  EXPECT_EQ(hash(Collective::ReduceScatter, false), everywhere) << "in parts";
}

TEST(CaseRun, APlantedWrongElementIsFoundInEveryKindOfCase) {
  for (const char* fault : {"wrong-element", "nan", "wrong-tile", "stale"}) {
    Session session(test_session(), parse_injection({fault}));
    for (const Case& one : every_kind()) {
      const auto* what = std::get_if<CollectiveCase>(&one.what);
      if (what != nullptr && what->shape.whole == 0) continue;  // nothing to spoil
      if (what != nullptr && what->collective == Collective::Broadcast &&
          test_session().size() == 1) {
        continue;  // the root alone receives nothing
      }
      if (what != nullptr && what->in_place && test_session().size() == 1 &&
          std::string(fault) == "stale") {
        continue;  // of one rank alone, what lay there before is right
      }
      CaseRun run(one, session, 1);
      EXPECT_FALSE(run.run_trial()) << fault << " not seen in " << one.name;
      const CaseRecord& record = run.record();
      EXPECT_EQ(record.status, CaseStatus::Failed);
      ASSERT_TRUE(record.correctness.first.has_value()) << one.name;
      EXPECT_NE(record.reason.find("rank"), std::string::npos);
      EXPECT_NE(record.reason.find("expected"), std::string::npos);
      EXPECT_FALSE(run.run_trial()) << "a failed case stays failed";
    }
  }
}

TEST(CaseRun, APlantedWrongTileIsLocated) {
  Session session(test_session(), parse_injection({"wrong-tile"}));
  Case one = gemm("openblas", Distribution::Uniform);
  std::get<GemmCase>(one.what).problem = {.m = 150, .n = 200, .k = 96, .input = DataType::f64};
  CaseRun run(one, session, 1);
  EXPECT_FALSE(run.run_trial());
  ASSERT_TRUE(run.record().correctness.first.has_value());
  EXPECT_EQ(
      run.record().correctness.first->region,
      "rows 64-127, columns 64-127 (one 64x64 tile, at (1, 1) of its grid; the kernel does not "
      "tell which processor computed it), 4096 elements");
}

TEST(CaseRun, ContendersAreRightOnEachOthersBuffersToo) {
  const std::vector<std::pair<Case, Case>> contests{
      {gemm("openblas", Distribution::Uniform), gemm("naive", Distribution::Uniform)},
      {gemm("openblas", Distribution::Uniform), gemm("openblas", Distribution::Zeros)},
      {memory(MemoryPattern::Triad), memory(MemoryPattern::Triad)},
      {collective(Collective::AllReduce, ReductionOp::Sum, true, 4004),
       collective(Collective::AllReduce, ReductionOp::Sum, true, 4004)}};
  for (auto [one, rival] : contests) {
    SCOPED_TRACE(one.name);
    one.rival = std::make_shared<const Case>(rival);
    Session session(test_session(), {});
    CaseRun run(one, session, 1);
    while (run.record().trials.size() < 2 && run.run_trial()) {
    }
    EXPECT_EQ(run.record().reason, "");
    EXPECT_EQ(run.record().trials.size(), 2u);
    EXPECT_EQ(run.record().trials.back().rival_seconds.size(),
              run.record().trials.back().seconds.size());
  }
}

std::uint64_t hash_with_seed(Case one, std::uint64_t seed) {
  one.measure.seed = seed;
  Session session(test_session(), {});
  CaseRun run(one, session, 1);
  EXPECT_TRUE(run.run_trial()) << run.record().reason;
  EXPECT_EQ(run.record().seed, seed);
  return run.record().correctness.hash.value();
}

TEST(CaseRun, TheSeedDecidesTheInputs) {
  const Case one = gemm("naive", Distribution::Uniform);
  EXPECT_EQ(hash_with_seed(one, 5), hash_with_seed(one, 5));
  EXPECT_NE(hash_with_seed(one, 5), hash_with_seed(one, 6));
}

TEST(CaseRun, ACommunicatorIsMadeAnewInEveryCallAndAWrongOneIsFound) {
  Session well(test_session(), {});
  CaseRun right(communicator(InitKind::Plain), well, 1);
  EXPECT_TRUE(right.run_trial()) << right.record().reason;
  EXPECT_EQ(right.record().algorithm, "MPI_Comm_dup");
  EXPECT_EQ(right.record().trials[0].calls_per_sample, 1);
  EXPECT_EQ(right.record().correctness.elements, static_cast<std::uint64_t>(test_session().size()));

  Session faulty(test_session(), parse_injection({"wrong-element"}));
  CaseRun wrong(communicator(InitKind::Plain), faulty, 1);
  EXPECT_FALSE(wrong.run_trial());
  EXPECT_NE(wrong.record().reason.find("wrong result"), std::string::npos) << wrong.record().reason;
}

TEST(CaseRun, AFaultThatFindsNoPlaceFailsTheCase) {
  Session session(test_session(), parse_injection({"wrong-element"}));
  CaseRun run(collective(Collective::AllReduce, ReductionOp::Sum, false, 0), session, 1);
  EXPECT_FALSE(run.run_trial());
  EXPECT_NE(run.record().reason.find("no place"), std::string::npos) << run.record().reason;
}

TEST(CaseRun, TheSlowRankIsNamed) {
  const int slow = test_session().size() - 1;
  Session session(test_session(), parse_injection({"slow-rank=" + std::to_string(slow)}));
  CaseRun run(gemm("naive", Distribution::Integers), session, 1);
  ASSERT_TRUE(run.run_trial());
  if (test_session().size() > 2) return;  // ranks share cores: which is slowest is then chance
  const Trial& trial = run.record().trials[0];
  const auto named = std::count(trial.slowest_rank.begin(), trial.slowest_rank.end(), slow);
  EXPECT_GE(named * 2, static_cast<std::ptrdiff_t>(trial.slowest_rank.size()));
}

TEST(CaseRun, ACaseThatCannotBeMadeFailsOnEveryRankAndTheNextOneRuns) {
  Session session(test_session(), {});
  Case impossible = memory(MemoryPattern::Copy);
  std::get<MemoryCase>(impossible.what).array = Bytes(std::uint64_t{1} << 50);
  CaseRun failed(impossible, session, 1);
  EXPECT_FALSE(failed.run_trial());
  EXPECT_EQ(failed.record().status, CaseStatus::Failed);
  EXPECT_NE(failed.record().reason.find("rank 0: "), std::string::npos) << failed.record().reason;
  CaseRun next(memory(MemoryPattern::Copy), session, 1);
  EXPECT_TRUE(next.run_trial()) << next.record().reason;
}

TEST(Sampler, BlocksFitTheBudget) {
  EXPECT_EQ(block_size(1e-6, 1, 0), 8u);
  EXPECT_EQ(block_size(1e-6, 1, 1000), 64u);
  EXPECT_EQ(block_size(1, 0.5, 1000), 1u);
  EXPECT_EQ(block_size(0.1, 0.35, 1000), 3u);
  EXPECT_EQ(block_size(0, 1, 100), 25u);
}

TEST(Sampler, BatchesShortCallsUnlessToldNotTo) {
  Session session(test_session(), {});
  Case one = collective(Collective::AllReduce, ReductionOp::Sum, false, 8);
  one.measure.min_sample_time = Seconds(200e-6);
  CaseRun batched(one, session, 1);
  ASSERT_TRUE(batched.run_trial());
  one.measure.timing = Timing::PerCall;
  CaseRun single(one, session, 1);
  ASSERT_TRUE(single.run_trial());
  EXPECT_EQ(single.record().trials[0].calls_per_sample, 1);
  if (test_session().size() > 2) return;  // waiting for a core makes one call long
  EXPECT_GT(batched.record().trials[0].calls_per_sample, 1);
}

}  // namespace
}  // namespace fourfold
