// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/judge/against_chip.hpp"
#include "bench/judge/metrics.hpp"
#include "bench/judge/target.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// How many times as fast the other one is.
struct TimesAsFast {
  double ratio = 0;
  std::optional<Interval> interval;  ///< 95 %, two-sided; absent from one launch on a side
};

/// One case that both records measured in the same way.
struct ComparedCase {
  std::string name;        ///< in the first record
  std::string other_name;  ///< in the other one: the same, or by another backend alone
  std::string operation;
  std::string family;  ///< "all_reduce f32, node": operation, type and, of groups, the scope
  Metric metric = Metric::Time;
  /// The figure in the metric's base unit, from the geometric mean of the launches' times, so that
  /// other / first (of times, the inverse) is exactly `call.ratio`.
  double first = 0, other = 0;
  TimesAsFast call;              ///< a call, which is the same work for each chip
  std::optional<double> p;       ///< two-sided, by itself (LogRatio::p_value)
  std::optional<double> p_holm;  ///< corrected for all cases that are compared
  /// What the whole machine delivers (CaseMetrics::facility_rates), and that divided by the number
  /// of ranks; absent where the case has no such rate.
  std::optional<double> machine, per_chip;
  /// Power of one rank's device, the median over ranks; absent where devices do not tell.
  std::optional<double> first_watts, other_watts;
  std::optional<double> per_watt;  ///< per_chip / (ratio of the powers)
  std::optional<AgainstChip> first_chip, other_chip;
  std::vector<std::string> notes{};  ///< "calls in a sample: 1 and 16"
};

/// Cases that are alike in name or nearly, and are not the same thing; or no figure to compare.
struct NotCompared {
  std::string name;
  std::string other_name;
  std::string why;
};

/// The cases of one family together.
struct FamilyRatio {
  std::string family;
  std::size_t cases = 0;
  TimesAsFast call;  ///< the geometric mean of the cases' ratios
};

/// Of one record with the first one.
struct Comparison {
  std::vector<ComparedCase> cases;  ///< in the first record's order
  std::vector<FamilyRatio> families;
  std::vector<NotCompared> refused;
  std::vector<std::string> only_first, only_other;
  std::vector<std::string> notes;  ///< on the records as a whole
};

/// A difference with a corrected p below this is called one.
inline constexpr double kSignificance = 0.05;
bool significant(const ComparedCase& one);

/// Each of `others` against the first. Ratios, intervals and tests are Welch's on the logarithms of
/// the launches' times. The tests of all cases of all records are corrected together, by Holm
/// (Scandinavian Journal of Statistics 6, 1979): whatever the dependence between cases, the chance
/// that any is called different which is not stays below kSignificance (docs/method_verdict.md).
std::vector<Comparison> compare_records(const Side& first, const std::vector<Side>& others);

/// Holm's corrected p, in the order given.
std::vector<double> holm(const std::vector<double>& p);

}  // namespace fourfold
