// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench/run/case_run.hpp"
#include "bench/run/collective_layout.hpp"
#include "collectives/mpi_test_session.hpp"

namespace fourfold {
namespace {

using testing::HasSubstr;
using testing::Not;

/// On the host, which then stands for a GPU.
Case on(MessageMemory memory, Collective which, bool in_place) {
  const MessageShape shape =
      message_shape(which, DataType::f32, Bytes(40004), test_session().size());
  Case one;
  one.what = CollectiveCase{.collective = which,
                            .backend = "mpi",
                            .shape = shape,
                            .asked = Bytes(40004),
                            .in_place = in_place,
                            .memory = memory};
  one.measure = {.max_time = Seconds(0.01), .min_samples = 6, .max_samples = 10};
  one.measure.cache = CacheState::Hot;
  one.name = std::string(name(which));
  return one;
}

TEST(CollectiveOperation, StagedCallsAreCheckedLikeAllOthers) {
  for (const bool in_place : {false, true}) {
    for (const Collective which : {Collective::AllReduce, Collective::ReduceScatter}) {
      Session session(test_session(), {});
      Case one = on(MessageMemory::Staged, which, in_place);
      one.rival = std::make_shared<const Case>(on(MessageMemory::Host, which, in_place));
      CaseRun run(one, session, 1);
      EXPECT_TRUE(run.run_trial()) << one.name << ": " << run.record().reason;
      EXPECT_TRUE(run.record().correctness.checked);
      EXPECT_THAT(run.record().algorithm, HasSubstr("through pinned memory"));
    }
  }
  Session session(test_session(), {});
  CaseRun run(on(MessageMemory::Host, Collective::AllReduce, false), session, 1);
  EXPECT_TRUE(run.run_trial());
  EXPECT_THAT(run.record().algorithm, Not(HasSubstr("pinned")));
}

TEST(CollectiveOperation, AWrongElementOfAStagedCallIsFound) {
  Session session(test_session(), parse_injection({"wrong-element"}));
  CaseRun run(on(MessageMemory::Staged, Collective::AllReduce, false), session, 1);
  EXPECT_FALSE(run.run_trial());
  EXPECT_TRUE(run.record().correctness.first.has_value());
}

TEST(CollectiveOperation, PinnedBuffersAreNotExchangedWithOthers) {
  const auto what = [](MessageMemory memory) {
    return std::get<CollectiveCase>(on(memory, Collective::AllReduce, true).what);
  };
  EXPECT_FALSE(same_buffers(what(MessageMemory::Pinned), what(MessageMemory::Host)));
  EXPECT_TRUE(same_buffers(what(MessageMemory::Pinned), what(MessageMemory::Pinned)));
  EXPECT_TRUE(same_buffers(what(MessageMemory::Staged), what(MessageMemory::Device)));
}

}  // namespace
}  // namespace fourfold
