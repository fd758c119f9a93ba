// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "bench/import/collective_row.hpp"
#include "bench/import/log_formats.hpp"
#include "collectives/collective.hpp"

namespace fourfold {
namespace {

// Those of IMB-MPI1.
constexpr std::array kBenchmarks{
    MpiBenchmark{"Allreduce", "all_reduce", false},
    MpiBenchmark{"Allgather", "all_gather", true},
    MpiBenchmark{"Reduce_scatter", "reduce_scatter", false},
    MpiBenchmark{"Bcast", "broadcast", false},
    MpiBenchmark{"Reduce", "reduce", false},
    MpiBenchmark{"Alltoall", "all_to_all", true},
    MpiBenchmark{"Gather", "gather", true},
    MpiBenchmark{"Scatter", "scatter", true},
    MpiBenchmark{"Sendrecv", "send_recv", false},
};

/// "Intel(R) MPI Benchmarks 2021.6, MPI-1 part"; before 2019 with a blank in its mark.
bool is_banner(std::string_view text) {
  return text.starts_with("Intel(R) MPI Benchmarks") ||
         text.starts_with("Intel (R) MPI Benchmarks");
}

const MpiBenchmark* benchmark_of(std::string_view title) {
  const auto found = std::ranges::find(kBenchmarks, title, &MpiBenchmark::title);
  return found == kBenchmarks.end() ? nullptr : &*found;
}

std::string type_name(const std::string& word) {
  if (word == "MPI_FLOAT") return "f32";
  if (word == "MPI_DOUBLE") return "f64";
  if (word == "MPI_INT") return "i32";
  return word == "MPI_BYTE" ? "byte" : word;
}

class Reader {
 public:
  Reader(const LogText& log, const Told& told) : log_(log), told_(told) {}

  std::vector<LogSection> read() {
    for (const LogLine& line : log_.lines) take(line);
    if (!over_) {
      refuse(log_, log_.lines.empty() ? 0 : log_.lines.back().number,
             "cut short: no line '# All processes entering MPI_Finalize'");
    }
    if (done_.empty()) refuse(log_, 0, "it has no collective that a record has");
    done_.front().left_out = left_out_;
    return std::move(done_);
  }

 private:
  void take(const LogLine& line) {
    const std::string_view text = uncommented(line.text);
    const std::vector<std::string> words = words_of(text);
    if (words.empty()) return;
    if (is_banner(text)) return take_banner(line, words);
    if (text.starts_with("All processes entering MPI_Finalize")) {
      over_ = true;
    } else if (words.size() > 1 && words[0] == "Benchmarking") {
      take_title(line, words[1]);
    } else if (words[0] == "processes" && words.size() > 2) {
      take_ranks(line, words[2]);
    } else if (words[0] == "(" && words.size() > 2 && words[2].starts_with("group")) {
      leave_out(line, "several groups at a time");
    } else if (words[0] == "bytes") {
      columns_ = words;
    } else if (benchmark_ != nullptr && whole_number(words[0])) {
      take_row(line, words);
    } else {
      take_setting(words);
    }
  }

  void take_banner(const LogLine& line, const std::vector<std::string>& words) {
    if (begun_ > 0) {
      refuse(
          log_, line.number,
          fmt::format("a second start in the file of that of line {}: N jobs whose ranks did not "
                      "find each other, or mixed lines; give each start a file of its own",
                      begun_));
    }
    begun_ = line.number;
    const auto name = std::ranges::find(words, "Benchmarks");
    version_ = words.end() - name > 1 ? *(name + 1) : "";
    if (version_.ends_with(',')) version_.pop_back();
  }

  void take_setting(const std::vector<std::string>& words) {
    if (words[0] == "MPI_Datatype" && words.size() > 1) {
      (words[1] == "for" ? sums_ : bytes_) = type_name(words.back());
    } else if (words[0] == "MPI_Op" && words.back() != "MPI_SUM") {
      op_ = words.back();
    } else if (words[0].ends_with("IMB-MPI1")) {
      const auto has = [&](const char* word) {
        return std::ranges::find(words, word) != words.end();
      };
      // Buffers are the same in every call unless it is asked for others.
      variant_ = has("-off_cache") ? "" : "/hot";
      if (has("-root_shift")) variant_ += "/root_shift";
      if (has("-sync")) variant_ += "/sync";
      for (const std::string& word : words) command_ += (command_.empty() ? "" : " ") + word;
    }
  }

  void take_title(const LogLine& line, const std::string& title) {
    benchmark_ = benchmark_of(title);
    title_ = title;
    title_line_ = line.number;
    columns_.clear();
    ranks_ = 0;
    if (benchmark_ == nullptr) leave_out(line, "not a collective that a record has");
  }

  void take_ranks(const LogLine& line, const std::string& word) {
    const auto ranks = whole_number(word);
    if (!ranks || *ranks < 1) refuse(log_, line.number, "the number of processes cannot be read");
    ranks_ = static_cast<int>(*ranks);
    if (told_.ranks && *told_.ranks != ranks_) {
      leave_out(line, fmt::format("with {} ranks, not the {} of --ranks", ranks_, *told_.ranks));
    }
  }

  void leave_out(const LogLine& line, const std::string& why) {
    left_out_.push_back(fmt::format("line {}: {}: {}", line.number, title_, why));
    benchmark_ = nullptr;
  }

  std::size_t column(const std::string& name) const {
    return static_cast<std::size_t>(std::ranges::find(columns_, name) - columns_.begin());
  }

  void take_row(const LogLine& line, const std::vector<std::string>& words) {
    constexpr std::array kTimes{"t_min[usec]", "t_max[usec]", "t_avg[usec]"};
    const auto missing = [this](const char* name) { return column(name) >= columns_.size(); };
    if (ranks_ == 0 || std::ranges::any_of(kTimes, missing)) {
      refuse(log_, line.number,
             fmt::format("figures of {} (line {}) without the number of processes and the names of "
                         "the columns",
                         title_, title_line_));
    }
    LogRow row = named_row(line, *whole_number(words[0]));
    if (words.size() > 1 && !whole_number(words[1])) {  // "time-out.; ...", "out-of-mem.; ..."
      row.failure = line.text.substr(line.text.find(words[1]));
    } else if (words.size() != columns_.size()) {
      refuse(log_, line.number,
             fmt::format("{} words under the {} columns: the line is cut, or lines of several "
                         "processes are mixed",
                         words.size(), columns_.size()));
    } else {
      take_times(line, words, row);
    }
    section().rows.push_back(std::move(row));
  }

  LogRow named_row(const LogLine& line, std::uint64_t bytes) const {
    const bool reduces = traits(*parse_collective(benchmark_->operation)).reduces;
    const auto ranks = static_cast<std::uint64_t>(ranks_);
    LogRow row = collective_row({.operation = std::string(benchmark_->operation),
                                 .backend = "mpi",
                                 .dtype = reduces ? sums_ : bytes_,
                                 .message = benchmark_->prints_block ? bytes * ranks : bytes,
                                 .op = reduces ? op_ : "",
                                 .variant = variant_ + "/by:imb"},
                                ranks_);
    row.line = line.number;
    return row;
  }

  void take_times(const LogLine& line, const std::vector<std::string>& words, LogRow& row) const {
    const auto number = [&](const char* name) {
      return two_decimals(log_, line.number, words[column(name)], name);
    };
    const PrintedNumber most = number("t_max[usec]");
    row.seconds = most.value * 1e-6;
    row.half = most.half * 1e-6;
    row.mean_seconds = number("t_avg[usec]").value * 1e-6;
    row.fastest_seconds = number("t_min[usec]").value * 1e-6;
    if (!(*row.fastest_seconds <= *row.mean_seconds && *row.mean_seconds <= row.seconds)) {
      refuse(log_, line.number, "it contradicts itself: t_avg is not between t_min and t_max");
    }
    row.figure = fmt::format("mean over {} calls, of the slowest rank", words[1]);
    if (column("Mbytes/sec") < columns_.size()) check_rate(line, most, number("Mbytes/sec"), row);
    if (column("defects") < columns_.size()) {
      row.correctness.checked = row.work.message.count() > 0;
      row.verified_by = "IMB's own check (defects)";
      const auto defects = printed_number(words[column("defects")]);
      if (!defects) refuse(log_, line.number, "the number of defects cannot be read");
      if (defects->value > 0) {
        row.correctness.first = wrong_somewhere(0, "IMB's own check (defects)");
      }
    }
  }

  /// Sendrecv counts what is sent and what is received.
  void check_rate(const LogLine& line, const PrintedNumber& time, const PrintedNumber& rate,
                  const LogRow& row) const {
    if (!(time.value > time.half)) return;
    const double megabytes = 2e-6 * static_cast<double>(row.work.message.count());
    const double low = megabytes / (time.value + time.half) * 1e6,
                 high = megabytes / (time.value - time.half) * 1e6;
    if (rate.value + rate.half < low * (1 - 1e-6) || rate.value - rate.half > high * (1 + 1e-6)) {
      refuse(log_, line.number,
             fmt::format("it contradicts itself: its bytes and t_max make {:.6g} to {:.6g} "
                         "Mbytes/sec, it says {:g}",
                         low, high, rate.value));
    }
  }

  /// That of the ranks of the benchmark in hand: one start measures with several numbers of them.
  LogSection& section() {
    for (LogSection& one : done_) {
      if (one.ranks == ranks_) return one;
    }
    LogSection& fresh = done_.emplace_back();
    fresh.tool = "imb";
    fresh.line = title_line_;
    fresh.ranks = ranks_;
    fresh.facts["log"]["version"] = version_;
    fresh.facts["log"]["command"] = command_;
    return fresh;
  }

  const LogText& log_;
  const Told& told_;
  const MpiBenchmark* benchmark_ = nullptr;
  std::string title_, version_, command_, variant_, op_ = "sum", sums_ = "unknown",
                                                    bytes_ = "unknown";
  int title_line_ = 0, begun_ = 0, ranks_ = 0;
  bool over_ = false;
  std::vector<std::string> columns_, left_out_;
  std::vector<LogSection> done_;
};

}  // namespace

bool is_imb(const LogText& log) {
  return std::ranges::any_of(log.lines, [](const LogLine& line) {
    const std::string_view text = uncommented(line.text);
    return is_banner(text) || text.starts_with("Benchmarking ");
  });
}

std::vector<LogSection> parse_imb(const LogText& log, const Told& told) {
  return Reader(log, told).read();
}

}  // namespace fourfold
