// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "collectives/communicator_init.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"

namespace fourfold {
namespace {

TEST(MpiInit, EveryKindJoinsTheRanksThatItIsToJoin) {
  MpiSession& session = test_session();
  int tried = 0;
  for (const InitKind kind : {InitKind::Plain, InitKind::Nonblocking, InitKind::Split}) {
    if (!mpi_init_support(kind, session.size())) continue;
    ++tried;
    const auto init = make_mpi_init(session, kind);
    const InitGroup group = init_group(kind, session.rank(), session.size());
    for (int again = 0; again < 3; ++again) {
      init->prepare();
      init->make();
      EXPECT_EQ(init->sum(), group_sum(group)) << name(kind);
    }
    EXPECT_TRUE(init->function().starts_with("MPI_Comm_"));
  }
  EXPECT_EQ(tried, session.size() > 1 ? 3 : 2);
}

}  // namespace
}  // namespace fourfold
