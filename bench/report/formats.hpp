// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>

#include "bench/report/report.hpp"

namespace fourfold {

/// What the rows of report_formats() call; each in the file of its name.
void write_terminal(const Report& report, std::ostream& out);
void write_markdown(const Report& report, std::ostream& out);
void write_csv(const Report& report, std::ostream& out);
void write_json(const Report& report, std::ostream& out);
void write_nccl_tests(const Report& report, std::ostream& out);

}  // namespace fourfold
