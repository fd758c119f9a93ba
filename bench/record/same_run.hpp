// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/record/record.hpp"

namespace fourfold {

/// Why what two manifests stand for must not become one record, in words with both values; "" where
/// it may: the same suite (but for its number of ranks and launches), filter, program (version,
/// revision, the file's hash), libraries and kind of device. Pure.
std::string difference(const Manifest& first, const Manifest& second);

/// The first line in which two suites differ, or "". Lines `ranks:` and `launches:` do not count:
/// ranks are told otherwise, and launches may be added.
std::string suite_difference(const std::string& first, const std::string& second);

}  // namespace fourfold
