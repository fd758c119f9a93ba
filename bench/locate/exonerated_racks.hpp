// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "bench/locate/exonerated.hpp"
#include "bench/locate/fabric.hpp"
#include "bench/locate/pair_times.hpp"
#include "bench/locate/suspects.hpp"

namespace fourfold {

/// Racks whose uplinks cannot be slow, by times of pairs across of exonerated ranks: a slow uplink
/// makes all that leave the rack slow, and some of the others' are fast. As for ranks, a rack is
/// known by the fastest eighth of its partner racks (one at least), those with the least of these
/// times say what is fast, and whoever is hardly behind is exonerated. So up to half of all
/// uplinks may be slow.
class ExoneratedRacks {
 public:
  ExoneratedRacks(const Fabric& fabric, const std::vector<PairTime>& times, const LinkRules& rules,
                  const Exonerated& ranks);

  /// Also of a rack of which no such pair was timed, and of each of fewer than three racks: between
  /// two nothing tells one uplink from the other.
  bool rack(int rack) const { return !behind_[static_cast<std::size_t>(rack)]; }
  /// Whether no uplink explains what the pair takes.
  bool clears(const PairTime& pair) const;

  /// Where fewer than half are exonerated: nobody can tell whether the others are slow, or these
  /// have faster uplinks.
  struct Divided {
    std::vector<int> slower;  ///< racks, ascending; all, where none is as fast as uplinks are built
    double factor = 1;        ///< of the slower ones' fast times over those of the exonerated ones
  };
  const std::optional<Divided>& divided() const { return divided_; }

 private:
  /// A rack's pairs of one kind.
  struct Own {
    int kind = 0;
    int rack = 0;
    double fast = 0;
  };
  void find_fast(const std::vector<PairTime>& times, const Exonerated& ranks);
  void find_behind(const LinkRules& rules, const Exonerated& ranks);

  const Fabric& fabric_;
  std::vector<Own> own_;      ///< by kind, then by rack
  std::vector<bool> behind_;  ///< by rack
  std::optional<Divided> divided_;
};

}  // namespace fourfold
