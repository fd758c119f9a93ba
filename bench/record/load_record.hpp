// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/record/record.hpp"
#include "bench/record/record_files.hpp"

namespace fourfold {

/// load_record() of one run, from its files as they were read; pure. What was altered after it was
/// written or signed throws InputError, before anything else that is wrong with it.
RunRecord record_of(const RecordFiles& files, const std::string& directory);

}  // namespace fourfold
