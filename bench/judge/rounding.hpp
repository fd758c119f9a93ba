// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/statistics.hpp"

namespace fourfold {

// How figures that decide something are written down, the one rule for sentences and tables: a
// lower bound and an estimate are rounded down, an upper bound up, to four significant digits; and
// beside a limit with as many more as it takes, so that nothing is shown to be on another side of
// the limit than it is. "3.99996 against 4" is what a machine is rejected with, never "4.000".

enum class Rounding { Down, Up };

/// Never an exponent: 0.03612, 12.34, 989123; "inf"; "-" for what is no number.
std::string rounded(double value, Rounding way);

/// Beside `limit`, which is below, above, or the same within 1e-9 of it (reaches()).
std::string rounded_beside(double value, Rounding way, double limit);

/// Of shares, in percent, from one digit after the point on: "8.0 %".
std::string percent_beside(double share, Rounding way, double limit);

/// The limit itself: 4, 3.6, 3.99996.
std::string limit_text(double limit);

/// "3.912 .. 4.051"
std::string interval_text(const Interval& interval);
/// Beside a limit on either end.
std::string interval_beside(const Interval& interval, double limit);

}  // namespace fourfold
