// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/import/log_text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kBlanks = " \t\r";

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

/// How many of the characters from `from` on are digits.
std::size_t digits(std::string_view text, std::size_t from) {
  std::size_t end = from;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - from;
}

/// Takes the launcher's tag off: "[1,0]<stdout>:", or "12: ".
void take_tag(LogLine& line) {
  const std::string_view text = line.text;
  const std::size_t start = std::min(text.find_first_not_of(kBlanks), text.size());
  if (const std::size_t n = digits(text, start); n > 0 && text.substr(start + n, 2) == ": ") {
    line.speaker = text.substr(start, n);
    line.text = text.substr(start + n + 2);
    return;
  }
  if (text.substr(start, 1) != "[") return;
  const std::size_t end = text.find("]<std", start);
  const std::size_t colon = text.find(">:", start);
  if (end == text.npos || colon == text.npos || colon < end) return;
  line.speaker = text.substr(start + 1, end - start - 1);
  line.text = text.substr(colon + 2);
}

}  // namespace

LogText log_text(const std::string& file, std::string whole) {
  LogText log{file, std::move(whole), {}};
  for (std::size_t from = 0; from < log.whole.size();) {
    const std::size_t end = std::min(log.whole.find('\n', from), log.whole.size());
    LogLine line{static_cast<int>(log.lines.size()) + 1, "", log.whole.substr(from, end - from)};
    take_tag(line);
    log.lines.push_back(std::move(line));
    from = end + 1;
  }
  return log;
}

void refuse(const LogText& log, int line, const std::string& why) {
  throw InputError({log.file, line, 0}, why);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t from = text.find_first_not_of(kBlanks); from != text.npos;) {
    const std::size_t end = std::min(text.find_first_of(kBlanks, from), text.size());
    words.emplace_back(text.substr(from, end - from));
    from = text.find_first_not_of(kBlanks, end);
  }
  return words;
}

std::string_view uncommented(std::string_view text) {
  const std::size_t start = text.find_first_not_of(" \t\r#");
  return start == text.npos ? "" : text.substr(start);
}

std::optional<PrintedNumber> printed_number(std::string_view word) {
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  if (!std::isfinite(value) || word.front() == '-') return std::nullopt;
  const std::size_t mantissa = std::min(word.find_first_of("eE"), word.size());
  const std::size_t point = word.find('.');
  int last_digit = point < mantissa ? -static_cast<int>(mantissa - point - 1) : 0;
  if (mantissa < word.size()) last_digit += std::atoi(word.data() + mantissa + 1);
  return PrintedNumber{value, 0.5 * std::pow(10.0, last_digit)};
}

std::optional<std::uint64_t> whole_number(std::string_view word) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace fourfold
