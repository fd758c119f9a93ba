// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "bench/import/collective_row.hpp"
#include "bench/import/log_formats.hpp"
#include "collectives/collective.hpp"

namespace fourfold {
namespace {

// By what stands between "OSU MPI" and "Latency Test".
constexpr std::array kBenchmarks{
    MpiBenchmark{"Allreduce", "all_reduce", false},
    MpiBenchmark{"Allgather", "all_gather", true},
    MpiBenchmark{"Reduce_scatter", "reduce_scatter", false},
    MpiBenchmark{"Broadcast", "broadcast", false},
    MpiBenchmark{"Reduce", "reduce", false},
    MpiBenchmark{"All-to-All Personalized Exchange", "all_to_all", true},
    MpiBenchmark{"Gather", "gather", true},
    MpiBenchmark{"Scatter", "scatter", true},
};

struct Type {
  std::string_view theirs, ours;
  std::uint64_t bytes;
};
constexpr std::array kTypes{Type{"MPI_CHAR", "char", 1}, Type{"MPI_INT", "i32", 4},
                            Type{"MPI_FLOAT", "f32", 4}};

std::string type_name(std::string_view word) {
  for (const Type& type : kTypes) {
    if (type.theirs == word) return std::string(type.ours);
  }
  return std::string(word);
}

/// Where the buffers lie, as our names have it, by what follows "MPI-" in a title.
std::string memory_of(const std::string& extension) {
  if (extension.empty()) return "";
  return extension == "CUDA" || extension == "ROCM" ? "/device" : "/memory:" + extension;
}

class Reader {
 public:
  Reader(const LogText& log, const Told& told) : log_(log), told_(told) {}

  std::vector<LogSection> read() {
    for (const LogLine& line : log_.lines) take(line);
    finish();
    if (!log_.whole.ends_with('\n')) {
      refuse(log_, log_.lines.back().number, "cut short: the last line has no end");
    }
    return std::move(done_);
  }

 private:
  void take(const LogLine& line) {
    if (uncommented(line.text).starts_with("OSU ")) return take_head(line);
    const std::vector<std::string> words = words_of(line.text);
    if (words.empty() || !open_) return;
    if (words[0] == "#") return take_comment(line, words);
    if (whole_number(words[0]) && (!interrupted_ || goes_on(words))) return take_row(line, words);
    // Whatever else stands between or after the figures belongs to somebody else.
    if (!sizes_.empty()) interrupted_ = true;
    if (left_out_) open_ = false;
  }

  /// Whether these words are the next line of a table into which somebody else has written.
  bool goes_on(const std::vector<std::string>& words) const {
    return words.size() > 1 && printed_number(words[1]) &&
           *whole_number(words[0]) == 2 * sizes_.back();
  }

  /// "# OSU MPI-CUDA Allreduce Latency Test v7.3"
  void take_head(const LogLine& line) {
    finish();
    open_ = true;
    head_ = line.number;
    const std::string text(uncommented(line.text));
    const std::size_t space = text.find(' ', 4), latency = text.find(" Latency Test");
    const std::string library = text.substr(4, space - 4);
    const std::string title = latency == text.npos || space == text.npos || latency <= space
                                  ? text
                                  : text.substr(space + 1, latency - space - 1);
    benchmark_ = nullptr;
    for (const MpiBenchmark& one : kBenchmarks) {
      if (one.title == title) benchmark_ = &one;
    }
    left_out_ = benchmark_ == nullptr || library.find("MPI") != 0;
    if (left_out_)
      skipped_.push_back(
          fmt::format("line {}: {}: not a collective that a record has", line.number, text));
    section_ = {};
    section_.tool = "osu";
    section_.line = line.number;
    section_.facts["log"]["benchmark"] = text;
    memory_ = memory_of(library.substr(std::min<std::size_t>(4, library.size())));
    const std::size_t version = text.rfind(" v");
    const std::string digits = version == text.npos ? "" : text.substr(version + 2);
    const int major = std::atoi(digits.c_str());
    // Before version 7, which says it, the types stood in the source.
    const auto collective = benchmark_ ? parse_collective(benchmark_->operation) : std::nullopt;
    const bool reduces = collective && traits(*collective).reduces;
    dtype_ = major > 0 && major < 7 ? (reduces ? "f32" : "char") : "unknown";
  }

  void take_comment(const LogLine& line, const std::vector<std::string>& words) {
    if (words.size() > 2 && words[1] == "Datatype:") {
      std::string word = words[2];
      if (word.ends_with('.')) word.pop_back();
      dtype_ = type_name(word);
    }
    if (words.size() < 2 || words[1] != "Size" || left_out_) return;
    columns_ = line.number;
    full_ = line.text.find("Max Latency(us)") != line.text.npos;
    validates_ = words.back() == "Validation";
    if (!told_.ranks) {
      refuse(log_, head_, "OSU's logs do not say how many ranks took part; --ranks N does");
    }
  }

  void take_row(const LogLine& line, const std::vector<std::string>& words) {
    if (left_out_) return;
    if (columns_ == 0)
      refuse(log_, line.number, "figures without the line that names their columns");
    const std::size_t expected = (full_ ? 5 : 2) + (validates_ ? 1 : 0);
    if (words.size() < expected) {
      refuse(log_, line.number,
             fmt::format("{} words, and the columns are {}: the line is cut short", words.size(),
                         expected));
    }
    const std::uint64_t size = *whole_number(words[0]);
    if (!sizes_.empty() && size != 2 * sizes_.back() && !(sizes_.back() == 0 && size == 1)) {
      refuse(log_, line.number,
             fmt::format(
                 "size {} after {}: lines are missing, or lines of several processes are mixed",
                 size, sizes_.back()));
    }
    sizes_.push_back(size);
    section_.rows.push_back(row(line, words, size));
  }

  LogRow row(const LogLine& line, const std::vector<std::string>& words, std::uint64_t size) {
    const auto printed = [&](std::size_t column) {
      return two_decimals(log_, line.number, words[column], "latency");
    };
    const auto time = [&](std::size_t column) { return printed(column).value * 1e-6; };
    const auto ranks = static_cast<std::uint64_t>(*told_.ranks);
    const auto collective = parse_collective(benchmark_->operation);
    LogRow row =
        collective_row({.operation = std::string(benchmark_->operation),
                        .backend = "mpi",
                        .dtype = dtype_,
                        .message = benchmark_->prints_block ? size * ranks : size,
                        .op = traits(*collective).reduces ? "sum" : "",
                        .variant = memory_ + "/hot/per_call/by:" + (full_ ? "osu" : "osu_average")},
                       *told_.ranks);
    row.line = line.number;
    row.seconds = time(full_ ? 3 : 1);
    row.half = printed(full_ ? 3 : 1).half * 1e-6;
    if (full_) {
      row.mean_seconds = time(1);
      row.fastest_seconds = time(2);
      if (!(*row.fastest_seconds <= *row.mean_seconds && *row.mean_seconds <= row.seconds)) {
        refuse(log_, line.number,
               "it contradicts itself: its average is not between its least and most");
      }
      row.figure = fmt::format("mean over {} calls, of the slowest rank", words[4]);
    } else {
      row.figure = "mean over calls and ranks";
    }
    if (validates_) take_validation(line, words[full_ ? 5 : 2], size, row);
    return row;
  }

  void take_validation(const LogLine& line, const std::string& word, std::uint64_t size,
                       LogRow& row) const {
    if (word == "Fail") {
      row.correctness.first = wrong_somewhere(0, "OSU's own validation failed");
    } else if (word != "Pass" && word != "-") {
      refuse(log_, line.number, fmt::format("'{}' is neither Pass nor Fail", word));
    }
    row.correctness.checked = word != "-" && size > 0;
    if (row.correctness.checked) row.verified_by = "OSU's own validation";
  }

  void finish() {
    if (head_ > 0 && !left_out_ && sizes_.empty())
      refuse(log_, head_, "a head without figures: cut short");
    if (head_ > 0 && !left_out_) {
      section_.ranks = *told_.ranks;
      section_.left_out = std::exchange(skipped_, {});
      done_.push_back(std::move(section_));
    } else if (!done_.empty()) {  // what comes after the last one that is kept is told with it
      auto& told = done_.back().left_out;
      told.insert(told.end(), skipped_.begin(), skipped_.end());
      skipped_.clear();
    }
    head_ = columns_ = 0;
    interrupted_ = false;
    sizes_.clear();
    left_out_ = false;
  }

  const LogText& log_;
  const Told& told_;
  LogSection section_;
  const MpiBenchmark* benchmark_ = nullptr;
  std::string dtype_, memory_;
  bool interrupted_ = false;  ///< by a line that is none of its own
  bool open_ = false, left_out_ = false, full_ = false, validates_ = false;
  int head_ = 0, columns_ = 0;
  std::vector<std::uint64_t> sizes_;
  std::vector<std::string> skipped_;
  std::vector<LogSection> done_;
};

}  // namespace

bool is_osu(const LogText& log) {
  return std::ranges::any_of(log.lines, [](const LogLine& line) {
    return uncommented(line.text).starts_with("OSU ") && line.text.find("Test") != line.text.npos;
  });
}

std::vector<LogSection> parse_osu(const LogText& log, const Told& told) {
  return Reader(log, told).read();
}

}  // namespace fourfold
