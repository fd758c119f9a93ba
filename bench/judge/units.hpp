// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// The contracted units of a record (a rank and what it drives), numbered from 0 in the order in
/// which launches have them. A unit is a place among the ranks of its host, whatever its rank was
/// in which launch. The record must outlive it.
class UnitIndex {
 public:
  explicit UnitIndex(const RunRecord& record);

  int count() const { return static_cast<int>(places_.size()); }
  /// By rank of that start (nullptr: one that the record lacks): its unit.
  const std::vector<int>& of(const LaunchRecord* start) const { return units_.at(start); }
  /// "node17, unit 3", the fourth rank of that host; "rank 3" where hosts are not recorded.
  std::string name(int unit) const;

 private:
  struct Place {
    std::string_view host;
    int on_host;
    bool known;  ///< else `on_host` is the rank
  };
  std::vector<Place> places_;
  std::map<const LaunchRecord*, std::vector<int>> units_;
};

struct UnitPace {
  int unit = -1;  ///< UnitIndex
  /// Its time over the fleet's median of the same launch, minus 1; the median over launches.
  double excess = -1;
  double worst = -1;      ///< of its slowest launch
  int worst_launch = 0;   ///< the number of that
  int launches = 0;       ///< that have a time of it
  int slow_launches = 0;  ///< of them, those beyond the tolerance
};

/// Whether its median lies within the tolerance, and yet it was beyond it in two launches at least
/// and in a quarter of them: what comes and goes so often is no accident of one launch.
bool slow_at_times(const UnitPace& pace, double tolerance);

struct UnitPaces {
  int tested = 0;                  ///< ranks that have a time, in the launch with the fewest
  std::size_t slow = 0;            ///< units beyond the tolerance
  std::vector<UnitPace> slowest;   ///< the first of all, slowest first; of equals by number
  std::size_t at_times = 0;        ///< units that are slow_at_times()
  std::vector<UnitPace> unsteady;  ///< the first of those, most slow launches first
  UnitPace worst;                  ///< the unit with the slowest launch of all
};

/// Of one measured case in which every rank works by itself (matmul, memory): of its `named`
/// slowest units, and how many are slower than the median by more than `tolerance`, in the median
/// over launches or at times.
UnitPaces unit_paces(const RunRecord& record, const UnitIndex& index, const std::string& case_name,
                     double tolerance, std::size_t named);

/// UnitPaces::tested alone.
int units_tested(const RunRecord& record, const std::string& case_name);

}  // namespace fourfold
