// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/judge/metrics.hpp"

namespace fourfold {

/// How a case that another program's log reports meets one that this program has measured, or one
/// of a third program's log: where what both tell is the same. What a log does not tell is neither
/// taken for equal nor for a difference, but said.

/// Whether the two are of different programs, so that their names differ by that alone.
bool across_programs(const CaseMetrics& a, const CaseMetrics& b);

/// Why two cases of different programs are not the same thing: another operation, type, reduction,
/// root or place, other bytes for each chip, another form of calls; "" where nothing that both
/// tell contradicts it.
std::string contradiction(const CaseMetrics& a, const CaseMetrics& b);

/// What keeps their figures from being of the same thing for certain: what a log does not tell, and
/// what its figure is.
std::vector<std::string> left_open(const CaseMetrics& a, const CaseMetrics& b);

/// How far two cases are apart that do not contradict each other: first by the library, then by
/// what one has set and the log of the other does not tell.
int distance(const CaseMetrics& a, const CaseMetrics& b);

/// Those of the measured rows, of another program than `one`, that meet it and are nearest.
std::vector<const CaseMetrics*> nearest_of_logs(const CaseMetrics& one,
                                                const std::vector<CaseMetrics>& rows);

/// A case of one record with one of another program in the other record.
struct LoggedMatch {
  const CaseMetrics* first = nullptr;
  const CaseMetrics* other = nullptr;
  std::string why;  ///< they are not to be compared, though nothing contradicts; or ""
};

/// Each with the one that is nearest to it, where it is that one's nearest too. In the order of
/// `first`, refusals for other numbers of ranks before them; refused, too, where several are as
/// near.
std::vector<LoggedMatch> match_across_programs(const std::vector<const CaseMetrics*>& first,
                                               const std::vector<const CaseMetrics*>& other);

/// Why a reported case has no rate of the whole machine, or "".
std::string untold_rate(const CaseMetrics& row);

/// "osu, mean over calls and ranks", or in such words what a figure of ours is.
std::string figure_text(const CaseMetrics& row);

}  // namespace fourfold
