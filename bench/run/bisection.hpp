// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "bench/locate/bisection.hpp"
#include "bench/plan/case.hpp"
#include "bench/record/record.hpp"
#include "bench/run/operation.hpp"
#include "bench/run/sampler.hpp"
#include "bench/run/session.hpp"

namespace fourfold {

/// Makes a collective again in halves, quarters and so on down to pairs, all groups of a round at
/// the same time, and once more in pairs what was slow (docs/method_links.md). Each round has
/// communicators of its own and is one measurement of the sampler. Rank 0 makes the groups and
/// keeps their times; every other rank knows of its own group.
class Bisection {
 public:
  /// Looks at the outputs of a round's last block, on all ranks; false: they are wrong, and it
  /// ends.
  using Verify = std::function<bool(Operation&, CallRange)>;

  /// Of a case over all ranks. All ranks construct it together and make the same calls.
  Bisection(const Case& one, Session& session);

  /// All rounds, complete on rank 0; none where there are fewer than four nodes and four ranks.
  /// Throws on all ranks where a group's operation cannot be made.
  std::vector<GroupRound> rounds(const Verify& verify);

 private:
  bool look(const std::vector<Groups>& groups, bool again, std::vector<GroupRound>& all,
            const Verify& verify);
  bool round(GroupRound& one, const Verify& verify);

  Case case_;
  Session& session_;
  Members members_;  ///< on rank 0
};

}  // namespace fourfold
