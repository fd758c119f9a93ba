// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "collectives/mpi_session.hpp"
#include "collectives/mpi_test_session.hpp"
#include "collectives/share_descriptor.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

TEST(ShareDescriptor, EveryRankReadsTheFirstOnesFile) {
  MpiSession& session = test_session();
  int own = -1;
  if (session.rank() == 0) {
    own = memfd_create("shared", MFD_CLOEXEC);
    ASSERT_EQ(write(own, "of rank 0", 9), 9);
  }
  const int descriptor = share_descriptor(session, own);
  char text[16] = {};
  EXPECT_EQ(pread(descriptor, text, sizeof text, 0), 9);
  EXPECT_STREQ(text, "of rank 0");
  EXPECT_EQ(descriptor == own, session.rank() == 0);
  EXPECT_NE(fcntl(descriptor, F_GETFD) & FD_CLOEXEC, 0);
  close(descriptor);
}

TEST(ShareDescriptor, OneThatIsNotOpenIsAnErrorOnEveryRank) {
  MpiSession& session = test_session();
  if (session.size() == 1) GTEST_SKIP() << "one rank sends it to nobody";
  std::string said;
  try {
    share_descriptor(session, -1);
  } catch (const Error& error) {
    said = error.what();
  }
  EXPECT_THAT(said, testing::StartsWith("rank 0: "));
}

}  // namespace
}  // namespace fourfold
