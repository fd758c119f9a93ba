// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/run/engine.hpp"

namespace fourfold {

/// Joins Google Benchmark's JSON files of several launches into one that its compare tool reads:
/// the first file's context, every repetition of every file under one numbering, aggregates dropped
/// (they are of one launch; compare.py makes its own). Files that were cut short are left out.
/// Removes the parts. Throws Error, and leaves the parts, when none of them is whole or `out`
/// cannot be written.
void merge_benchmarks(const std::vector<std::string>& parts, const std::string& out);

/// Whether this is Google Benchmark's JSON to its end, and not one that was cut short.
bool is_whole_benchmark_file(const std::string& file);

/// Throws InputError where they ask for a file in another format than can be merged.
void check_mergeable(const BenchmarkFlags& flags);

}  // namespace fourfold
