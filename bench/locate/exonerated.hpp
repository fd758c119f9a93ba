// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "bench/locate/fabric.hpp"
#include "bench/locate/pair_times.hpp"
#include "bench/locate/suspects.hpp"

namespace fourfold {

/// Ranks whose cable and adapter cannot be slow, by times of pairs: a slow one makes all pairs of
/// its rank slow, and some of theirs are fast. What they take among themselves is what is usual,
/// also where up to half of all ranks are slow.
///
/// By kind of pair (PairTime::kind) a rank is known by the fastest eighth of its partners, and
/// half of all ranks, those with the least of these times, are fast by definition; so is who is
/// hardly behind the last of them. Of kinds that are measured at other pairs, one bounds the other:
/// within a rack nothing is slower than across, and what n rails share takes n times as long at
/// most.
class Exonerated {
 public:
  Exonerated(const Fabric& fabric, const std::vector<PairTime>& times, const LinkRules& rules);

  /// By its pairs of any kind.
  bool rank(int rank) const { return any_[static_cast<std::size_t>(rank)]; }
  /// Whether neither end of the pair explains it, more or less: where they have several partners of
  /// this kind, by that kind.
  bool ends(const PairTime& pair) const;
  /// Any rank of it.
  bool node(int node) const;
  /// How many partners a node had.
  int partners(int node) const { return partners_[static_cast<std::size_t>(node)]; }

  /// Whether most ranks are no suspects; else nothing says what is usual, and divided() does where
  /// there is something to say.
  bool most() const { return most_; }

  /// What pairs across of that kind take by those within racks and by what is said of uplinks, in
  /// logarithms of seconds; infinity where nothing is said or measured.
  double built_for(int kind) const;
  /// The same with what few parts may differ by without a word.
  double most_across(int kind) const;

  /// Nodes in two groups, where the fast pairs of the one are far faster than those of the other
  /// and nothing in between: the slower ones, ascending, and by what factor. A node that is fast
  /// within its rack is not slow, whatever its pairs across take.
  struct Divided {
    std::vector<int> slower;
    double factor = 1;
  };
  std::optional<Divided> divided() const;

 private:
  /// A rank's pairs of one kind.
  struct Own {
    std::vector<std::pair<int, double>> logs;  ///< with the partner's node
    bool several = false;                      ///< partners
    double fast = 0;  ///< what the last of the fastest eighth of its partners takes
    bool ok = false;
    bool near = false;  ///< not quite, and yet no slow cable's
  };
  void find_fast();
  void find_levels(std::size_t one_of);
  void find_exonerated();
  double expected(std::size_t kind, std::size_t by) const;
  double bound(std::size_t kind, std::size_t by) const;
  bool fast_within(int node) const;
  Own& own(int rank, std::size_t kind) {
    return own_[static_cast<std::size_t>(rank) * kinds_.size() + kind];
  }
  const Own& own(int rank, std::size_t kind) const {
    return own_[static_cast<std::size_t>(rank) * kinds_.size() + kind];
  }
  int ranks() const { return static_cast<int>(fabric_.node_of.size()); }

  const Fabric& fabric_;
  const LinkRules& rules_;
  std::vector<int> kinds_;             ///< that there are, PairTime::kind(), ascending
  std::vector<std::size_t> index_of_;  ///< in kinds_, by PairTime::kind()
  std::vector<Own> own_;               ///< by rank, then by kind
  std::vector<double> levels_;         ///< by kind: what a fast rank's fast pairs take
  std::vector<bool> any_;
  bool most_ = true;
  std::vector<int> partners_;
};

}  // namespace fourfold
