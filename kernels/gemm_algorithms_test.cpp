// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "kernels/gemm_algorithms.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <string>

#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// Algorithms that only wait, each as many microseconds as its name says; "no" refuses.
PreparedGemm waiting(const std::vector<std::string>& names, std::vector<int>* calls = nullptr) {
  PreparedGemm prepared;
  prepared.algorithms.names = names;
  prepared.algorithms.enqueue = [names, calls](std::size_t which, const GemmArguments&, Stream&) {
    if (names[which] == "no") throw Error("refused");
    if (calls != nullptr) ++(*calls)[which];
    const auto end =
        std::chrono::steady_clock::now() + std::chrono::microseconds(std::stoi(names[which]));
    while (std::chrono::steady_clock::now() < end) continue;
  };
  return prepared;
}

TEST(GemmAlgorithms, AreTimedAndThoseThatRefuseTakeForEver) {
  const auto host = open_host_device();
  std::vector<int> calls(4);
  const PreparedGemm prepared = waiting({"100", "no", "20", "1000"}, &calls);
  const std::vector<double> seconds = time_algorithms(prepared.algorithms, {}, *host);
  ASSERT_EQ(seconds.size(), 4u);
  EXPECT_GE(seconds[0], 100e-6);
  EXPECT_EQ(seconds[1], kNever);
  EXPECT_GE(seconds[2], 20e-6);
  EXPECT_GE(seconds[3], 1000e-6);
  EXPECT_GT(calls[2], 3 + 5) << "batched, to be longer than the clock's grain";
  EXPECT_EQ(calls[3], 3) << "a hopeless one is not sampled";
}

TEST(GemmAlgorithms, NoneIsTimedWhereThereIsNoChoice) {
  const auto host = open_host_device();
  EXPECT_TRUE(time_algorithms({}, {}, *host).empty());
  for (const double one : time_algorithms(waiting({"no", "no"}).algorithms, {}, *host)) {
    EXPECT_EQ(one, kNever);
  }
}

TEST(GemmAlgorithms, TheFastestIsTakenAndNamed) {
  const auto host = open_host_device();
  Stream stream = host->make_stream();
  std::vector<int> calls(4);
  PreparedGemm prepared = waiting({"1", "2", "3", "4"}, &calls);
  take_fastest(prepared, std::vector{3.0, kNever, 2.0, 2.0});
  EXPECT_EQ(prepared.algorithm,
            "3; no. 3 of the library's proposals, best of 3 tried, 1.50x as fast as the first");
  prepared.enqueue({}, stream);
  EXPECT_EQ(calls, (std::vector{0, 0, 1, 0}));
  take_fastest(prepared, std::vector{kNever, 1.0, 2.0, 2.0});
  EXPECT_EQ(prepared.algorithm,
            "2; no. 2 of the library's proposals, best of 3 tried, the first does not run");
}

TEST(GemmAlgorithms, NothingThatRunsIsAnError) {
  PreparedGemm prepared = waiting({"no", "no"});
  EXPECT_THROW(take_fastest(prepared, std::vector{kNever, kNever}), Error);
  EXPECT_THROW(take_fastest(prepared, std::vector{1.0}), Error);
  PreparedGemm empty;
  EXPECT_THROW(take_fastest(empty, {}), Error);
}

TEST(GemmAlgorithms, TheFingerprintTellsNamesAndOrder) {
  const auto of = [](const std::vector<std::string>& names) {
    return fingerprint(waiting(names).algorithms);
  };
  EXPECT_EQ(of({"1", "2"}), of({"1", "2"}));
  EXPECT_NE(of({"1", "2"}), of({"2", "1"}));
  EXPECT_NE(of({"1", "2"}), of({"12"}));
  EXPECT_NE(of({"1"}), of({"1", ""}));
  EXPECT_LT(of({"1"}), std::uint64_t{1} << 52);
}

}  // namespace
}  // namespace fourfold
