// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "bench/locate/fabric.hpp"
#include "bench/locate/matchings.hpp"
#include "bench/plan/case.hpp"
#include "bench/record/record.hpp"
#include "bench/run/host_computation.hpp"
#include "bench/run/operation.hpp"
#include "bench/run/sampler.hpp"
#include "bench/run/session.hpp"

namespace fourfold {

/// Measures nodes in pairs, matching by matching; then once more what looks suspicious
/// (docs/method_links.md). Each round is two measurements of the sampler, one in each direction.
/// Rank 0 makes the matchings and keeps the times; every other rank knows of its own partner.
class Tournament {
 public:
  /// All ranks construct it together and make the same calls.
  Tournament(const PairwiseCase& what, std::uint64_t seed, Pairing& pairing, Sampler& sampler,
             Session& session);

  /// All rounds as one trial; its pair_rounds are complete on rank 0. `verify` looks at the last
  /// block's outputs, after each direction of each round, on all ranks; where it returns false the
  /// trial ends.
  Trial trial(const std::function<bool()>& verify);

 private:
  bool look(const std::vector<Matching>& matchings, bool again, Trial& all,
            const std::function<bool()>& verify);
  bool round(const Matching* matching, PairRound& one, Trial& all,
             const std::function<bool()>& verify);
  std::vector<double> time_processors();
  std::vector<Matching> second_look(const Trial& all) const;

  PairwiseCase what_;
  std::uint64_t seed_;
  Pairing& pairing_;
  Sampler& sampler_;
  Session& session_;
  Fabric fabric_;  ///< on rank 0
  int node_ = 0;   ///< this rank's, of `nodes_`
  int nodes_ = 1;
  std::optional<HostComputation> computation_;
  std::vector<double> sent_;  ///< this rank's medians of sending, of the trial in hand
};

}  // namespace fourfold
