// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "bench/run/agreement.hpp"
#include "collectives/mpi_test_session.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using testing::AllOf;
using testing::HasSubstr;

/// What the call throws, or "".
template <class Exception, class Call>
std::string complaint(const Call& call) {
  try {
    call();
    return "";
  } catch (const Exception& error) {
    return error.what();
  }
}

bool is_last() { return test_session().rank() + 1 == test_session().size(); }

TEST(Agreement, AllHearOfOneRanksWrongInput) {
  MpiSession& mpi = test_session();
  EXPECT_EQ(complaint<InputError>([&] { agree_on_input(mpi, ""); }), "");
  EXPECT_EQ(complaint<InputError>([&] { agree_on_input(mpi, "no suite"); }), "no suite")
      << "everybody's error is rank 0's to tell";
  const std::string last = std::to_string(mpi.size() - 1);
  const std::string said =
      complaint<InputError>([&] { agree_on_input(mpi, is_last() ? "no suite" : ""); });
  EXPECT_THAT(said, HasSubstr("no suite"));
  EXPECT_EQ(said.find("rank " + last + " on host ") == 0, mpi.size() > 1) << said;
}

TEST(Agreement, WhatMustBeTheSameIsCompared) {
  MpiSession& mpi = test_session();
  EXPECT_EQ(complaint<Error>([&] { demand_same(mpi, "the suite", "same"); }), "");
  if (mpi.size() == 1) GTEST_SKIP() << "one rank agrees with itself";
  EXPECT_THAT(
      complaint<Error>([&] { demand_same(mpi, "the suite", is_last() ? "other" : "same"); }),
      AllOf(HasSubstr("ranks differ in the suite"), HasSubstr("other")));
}

TEST(Agreement, OfListsOnlyTheFirstDifferenceIsTold) {
  MpiSession& mpi = test_session();
  const std::vector<std::string> plan{"a", "b", "c"};
  EXPECT_EQ(complaint<Error>([&] { demand_same_list(mpi, "the planned cases", plan); }), "");
  EXPECT_EQ(complaint<Error>([&] { demand_same_list(mpi, "the planned cases", {}); }), "");
  if (mpi.size() == 1) GTEST_SKIP() << "one rank agrees with itself";
  const auto told = [&](const std::vector<std::string>& other) {
    return complaint<Error>(
        [&] { demand_same_list(mpi, "the planned cases", is_last() ? other : plan); });
  };
  EXPECT_THAT(told({"a", "x", "y"}),
              AllOf(HasSubstr("rank " + std::to_string(mpi.size() - 1)),
                    HasSubstr("entry 2 of 3 is 'x', on rank 0 of 3 it is 'b'")));
  EXPECT_THAT(told({"a", "b"}), HasSubstr("entry 3 of 2 is nothing, on rank 0 of 3 it is 'c'"));
  EXPECT_THAT(told({"a", "b", "c", "d"}),
              HasSubstr("entry 4 of 4 is 'd', on rank 0 of 3 it is nothing"));
}

}  // namespace
}  // namespace fourfold
