// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_config.hpp"

#include <gtest/gtest.h>
#include <nccl.h>

namespace fourfold {
namespace {

/// Whether a field lies where nccl.h has it; true where that nccl.h is too old to have it.
template <class Theirs>
constexpr bool policy_agrees() {
  if constexpr (requires(Theirs theirs) { theirs.CTAPolicy; }) {
    return offsetof(Theirs, CTAPolicy) == offsetof(NcclConfig, cta_policy) &&
           offsetof(Theirs, nvlsCTAs) == offsetof(NcclConfig, nvls_ctas);
  }
  return true;
}
template <class Theirs>
constexpr bool traffic_agrees() {
  if constexpr (requires(Theirs theirs) { theirs.trafficClass; }) {
    return offsetof(Theirs, trafficClass) == offsetof(NcclConfig, traffic_class);
  }
  return true;
}
static_assert(offsetof(ncclConfig_t, magic) == offsetof(NcclConfig, magic));
static_assert(offsetof(ncclConfig_t, blocking) == offsetof(NcclConfig, blocking));
static_assert(offsetof(ncclConfig_t, netName) == offsetof(NcclConfig, net_name));
static_assert(offsetof(ncclConfig_t, splitShare) == offsetof(NcclConfig, split_share));
static_assert(traffic_agrees<ncclConfig_t>());
static_assert(policy_agrees<ncclConfig_t>());

TEST(NcclConfig, IsWhatNcclsOwnInitializerMakes) {
  const ncclConfig_t theirs = NCCL_CONFIG_INITIALIZER;
  const NcclConfig ours = nccl_config(22809);
  EXPECT_EQ(ours.magic, theirs.magic);
  EXPECT_EQ(ours.blocking, theirs.blocking);
  EXPECT_EQ(ours.split_share, theirs.splitShare);
  EXPECT_EQ(ours.net_name, theirs.netName);
}

TEST(NcclConfig, SaysToEachVersionNoMoreThanItKnows) {
  // Up to splitShare; with trafficClass; all.
  EXPECT_EQ(nccl_config(21903).size, 44u);
  EXPECT_EQ(nccl_config(22501).size, 44u);
  EXPECT_EQ(nccl_config(22602).size, 48u);
  EXPECT_EQ(nccl_config(22703).size, sizeof(NcclConfig));
  EXPECT_EQ(nccl_config(21903).version, 21903u);
  EXPECT_EQ(nccl_config(22703).version, 22700u);
  EXPECT_EQ(nccl_config(23007).version, 22700u) << "it fills in what came later";
  EXPECT_EQ(nccl_config(23007).size, sizeof(NcclConfig));
}

TEST(NcclConfig, CarriesThePolicy) {
  EXPECT_EQ(nccl_config(22809).cta_policy, NcclConfig::kUndefined);
  EXPECT_EQ(nccl_config(22809, NcclCtaPolicy::Efficiency).cta_policy, 1);
  EXPECT_EQ(nccl_config(22809, NcclCtaPolicy::Zero).cta_policy, 2);
}

}  // namespace
}  // namespace fourfold
