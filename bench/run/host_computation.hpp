// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/quantity.hpp"

namespace fourfold {

/// A computation of this host's processor in its registers: it moves no data and calls no library,
/// so that all it can share with a collective is time. The same amount of work at every run().
class HostComputation {
 public:
  /// About as much as lasts so long on this processor now; found by trying, which takes up to a few
  /// milliseconds.
  explicit HostComputation(Seconds length);
  /// So many steps: the same work as another one's that has as many.
  explicit HostComputation(std::uint64_t steps) : steps_(steps) {}

  std::uint64_t steps() const { return steps_; }
  void run() const;

 private:
  std::uint64_t steps_;
};

}  // namespace fourfold
