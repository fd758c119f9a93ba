// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/record/record.hpp"

namespace fourfold {

/// Where in a run's directory its baseline lies.
std::string baseline_directory(const std::string& directory);

/// Copies the record or bundle in `baseline`, with its signature, into the run's directory. Throws
/// InputError when it cannot be read as a record.
FrozenBaseline freeze_baseline(const std::string& baseline, const std::string& directory);

/// What freeze_baseline copied into the directory of that run. Throws InputError when it is gone,
/// or is not what was copied, or its signature is not.
RunRecord load_frozen_baseline(const std::string& run, const FrozenBaseline& frozen);

}  // namespace fourfold
