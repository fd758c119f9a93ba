// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/record/record.hpp"

namespace fourfold {

/// Where the inventories of the record's starts say that hosts ran unlike program files: the first
/// two that differ, in words; "" where none do. Runs on one host, and older records, do not say.
std::string differing_programs(const RunRecord& record);

}  // namespace fourfold
