// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "bench/report/case_table.hpp"

namespace fourfold {

/// Text that Markdown shows as it is, in a table cell too: without an escape a "|" ends the cell
/// and
/// "<" begins HTML.
std::string escaped(std::string_view text);

void write_markdown_table(std::ostream& out, const Table& table);

/// One item a line; nothing where there are none.
void write_markdown_list(std::ostream& out, const std::vector<std::string>& items);

/// The list under a heading of the third level; nothing where there are no items.
void write_markdown_section(std::ostream& out, std::string_view title,
                            const std::vector<std::string>& items);

}  // namespace fourfold
