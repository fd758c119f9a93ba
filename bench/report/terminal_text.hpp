// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "bench/report/case_table.hpp"

namespace fourfold {

// How text for people stands on a terminal of 100 columns.

/// Words filled to lines of that width after `lead`; the second and later lines are indented by
/// `hanging`.
void write_wrapped(std::ostream& out, std::string_view lead, std::string_view text,
                   std::size_t hanging);

/// A title and an indented item a line, or nothing where there are no items.
void write_list(std::ostream& out, std::string_view title, const std::vector<std::string>& items);

/// Widest cell after the first: a matmul's shape.
inline constexpr std::size_t kWidestCell = 18;

/// A name too long for its column stands on a line of its own, above its figures; any other cell is
/// cut to `widest`.
void write_table(std::ostream& out, const Table& table, std::size_t widest = kWidestCell);

}  // namespace fourfold
