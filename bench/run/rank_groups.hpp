// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bench/config/config.hpp"
#include "collectives/mpi_session.hpp"
#include "collectives/scope.hpp"

namespace fourfold {

/// A group that this rank is in.
struct OwnGroup {
  /// Collective over `whole`, which outlives it.
  OwnGroup(MpiSession& whole, Scope of, int own, int groups, bool all_alike)
      : scope(of), index(own), count(groups), even(all_alike), mpi(whole, own) {}

  Scope scope;
  int index;  ///< of `count` groups
  int count;
  bool even;       ///< all groups have as many ranks
  MpiSession mpi;  ///< of the group's ranks alone
};

/// Where the ranks of a run are, and in which groups. Rank 0 knows of all, every other rank of
/// itself and of how many there are: what it holds does not grow with their number.
class RankGroups {
 public:
  /// From what ranks know of their racks to racks, by rank, "" where one is not known; asked on
  /// rank 0.
  using FindRacks = std::function<std::vector<std::string>(std::span<const RackFacts>)>;

  /// Collective. Throws InputError on all ranks where `find` throws.
  RankGroups(MpiSession& mpi, const RackFacts& own, const FindRacks& find);

  /// For planning; the same on every rank.
  const std::map<Scope, GroupSizes>& sizes() const { return sizes_; }
  /// Collective, all asking for the same; of a scope that can be split.
  OwnGroup& own(Scope scope);
  /// On rank 0; elsewhere empty.
  const std::vector<RankGroup>& groups(Scope scope) const;
  const std::vector<RankPlace>& places() const { return places_; }

 private:
  MpiSession& mpi_;
  std::vector<RankPlace> places_;
  std::map<Scope, std::vector<RankGroup>> groups_;
  std::map<Scope, GroupSizes> sizes_;
  std::map<Scope, int> index_;
  std::map<Scope, std::unique_ptr<OwnGroup>> own_;
};

/// Whether anything in the suite depends on racks.
bool asks_for_racks(const Config& config);
/// What this rank knows of its own rack, as far as the suite's rule asks.
RackFacts own_rack_facts(const MpiSession& mpi, const Config& config, int gpus);
/// The groups as far as they can be known without the run's ranks: as if all were on this host.
/// Throws InputError where the suite's rule names a file that is wrong.
std::map<Scope, GroupSizes> groups_on_this_host(const Config& config, int ranks);

}  // namespace fourfold
