// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/record/json_value.hpp"
#include "bench/record/record.hpp"

namespace fourfold {

/// A trial as it stands in a journal line, and back. The reader throws for what the writer does
/// not write. `reported`: of another program, so that lists may be missing. `packed`: the texts
/// that were lifted out of the line (packed_ranks.hpp).
Json trial_json(const Trial& trial);
Trial parse_trial(const Json& json, bool reported, const std::vector<std::string_view>& packed);

}  // namespace fourfold
