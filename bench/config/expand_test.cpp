// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <tuple>

#include "bench/config/config.hpp"

namespace fourfold {
namespace {

// Everything a Config holds but positions and the file's own name, as values that compare.

auto parts(const Measure& m) {
  return std::tuple(m.precision, m.confidence, m.trials, m.max_time, m.min_samples, m.max_samples,
                    m.warmup, m.min_sample_time, m.timing, m.cache, m.load, m.settle, m.hold);
}
auto parts(const CollectiveSweep& s) {
  return std::tie(s.collectives, s.backends, s.types, s.ops, s.sizes, s.in_place, s.root,
                  s.memories, s.scopes, s.orders, s.bisect, s.protocols, s.buffers, s.launches,
                  s.cta_policies);
}
auto parts(const GemmSweep& s) {
  std::vector<std::array<std::int64_t, 3>> shapes;
  for (const GemmShape& shape : s.shapes) shapes.push_back({shape.m, shape.n, shape.k});
  return std::tuple(s.kernels, s.types, shapes, s.inputs, s.launches);
}
auto parts(const MemorySweep& s) { return std::tie(s.patterns, s.backends, s.sizes, s.launches); }
auto parts(const VirtualRanksSweep& s) {
  return std::tie(s.ranks, s.algorithms, s.sizes, s.launches);
}
auto parts(const PairwiseSweep& s) {
  return std::tie(s.backends, s.types, s.sizes, s.rounds, s.computation);
}
auto parts(const StepSweep& s) {
  return std::tie(s.models, s.own_model, s.layers, s.tokens, s.kernels, s.backends, s.types,
                  s.buckets, s.output_layer, s.scopes, s.orders);
}
auto parts(const CommunicatorSweep& s) { return std::tie(s.kinds, s.backends); }
auto parts(const Expectation& e) {
  return std::tie(e.match, e.metric, e.value, e.lower, e.upper, e.from_machine);
}
auto parts(const Limit& l) {
  return std::tie(l.match, l.metric, l.at_most, l.source, l.from_machine);
}
auto parts(const Dimension& d) { return std::tie(d.match, d.weight); }
auto parts(const Target& t) {
  const Stability none{0, 0, "", ""};
  const Stability& s = t.stability ? *t.stability : none;
  return std::tuple(t.ratio, t.confidence, t.floor, t.tolerance, t.min_launches, t.min_days,
                    t.looks, t.resumed, t.category, t.units, t.baseline, t.baseline_sha256,
                    t.baseline_signed_by, s.share, s.confidence, s.suite, s.suite_sha256);
}
auto parts(const Config& c) {
  return std::tie(c.name, c.description, c.device, c.ranks, c.launches, c.launch_timeout,
                  c.hang_after, c.chip, c.machine);
}

template <class One>
void expect_same_list(const std::vector<One>& a, const std::vector<One>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(parts(a[i]) == parts(b[i])) << i;
}

void expect_same_entry(const Sweep& a, const Sweep& b) {
  ASSERT_EQ(a.what.index(), b.what.index());
  std::visit(
      [&](const auto& one) {
        using Kind = std::decay_t<decltype(one)>;
        EXPECT_TRUE(parts(one) == parts(std::get<Kind>(b.what)));
      },
      a.what);
  ASSERT_EQ(a.rival == nullptr, b.rival == nullptr);
  if (a.rival != nullptr) expect_same_entry(*a.rival, *b.rival);
}

void expect_same(const Config& a, const Config& b) {
  EXPECT_TRUE(parts(a) == parts(b));
  ASSERT_EQ(a.sweeps.size(), b.sweeps.size());
  for (std::size_t i = 0; i < a.sweeps.size(); ++i) {
    EXPECT_TRUE(parts(a.sweeps[i].measure) == parts(b.sweeps[i].measure)) << i;
    expect_same_entry(a.sweeps[i], b.sweeps[i]);
  }
  expect_same_list(a.expectations, b.expectations);
  expect_same_list(a.limits, b.limits);
  ASSERT_EQ(a.target.has_value(), b.target.has_value());
  if (!a.target) return;
  EXPECT_TRUE(parts(*a.target) == parts(*b.target));
  expect_same_list(a.target->dimensions, b.target->dimensions);
}

class Expand : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_ / "elsewhere"); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Config load(const std::string& file, const std::string& text) const {
    std::ofstream(folder_ / file) << text;
    return load_config(folder_ / file, {});
  }

  /// Reads back what expanded() wrote, from another folder, as the record of a run does.
  Config again(const Config& config) const {
    return load("elsewhere/suite.yaml", expanded(config));
  }

  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                  testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(Expand, ReadsBackToTheSameConfig) {
  std::ofstream(folder_ / "m.yaml") << R"(fourfold_machine: 1
name: "lab: \"one\""
expectations: [{match: "memory/**", value: 3.35, unit: TB/s, lower: -7%, upper: 1e-3}]
limits: [{match: "gemm/**", at_most: 67.3, unit: TFLOP/s, source: "data sheet, \\ page 2"}]
)";
  const Config config = load("suite.yaml", R"(fourfold: 1
suite: every-kind_1
description: "quotes \" backslash \\ line\nend, tab\t, \x01\0, # no comment, {no: map}"
device: cuda
ranks: 7
launches: 5
launch_timeout: 10min
hang_after: 90s
chip: c.yaml
machine: m.yaml
measure: {precision: 0.3%, confidence: 99%, trials: 2, max_time: 0.7s, min_samples: 11,
          max_samples: 1234, warmup: 33ms, min_sample_time: 17us, timing: per_call, cache: hot}
cases:
  - {collective: [broadcast, all_reduce], backend: [mpi, nccl], dtype: [bf16, i32], op: [max, sum],
     size: {from: 24B, to: 1GB, factor: 3}, in_place: [true, false], root: 6,
     memory: [staged, host]}
  - {collective: all_reduce, size: 8B, scope: [node, facility], groups: one_at_a_time, bisect: true}
  - {gemm: [naive, auto], dtype: [tf32, f8e4m3], shape: [64, 1x2x3], input: [zeros, integers],
     measure: {trials: 3, timing: auto}}
  - {memory: [triad, read], backend: [host, cuda], size: [1000B, 64MiB]}
expectations:
  - {match: "*/?/**", metric: algbw, value: 12.7, unit: GB/s, lower: -5%, upper: 10%}
  - {match: "all_reduce/**", value: 20.3, unit: us, upper: 33.3%}
)");
  expect_same(config, again(config));
  EXPECT_EQ(expanded(again(config)), expanded(config));
}

TEST_F(Expand, KeepsTheTargetAndWhereItsBaselineLies) {
  const Config config = load("suite.yaml", R"(fourfold: 1
suite: target
cases: [{collective: all_reduce, size: 16MiB}]
limits: [{match: "**", at_most: 450, unit: GB/s, source: link rate}]
target: {ratio: 3.7, confidence: 97.5%, floor: 0.87, tolerance: 4%, min_launches: 6, units: 16,
         min_days: 3, looks: [6, 8], resumed: 2, category: baseline, stability: {share: 0.9, confidence: 0.8, suite: nightly,
         suite_sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef},
         baseline: ../baselines/current,
         baseline_sha256: fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210,
         baseline_signed_by: "ed25519:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
         dimensions: [{metric: "all_reduce/mpi/f32/16MiB", weight: 0.1}, {metric: "x"}]}
)");
  EXPECT_EQ(config.target->baseline, (folder_.parent_path() / "baselines/current").string());
  expect_same(config, again(config));
}

TEST_F(Expand, ASuiteIsPinnedWhateverNumbersItIsRunWith) {
  const std::string text = R"(fourfold: 1
suite: health
ranks: 2
cases: [{collective: all_reduce, size: 8B}]
)";
  const std::string pin = suite_sha256(load("suite.yaml", text));
  const auto with = [&](const std::string& what, const std::string& by) {
    std::string other = text;
    return suite_sha256(load("suite.yaml", other.replace(other.find(what), what.size(), by)));
  };
  EXPECT_EQ(pin.size(), 64u);
  EXPECT_EQ(with("ranks: 2", "ranks: 16\nlaunches: 30"), pin);
  EXPECT_EQ(with("ranks: 2", "expected: {racks: 1, nodes_per_rack: 1, gpus_per_node: 2}"), pin);
  EXPECT_NE(with("8B", "4B"), pin);
  EXPECT_NE(with("ranks: 2", "measure: {max_time: 1ms}"), pin);
  EXPECT_NE(with("ranks: 2", "hang_after: 5s"), pin);
}

TEST_F(Expand, KeepsHowCallsAreLaunched) {
  const Config config = load("suite.yaml", R"(fourfold: 1
suite: launches
cases:
  - {gemm: naive_cuda, shape: 8, launch: [graph, stream]}
  - {memory: copy, size: 8B, launch: graph}
)");
  const auto& gemm = std::get<GemmSweep>(config.sweeps.at(0).what);
  EXPECT_EQ(gemm.launches, (std::vector{Launch::Graph, Launch::Stream}));
  expect_same(config, again(config));
}

TEST_F(Expand, FillsInTheDefaults) {
  const Config config =
      load("suite.yaml", "fourfold: 1\nsuite: d\ncases: [{collective: all_reduce, size: 8B}]\n");
  const std::string text = expanded(config);
  for (const char* said :
       {"device: auto", "ranks: 2", "launches: 1", "backend: [auto]", "dtype: [f32]", "op: [sum]",
        "in_place: [false]", "precision: 0.01", "min_sample_time: 2e-05s", "cache: cold"}) {
    EXPECT_NE(text.find(said), std::string::npos) << said << " in\n" << text;
  }
  expect_same(config, again(config));
}

TEST_F(Expand, ARootBeyondTheDefaultRanksSurvives) {
  const Config config = load(
      "suite.yaml", "fourfold: 1\nsuite: r\ncases: [{collective: reduce, size: 8B, root: 5}]\n");
  expect_same(config, again(config));
}

TEST_F(Expand, ReadsBackEverySuiteThatIsShipped) {
  int suites = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(FOURFOLD_SOURCE_DIR "/configs/suites")) {
    SCOPED_TRACE(entry.path());
    const Config config = load_config(entry.path(), {});
    expect_same(config, again(config));
    ++suites;
  }
  EXPECT_GE(suites, 4);
}

}  // namespace
}  // namespace fourfold
