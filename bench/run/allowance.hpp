// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "collectives/rank_status.hpp"
#include "core/quantity.hpp"

namespace fourfold {

/// While it lives, this rank may compute for so long before those that wait for it call it hung;
/// not less than it may already.
class Allowance {
 public:
  Allowance(RankVoice& voice, Seconds least) : voice_(voice), before_s_(voice.allowed_s()) {
    voice_.allow(std::max(before_s_, least.value()));
  }
  ~Allowance() { voice_.allow(before_s_); }
  Allowance(const Allowance&) = delete;
  Allowance& operator=(const Allowance&) = delete;

 private:
  RankVoice& voice_;
  double before_s_;
};

}  // namespace fourfold
