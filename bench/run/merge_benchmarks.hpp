// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace fourfold {

/// Joins Google Benchmark's JSON files of several launches into one that its compare tool reads:
/// the first file's context, every repetition of every file under one numbering, aggregates dropped
/// (they are of one launch; compare.py makes its own). Removes the parts. Throws Error.
void merge_benchmarks(const std::vector<std::string>& parts, const std::string& out);

}  // namespace fourfold
