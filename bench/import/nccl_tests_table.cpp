// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/import/nccl_tests_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace fourfold {
namespace {

/// Fewest and most decimals of a time in microseconds: versions differ in where they begin to leave
/// them out, and none does below 100.
std::pair<int, int> decimals_of_time(double microseconds) {
  if (microseconds < 100) return {2, 2};
  return {microseconds < 10'000 ? 1 : 0, 2};
}

/// "5e-07", "0e+00": an error is printed with an exponent of two digits or more.
bool is_whole_error(const std::string& word) {
  const std::size_t e = word.find('e');
  return e != word.npos && word.size() >= e + 4;
}

bool starts_half(const std::string& name) { return name == "time" || name == "cputime"; }

/// One word under its column, out of place or in place.
class LineReader {
 public:
  LineReader(const NcclTestsColumns& columns, const LogText& log, int line)
      : columns_(columns), log_(log) {
    out_.line = line;
  }

  void take(std::size_t column, const std::string& word) {
    const std::string& name = columns_.names[column];
    if (starts_half(name)) {
      const bool in_place = columns_.in_place_alone || !out_.halves.empty();
      out_.halves.emplace_back().in_place = in_place;
    }
    if (!out_.halves.empty()) {
      take_figure(name, word);
    } else if (name == "size" || name == "count") {
      (name == "size" ? out_.call.size : out_.call.count) = known(whole_number(word), name, word);
    } else if (name == "type") {
      out_.call.type = word;
    } else if (name == "redop") {
      out_.call.redop = word;
    } else if (name == "root") {
      out_.call.root = static_cast<int>(std::strtol(word.c_str(), nullptr, 10));
    }
  }

  NcclTestsLine line() const { return out_; }

 private:
  template <typename Value>
  Value known(const std::optional<Value>& value, const std::string& name,
              const std::string& word) const {
    if (!value) {
      refuse(log_, out_.line, fmt::format("'{}' cannot be a {}: the line is broken", word, name));
    }
    return *value;
  }

  void take_figure(const std::string& name, const std::string& word) {
    NcclTestsHalf& half = out_.halves.back();
    if (name == "time") {
      half.rates.microseconds = known(printed_number(word), name, word);
      const auto [fewest, most] = decimals_of_time(half.rates.microseconds.value);
      const int decimals = half.rates.microseconds.decimals;
      if (decimals < fewest || decimals > most) {
        refuse(log_, out_.line,
               fmt::format("the time '{}' has {} decimals, where {} are printed: it was cut short, "
                           "or changed",
                           word, decimals, fewest));
      }
    } else if (name == "algbw") {
      half.rates.algbw = two_decimals(log_, out_.line, word, name);
    } else if (name == "busbw") {
      half.rates.busbw = two_decimals(log_, out_.line, word, name);
    } else if (name == "#wrong" || name == "error") {
      take_check(half, name, word);
    }
  }

  void take_check(NcclTestsHalf& half, const std::string& name, std::string word) {
    if (word == "N/A") return;
    const bool marked = word.back() == '*';
    if (marked) word.pop_back();
    out_.beyond_threshold = out_.beyond_threshold || marked;
    const double value = known(printed_number(word), name, word).value;
    if (name == "error" && !is_whole_error(word)) {
      refuse(log_, out_.line,
             fmt::format("'{}' lacks the end of an error, such as 5e-07: it was cut short", word));
    }
    // An "error" is the largest difference and not a number of elements; only the footer, or an
    // asterisk, says whether it is too large.
    const double wrong = name == "error" ? (marked ? 1 : 0) : value;
    half.wrong = static_cast<std::uint64_t>(wrong);
  }

  const NcclTestsColumns& columns_;
  const LogText& log_;
  NcclTestsLine out_;
};

}  // namespace

bool NcclTestsColumns::has(const std::string& name) const {
  return std::ranges::find(names, name) != names.end();
}

std::optional<NcclTestsColumns> nccl_tests_columns(const std::vector<std::string>& words,
                                                   int line) {
  NcclTestsColumns columns{line, words};
  if (!columns.names.empty() && columns.names.front() == "#") {
    columns.names.erase(columns.names.begin());
  }
  if (columns.names.size() < 7 || columns.names.front() != "size") return std::nullopt;
  if (!columns.has("algbw") || !columns.has("busbw")) return std::nullopt;
  return columns;
}

bool looks_like_a_row(const std::vector<std::string>& words) {
  return words.size() >= 7 && whole_number(words[0]) && whole_number(words[1]) &&
         std::isalpha(static_cast<unsigned char>(words[2].front())) != 0;
}

NcclTestsLine nccl_tests_line(const NcclTestsColumns& columns, std::vector<std::string> words,
                              const LogText& log, int line) {
  // A date and a time of day stand under one name.
  if (columns.names.back() == "timestamp" && words.size() == columns.names.size() + 1) {
    words.pop_back();
  }
  if (words.size() != columns.names.size()) {
    refuse(log, line,
           fmt::format("{} words under the {} columns of line {}: the line is cut, or lines of "
                       "several processes are mixed",
                       words.size(), columns.names.size(), columns.line));
  }
  LineReader reader(columns, log, line);
  for (std::size_t i = 0; i < words.size(); ++i) reader.take(i, words[i]);
  return reader.line();
}

}  // namespace fourfold
