// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "bench/import/log_section.hpp"

namespace fourfold {

/// A kind of log.
struct LogFormat {
  std::string_view name;
  bool (*recognises)(const LogText& log);
  /// Every start of the program that the log holds. Throws InputError with the line of what makes
  /// the log no account of it: cut short, mixed, contradicting itself.
  std::vector<LogSection> (*parse)(const LogText& log, const Told& told);
};

/// All that can be imported. A new one is a file of its own, declared here, and a row in
/// log_formats.cpp.
const std::vector<LogFormat>& log_formats();

/// By the one format that recognises the log. Throws InputError where none does, or several do.
std::vector<LogSection> parse_log(const LogText& log, const Told& told);

bool is_nccl_tests_text(const LogText& log);
std::vector<LogSection> parse_nccl_tests_text(const LogText& log, const Told& told);
bool is_nccl_tests_json(const LogText& log);
std::vector<LogSection> parse_nccl_tests_json(const LogText& log, const Told& told);
bool is_osu(const LogText& log);
std::vector<LogSection> parse_osu(const LogText& log, const Told& told);
bool is_imb(const LogText& log);
std::vector<LogSection> parse_imb(const LogText& log, const Told& told);
bool is_google_benchmark(const LogText& log);
std::vector<LogSection> parse_google_benchmark(const LogText& log, const Told& told);

}  // namespace fourfold
