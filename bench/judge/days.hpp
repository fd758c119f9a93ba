// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// Seconds since 1970 of "2026-11-21T06:00:00Z" or "2026-11-21T06:00:00.042Z"; absent for what is
/// not written so, as of logs.
std::optional<double> utc_seconds(std::string_view text);

// A launch that was made in several starts is of the moment of its first: who resumes launches when
// he knows their figures would else choose their order, and their days.

/// On how many days such launches were started. A launch begins another day when its date, by UTC,
/// is a later one than that of the launch that began the day before, and it started at least 12
/// hours after that: launches on both sides of a midnight are of one day. Of all ways to count so
/// this is the one that finds the most days. A launch whose start cannot be read counts nothing.
int days_of(const RunRecord& record, const std::vector<int>& launches);

/// Seconds from the first to the last start of such launches; 0 of fewer than two.
double span_s_of(const RunRecord& record, const std::vector<int>& launches);

/// The same launches in the order of their starts; as they are where not all starts can be read.
std::vector<int> by_start(const RunRecord& record, std::vector<int> launches);

/// As the record has it; "" where it does not say.
std::string first_start(const RunRecord& record, int launch);

}  // namespace fourfold
