// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "bench/run/same_algorithm.hpp"
#include "collectives/mpi_test_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

PreparedGemm offering(std::vector<std::string> names) {
  PreparedGemm prepared;
  prepared.algorithms.names = std::move(names);
  prepared.algorithms.enqueue = [](std::size_t, const GemmArguments&, Stream&) {};
  return prepared;
}

bool last() { return test_session().rank() == test_session().size() - 1; }
bool alone() { return test_session().size() == 1; }

TEST(SameAlgorithm, IsTheOneWhoseSlowestRankIsFastest) {
  PreparedGemm prepared = offering({"a", "b", "c"});
  // By itself the last rank would take a, all others b.
  const std::vector<double> own = last() ? std::vector{1.0, 9.0, 2.5} : std::vector{4.0, 2.0, 3.0};
  take_same_algorithm(prepared, own, test_session());
  EXPECT_EQ(prepared.algorithm.substr(0, 2), alone() ? "a;" : "c;");
}

TEST(SameAlgorithm, IsNoneThatOneRankRefuses) {
  PreparedGemm prepared = offering({"a", "b"});
  take_same_algorithm(prepared, std::vector{last() ? kNever : 1.0, 5.0}, test_session());
  EXPECT_EQ(prepared.algorithm.substr(0, 2), "b;");
  PreparedGemm none = offering({"a", "b"});
  const std::vector<double> own = last() ? std::vector{kNever, 1.0} : std::vector{1.0, kNever};
  if (alone()) {
    take_same_algorithm(none, own, test_session());
    EXPECT_EQ(none.algorithm.substr(0, 2), "b;");
  } else {
    EXPECT_THROW(take_same_algorithm(none, own, test_session()), Error);
  }
}

TEST(SameAlgorithm, RanksThatAreOfferedDifferentOnesAllSaySo) {
  PreparedGemm prepared =
      offering(last() ? std::vector<std::string>{"a"} : std::vector<std::string>{"a", "b"});
  const std::vector<double> own(prepared.algorithms.names.size(), 1.0);
  if (alone()) {
    take_same_algorithm(prepared, own, test_session());
  } else {
    EXPECT_THROW(take_same_algorithm(prepared, own, test_session()), Error);
  }
  test_session().barrier();
}

TEST(SameAlgorithm, WithoutAChoiceNothingIsTaken) {
  PreparedGemm prepared;
  prepared.algorithm = "2 threads";
  take_same_algorithm(prepared, {}, test_session());
  EXPECT_EQ(prepared.algorithm, "2 threads");
}

}  // namespace
}  // namespace fourfold
