// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>

#include "collectives/nccl_parameters.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

TEST(NcclVersion, IsReadInBothWaysOfCounting) {
  EXPECT_EQ(nccl_version_text(22809), "2.28.9");
  EXPECT_EQ(nccl_version_text(21003), "2.10.3");
  EXPECT_EQ(nccl_version_text(20908), "2.9.8");
  EXPECT_EQ(nccl_version_text(2708), "2.7.8");
  EXPECT_EQ(nccl_version_text(2812), "2.8.12");
}

TEST(NcclUniqueId, TravelsAsTextWithoutLoss) {
  ncclUniqueId id{};
  for (std::size_t i = 0; i < sizeof id.internal; ++i) {
    id.internal[i] = static_cast<char>(i * 37 + 11);  // every kind of byte, zeros too
  }
  id.internal[5] = '\0';
  const std::string text = encode_unique_id(id);
  EXPECT_EQ(text.size(), 2 * sizeof id.internal);
  EXPECT_EQ(text.substr(0, 4), "0b30");
  const ncclUniqueId back = decode_unique_id(text);
  EXPECT_EQ(std::memcmp(back.internal, id.internal, sizeof id.internal), 0);
}

TEST(NcclUniqueId, AnythingElseIsRefused) {
  const std::string good = encode_unique_id(ncclUniqueId{});
  EXPECT_NO_THROW(static_cast<void>(decode_unique_id(good)));
  EXPECT_THROW(static_cast<void>(decode_unique_id("")), Error);
  EXPECT_THROW(static_cast<void>(decode_unique_id(good + "00")), Error);
  std::string bad = good;
  bad[100] = 'g';
  EXPECT_THROW(static_cast<void>(decode_unique_id(bad)), Error);
  bad[100] = ' ';
  EXPECT_THROW(static_cast<void>(decode_unique_id(bad)), Error);
  bad[100] = '-';
  EXPECT_THROW(static_cast<void>(decode_unique_id(bad)), Error);
}

TEST(NcclLibrary, ErrorsAreInItsOwnWords) {
  if (!nccl().reason.empty()) GTEST_SKIP() << nccl().reason;
  EXPECT_NO_THROW(check(ncclSuccess));
  try {
    check(ncclInvalidArgument);
    FAIL() << "an error passed";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("NCCL error 4: invalid argument"));
  }
}

TEST(NcclParameters, ListsWhatIsSetAndAllowed) {
  setenv("NCCL_ALGO", "Ring", 1);
  setenv("NCCL_DEBUG_FILE", "/tmp/log", 1);
  unsetenv("NCCL_PROTO");
  const auto found = nccl_parameters();
  EXPECT_THAT(found, Contains(Pair("NCCL_ALGO", "Ring")));
  EXPECT_THAT(found, Not(Contains(Key("NCCL_DEBUG_FILE"))));
  EXPECT_THAT(found, Not(Contains(Key("NCCL_PROTO"))));
  unsetenv("NCCL_ALGO");
  unsetenv("NCCL_DEBUG_FILE");
  EXPECT_THAT(nccl_parameters(), Not(Contains(Key("NCCL_ALGO"))));
}

}  // namespace
}  // namespace fourfold
