// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <climits>
#include <cstddef>

#include "collectives/nccl_settings.hpp"

namespace fourfold {

/// ncclConfig_t as NCCL 2.27 has it, whatever nccl.h this program is compiled with: an older one
/// lacks the policy. Libraries take structs that are longer or shorter than their own: they read as
/// many bytes as both have, and of those only what `version` says was known then (parseCommConfig
/// in NCCL's src/init.cc, 2.14 to 2.30).
struct NcclConfig {
  static constexpr int kUndefined = INT_MIN;

  std::size_t size = 0;
  unsigned magic = 0xcafebeef;
  unsigned version = 0;
  int blocking = kUndefined;
  int cga_cluster_size = kUndefined;
  int min_ctas = kUndefined;
  int max_ctas = kUndefined;
  const char* net_name = nullptr;
  int split_share = kUndefined;
  int traffic_class = kUndefined;   ///< from here on 2.26
  const char* comm_name = nullptr;  ///< from here on 2.27
  int collnet_enable = kUndefined;
  int cta_policy = kUndefined;
  int shrink_share = kUndefined;
  int nvls_ctas = kUndefined;
};

/// Nothing chosen, for a library of that version.
NcclConfig nccl_config(int version_code);
/// With that policy. The version has it (nccl_settings_support).
NcclConfig nccl_config(int version_code, NcclCtaPolicy policy);

}  // namespace fourfold
