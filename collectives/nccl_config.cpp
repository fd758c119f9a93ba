// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/nccl_config.hpp"

#include <algorithm>

namespace fourfold {

NcclConfig nccl_config(int version_code) {
  constexpr int kOurs = 22700;
  constexpr int kTrafficClass = 22600;
  NcclConfig config;
  config.version = static_cast<unsigned>(std::min(version_code, kOurs));
  config.size = sizeof config;
  if (version_code < kOurs) config.size = offsetof(NcclConfig, comm_name);
  if (version_code < kTrafficClass) config.size = offsetof(NcclConfig, traffic_class);
  return config;
}

NcclConfig nccl_config(int version_code, NcclCtaPolicy policy) {
  NcclConfig config = nccl_config(version_code);
  // NCCL_CTA_POLICY_DEFAULT, _EFFICIENCY and _ZERO are 0, 1 and 2.
  config.cta_policy = static_cast<int>(policy);
  return config;
}

}  // namespace fourfold
