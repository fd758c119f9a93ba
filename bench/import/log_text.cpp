// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/import/log_text.hpp"

#include <fmt/format.h>

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

/// Whether the text is of this form, where 0 stands for any digit.
bool has_form(std::string_view text, std::string_view form) {
  if (text.size() < form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == '0' ? !is_digit(text[i]) : text[i] != form[i]) return false;
  }
  return true;
}

/// Takes the marks of a quotation off, and the time at which the line was kept.
std::string_view unquoted(std::string_view text) {
  for (;;) {
    const std::size_t start = std::min(text.find_first_not_of(kBlanks), text.size());
    if (text.substr(start, 1) != ">") break;
    text.remove_prefix(start + 1);
  }
  const std::size_t start = std::min(text.find_first_not_of(kBlanks), text.size());
  const std::string_view rest = text.substr(start);
  if (has_form(rest, "00:00:00 ") || has_form(rest, "0000-00-00T00:00:00")) {
    return rest.substr(std::min(rest.find_first_of(kBlanks), rest.size()));
  }
  return text;
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
    const std::string_view text = std::string_view(log.whole).substr(from, end - from);
    LogLine line{static_cast<int>(log.lines.size()) + 1, "", std::string(unquoted(text))};
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
  const int decimals = point < mantissa ? static_cast<int>(mantissa - point - 1) : 0;
  int last_digit = -decimals;
  if (mantissa < word.size()) last_digit += std::atoi(word.data() + mantissa + 1);
  return PrintedNumber{value, 0.5 * std::pow(10.0, last_digit), decimals};
}

PrintedNumber two_decimals(const LogText& log, int line, const std::string& word,
                           std::string_view name) {
  const auto number = printed_number(word);
  if (!number)
    refuse(log, line, fmt::format("'{}' cannot be a {}: the line is broken", word, name));
  if (number->decimals != 2) {
    refuse(log, line,
           fmt::format("'{}' under {} has {} decimals, where two are printed: it was cut short, or "
                       "changed",
                       word, name, number->decimals));
  }
  return *number;
}

std::optional<std::uint64_t> whole_number(std::string_view word) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace fourfold
