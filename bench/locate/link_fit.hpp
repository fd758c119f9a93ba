// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "bench/locate/candidates.hpp"
#include "bench/locate/exonerated.hpp"
#include "bench/locate/exonerated_racks.hpp"
#include "bench/locate/usual_times.hpp"

namespace fourfold {

/// How much longer than usual the parts of a machine take, by times of pairs, less what culprits
/// that were taken out explain. Each call takes time in proportion to the pairs, whatever number of
/// parts is slow.
class LinkFit {
 public:
  using Culprits = std::vector<const Candidate*>;

  /// `exonerated` and `racks`: by all times.
  LinkFit(const Fabric& fabric, const std::vector<PairTime>& times, const LinkRules& rules,
          const Exonerated& exonerated, const ExoneratedRacks& racks);

  /// Parts that are slow beyond doubt, the one that explains most first. They stand until the next
  /// take_out().
  Culprits slow();
  /// The first of `slow`, and those after it that are slow by other pairs than those before them
  /// are; `most` at most.
  Culprits independent(const Culprits& slow, std::size_t most) const;
  /// What goes through these is explained.
  void take_out(const Culprits& culprits);

  bool explained(std::size_t pair) const { return explained_[pair]; }

 private:
  /// All candidates of one fault.
  struct Peers {
    std::vector<Candidate> all;
    bool stale = true;            ///< some are to be judged anew
    std::size_t judged = 0;       ///< so many are
    std::vector<double> effects;  ///< of those that are judged and not doubtful
    Spread spread;                ///< of these
  };

  int kind(std::size_t pair) const { return times_[pair].kind(); }
  bool fast(int rank) const { return exonerated_.rank(rank); }
  bool tells(const Suspect& suspect, std::size_t pair) const;
  bool doubtful(const Suspect& suspect) const;
  bool each_time(const Suspect& suspect) const;
  bool told_from_paths(const Suspect& suspect, std::size_t partners) const;
  std::int64_t partner_key(const Suspect& suspect, const PairTime& pair) const;
  std::optional<double> usual(int of_kind, const Indices& without) const;
  void expect_without(const Indices& pairs);
  void judge(Candidate& one);
  void judge(Peers& peers);
  std::vector<double> effects_without(const Candidate& one, const std::vector<Candidate>& all);
  bool is_slow(const Candidate& one, const Peers& peers);

  const Fabric& fabric_;
  const std::vector<PairTime>& times_;
  const LinkRules& rules_;
  const Exonerated& exonerated_;
  const ExoneratedRacks& racks_;
  std::vector<bool> slow_rails_;  ///< most ranks of which are not exonerated
  std::vector<Peers> peers_;      ///< in the order in which equal ones are named
  std::vector<bool> explained_;   ///< by pair
  std::vector<bool> inside_;      ///< by pair: of the part in hand
  std::vector<bool> clean_;       ///< by pair: both ends are exonerated, ranks and racks
  UsualTimes usual_;              ///< of clean pairs that are not explained

  // Of the part in hand; they are members so that 100,000 parts do not each allocate theirs.
  std::vector<std::optional<double>> expected_;  ///< by kind
  std::vector<std::size_t> through_;             ///< by kind, its clean pairs
  std::vector<int> kinds_;                       ///< that it has pairs of
  std::vector<double> excess_, scratch_, partners_;
  std::vector<std::pair<std::int64_t, double>> by_partner_;
};

}  // namespace fourfold
