// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "collectives/communicator.hpp"

namespace fourfold {
namespace {

using ::testing::HasSubstr;

NcclProbe version(int code, const std::string& text) {
  NcclProbe probe;
  probe.available = true;
  probe.version = text;
  probe.version_code = code;
  return probe;
}
const NcclProbe kNew = version(22809, "2.28.9");

CollectiveCall call(Collective collective, DataType type, ReductionOp op = ReductionOp::Sum) {
  CollectiveCall result;
  result.collective = collective;
  result.op = op;
  result.shape.type = type;
  return result;
}

std::string refusal(const NcclProbe& nccl, const CollectiveCall& asked) {
  return nccl_support(nccl, asked).reason();
}

TEST(NcclSupport, ARecentOneHasEveryCollectiveTypeAndOperation) {
  for (const CollectiveTraits& row : kCollectives) {
    for (const DataType type :
         {DataType::f64, DataType::f32, DataType::f16, DataType::bf16, DataType::f8e4m3}) {
      for (const ReductionOp op : {ReductionOp::Sum, ReductionOp::Prod, ReductionOp::Min,
                                   ReductionOp::Max, ReductionOp::Avg}) {
        EXPECT_EQ(refusal(kNew, call(row.collective, type, op)), "")
            << row.name << " " << name(type);
      }
    }
    for (const DataType type : {DataType::i32, DataType::i8}) {
      EXPECT_EQ(refusal(kNew, call(row.collective, type)), "") << row.name << " " << name(type);
    }
  }
}

TEST(NcclSupport, NoVersionHasTf32) {
  EXPECT_THAT(refusal(kNew, call(Collective::AllReduce, DataType::tf32)), HasSubstr("tf32"));
  EXPECT_THAT(refusal(kNew, call(Collective::SendRecv, DataType::tf32)), HasSubstr("tf32"));
}

TEST(NcclSupport, TheAverageOfIntegersIsRefusedWhereItMatters) {
  EXPECT_THAT(refusal(kNew, call(Collective::AllReduce, DataType::i32, ReductionOp::Avg)),
              HasSubstr("average of i32"));
  EXPECT_EQ(refusal(kNew, call(Collective::Broadcast, DataType::i32, ReductionOp::Avg)), "");
}

TEST(NcclSupport, OldVersionsLackTypesOperationsAndCollectives) {
  const NcclProbe old = version(21805, "2.18.5");
  EXPECT_EQ(refusal(old, call(Collective::AllReduce, DataType::f8e4m3)),
            "f8e4m3 needs NCCL 2.24 or newer, this is 2.18.5");
  EXPECT_EQ(refusal(old, call(Collective::AllToAll, DataType::bf16)), "");
  EXPECT_EQ(refusal(version(22403, "2.24.3"), call(Collective::AllReduce, DataType::f8e4m3)), "");

  const NcclProbe older = version(2708, "2.7.8");  // counted in thousands then
  EXPECT_THAT(refusal(older, call(Collective::Broadcast, DataType::bf16)), HasSubstr("2.10"));
  EXPECT_THAT(refusal(older, call(Collective::Reduce, DataType::f32, ReductionOp::Avg)),
              HasSubstr("avg needs NCCL 2.10"));
  EXPECT_EQ(refusal(older, call(Collective::Gather, DataType::f32)), "");

  const NcclProbe oldest = version(2604, "2.6.4");
  for (const Collective collective :
       {Collective::AllToAll, Collective::Gather, Collective::Scatter, Collective::SendRecv}) {
    EXPECT_THAT(refusal(oldest, call(collective, DataType::f32)), HasSubstr("2.7"))
        << name(collective);
  }
  EXPECT_EQ(refusal(oldest, call(Collective::AllReduce, DataType::f32)), "");
}

TEST(NcclSupport, ExchangesAreOutOfPlace) {
  for (const CollectiveTraits& row : kCollectives) {
    CollectiveCall in_place = call(row.collective, DataType::f32);
    in_place.in_place = true;
    const bool refused =
        row.collective == Collective::AllToAll || row.collective == Collective::SendRecv;
    EXPECT_EQ(!nccl_support(kNew, in_place), refused) << row.name;
  }
}

TEST(NcclSupport, WithoutNcclTheProbesReasonIsTheReason) {
  NcclProbe absent;
  absent.reason = "no NCCL: libnccl.so.2: no such file";
  EXPECT_EQ(refusal(absent, call(Collective::AllReduce, DataType::f32)), absent.reason);
}

TEST(NcclProbe, EitherTellsAVersionOrSaysWhyNot) {
  const NcclProbe probe = probe_nccl();
  if (probe.available) {
    EXPECT_EQ(probe.reason, "");
    EXPECT_THAT(probe.version, ::testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+"));
    EXPECT_GE(probe.version_code, 2000);
    EXPECT_EQ(refusal(probe, call(Collective::AllReduce, DataType::f32)), "");
  } else {
    EXPECT_THAT(probe.reason, ::testing::AnyOf(HasSubstr("built without NCCL"),
                                               HasSubstr("libnccl.so"), HasSubstr("NCCL error")));
    EXPECT_EQ(probe.version, "");
  }
}

}  // namespace
}  // namespace fourfold
