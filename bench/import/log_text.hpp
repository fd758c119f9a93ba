// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fourfold {

/// One line of a log, without what others have put before it: the tag of a launcher
/// ("[1,0]<stdout>:" of mpirun --tag-output, "0: " of srun --label), the time of a service that
/// kept it ("00:55:22 ", "2024-07-04T10:05:04Z "), the "> " of a quotation.
struct LogLine {
  int number = 0;       ///< from 1
  std::string speaker;  ///< the rank that a launcher named, or ""
  std::string text;
};

/// A log as it lies on disk.
struct LogText {
  std::string file;
  std::string whole;
  std::vector<LogLine> lines;
};

LogText log_text(const std::string& file, std::string whole);

/// Throws InputError: what is wrong with the log, at that line (0: as a whole).
[[noreturn]] void refuse(const LogText& log, int line, const std::string& why);

/// What stands between blanks.
std::vector<std::string> words_of(std::string_view text);
/// Without blanks and "#" before it.
std::string_view uncommented(std::string_view text);

/// A number as it was printed: the true one lies within value -+ half, half a unit of its last
/// digit.
struct PrintedNumber {
  double value = 0;
  double half = 0;
  int decimals = 0;  ///< how many digits stand behind its point
};

/// A figure of a program that prints two decimals, whatever the value. Throws InputError where it
/// has others: its end is missing, or somebody has changed it.
PrintedNumber two_decimals(const LogText& log, int line, const std::string& word,
                           std::string_view name);

/// "25.72", "1e+06", "0". Nothing where the whole word is not such a number, or it is below 0.
std::optional<PrintedNumber> printed_number(std::string_view word);
std::optional<std::uint64_t> whole_number(std::string_view word);

}  // namespace fourfold
