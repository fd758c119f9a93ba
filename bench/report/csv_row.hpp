// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace fourfold {

/// The shortest text that reads back as the same number; "" where it is not finite.
std::string exact(double value);

/// One line of RFC 4180: a field with a comma, a quote or a line end is quoted.
void write_csv_row(const std::vector<std::string>& cells, std::ostream& out);

}  // namespace fourfold
