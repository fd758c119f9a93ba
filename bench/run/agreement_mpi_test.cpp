// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "bench/run/agreement.hpp"
#include "bench/run/majority.hpp"
#include "bench/run/session.hpp"
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

/// Of the AgreedError that the call throws here.
struct Agreed {
  std::string said;
  bool own = false;
};
template <class Call>
Agreed agreed(const Call& call) {
  try {
    call();
    return {"nothing was thrown", false};
  } catch (const AgreedError& error) {
    return {error.what(), error.own()};
  }
}

bool is_first() { return test_session().rank() == 0; }
/// Whether one rank can be told from the others: the test's ranks are on one host.
bool one_is_the_exception() { return test_session().size() > 2; }

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

TEST(Agreement, ADifferenceIsTheOwnOfTheRankThatIsUnlikeMost) {
  MpiSession& mpi = test_session();
  if (mpi.size() == 1) GTEST_SKIP() << "one rank agrees with itself";
  const auto differs = [&](bool odd) {
    return agreed([&] { demand_same(mpi, "the suite", odd ? "same\nother" : "same\nthis"); });
  };
  const Agreed last = differs(is_last());
  EXPECT_EQ(last.own, is_last() && one_is_the_exception());
  EXPECT_THAT(last.said, HasSubstr("entry 2 of 2 is 'other', on rank 0 of 2 it is 'this'"));
  const Agreed first = differs(is_first());
  EXPECT_EQ(first.own, is_first() && one_is_the_exception());
  EXPECT_THAT(first.said,
              one_is_the_exception()
                  ? AllOf(HasSubstr("rank 0 on host "),
                          HasSubstr("entry 2 of 2 is 'other', on rank 1 of 2 it is 'this'"))
                  : AllOf(HasSubstr("rank 1 on host "),
                          HasSubstr("entry 2 of 2 is 'this', on rank 0 of 2 it is 'other'")));
  const Agreed all = agreed([&] { demand_same(mpi, "the suite", std::to_string(mpi.rank())); });
  EXPECT_FALSE(all.own) << "each is unlike all others";
  if (mpi.size() % 2 != 0) return;
  EXPECT_FALSE(differs(mpi.rank() % 2 == 0).own) << "as many here as there";
}

TEST(Agreement, AFailureIsTheOwnOfThoseThatFailedWhereMostDidNot) {
  MpiSession& mpi = test_session();
  Session session(mpi, {});
  const auto fails = [&](bool here) {
    return agreed([&] {
      session.all_or_none([&] {
        if (here) throw Error("no memory");
      });
    });
  };
  const std::string last = std::to_string(mpi.size() - 1);
  const Agreed one = fails(is_last());
  EXPECT_EQ(one.said, "rank " + last + ": no memory");
  EXPECT_EQ(one.own, is_last() && one_is_the_exception());
  const Agreed everywhere = fails(true);
  EXPECT_EQ(everywhere.said, "rank 0: no memory");
  EXPECT_FALSE(everywhere.own);
  if (mpi.size() == 1) return;
  EXPECT_FALSE(fails(!is_last()).own) << "the one that did not fail is the exception, and well";
  EXPECT_EQ(fails(is_first()).own, is_first() && one_is_the_exception());
}

TEST(Agreement, AFolderIsMissedByThoseThatDoNotSeeItWhereMostDo) {
  MpiSession& mpi = test_session();
  const auto looks = [&](bool sees) {
    return agreed([&] { demand_folder(mpi, sees ? "/" : "/no/such/folder"); });
  };
  const Agreed everybody = looks(false);
  EXPECT_THAT(everybody.said, AllOf(HasSubstr(" is not there on host " + mpi.host() + ": "),
                                    HasSubstr("the folder of --results")));
  EXPECT_FALSE(everybody.own);
  if (mpi.size() == 1) return;
  EXPECT_EQ(looks(!is_first()).own, is_first() && one_is_the_exception());
  EXPECT_FALSE(looks(is_last()).own) << "one alone sees it: that is no folder that hosts share";
  EXPECT_EQ(looks(!is_last()).said, "nothing was thrown") << "rank 0 keeps the record, and sees it";
}

TEST(Agreement, ARecordThatCannotBeWrittenIsNobodys) {
  MpiSession& mpi = test_session();
  agree_on_record(mpi, "");
  const Agreed full = agreed([&] { agree_on_record(mpi, is_first() ? "no space left" : ""); });
  EXPECT_EQ(full.said, "rank 0 on host " + mpi.host() + ": no space left");
  EXPECT_FALSE(full.own);
}

}  // namespace
}  // namespace fourfold
