// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/record/record.hpp"

namespace fourfold {

/// What cut a run short, what of it is not finished and what it was merged from: a JSON object with
/// the keys "interruptions", "unfinished" and "merged", each only where there is any.
std::string interruptions_json(const RunRecord& record);

}  // namespace fourfold
