// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <utility>

#include "bench/import/log_formats.hpp"
#include "bench/import/nccl_tests_start.hpp"

namespace fourfold {
namespace {

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

/// The number after `word`; "iters:" also ends the names of two others.
std::uint64_t number_after(const std::vector<std::string>& words, std::string_view word,
                           std::uint64_t otherwise) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] != word) continue;
    if (word == "iters:" && i > 0 && (words[i - 1] == "warmup" || words[i - 1] == "agg")) continue;
    return std::strtoull(words[i + 1].c_str(), nullptr, 10);
  }
  return otherwise;
}

std::uint64_t aggregated(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    if (words[i] == "agg" && words[i + 1] == "iters:") {
      return whole_number(words[i + 2]).value_or(1);
    }
  }
  return 1;
}

class Reader {
 public:
  Reader(const LogText& log, const Told& told) : log_(log), told_(told) {}

  std::vector<LogSection> read() {
    for (const LogLine& line : log_.lines) take(line);
    if (now_) {
      const int begun = now_->columns ? now_->columns->line : now_->section.line;
      refuse(log_, log_.lines.back().number,
             fmt::format("cut short: what begins in line {} has no '# Out of bounds values' and "
                         "'# Avg bus bandwidth'",
                         begun));
    }
    check_lone_ranks();
    return std::move(done_);
  }

 private:
  void take(const LogLine& line) {
    const std::string_view text = uncommented(line.text);
    const std::vector<std::string> words = words_of(text);
    if (words.empty()) return;
    if (words[0] == "nThread" && contains(text, "nGpus")) return take_header(line, words);
    if (words[0] == "Rank" && contains(text, " Pid ")) return take_rank(line, words);
    if (const auto columns = nccl_tests_columns(words, line.number)) {
      return take_columns(line, *columns);
    }
    if (looks_like_a_row(words_of(line.text))) return take_row(line);
    if (contains(text, "Out of bounds values")) return take_out_of_bounds(line, words);
    if (contains(text, "Avg bus bandwidth")) return take_average(line, words);
    take_remark(line, text, words);
  }

  void take_remark(const LogLine& line, std::string_view text,
                   const std::vector<std::string>& words) {
    if (text.starts_with("Collective test starting:")) {
      program_ = words.back();
      rccl_ = false;
    } else if (text.starts_with("rccl-tests:")) {
      if (now_) now_->settings.tool = "rccl-tests";
      rccl_ = !now_;
      fact("version", words.back());
    } else if (text.starts_with("nccl-tests version")) {
      fact("version", words[2]);
    } else if (text.starts_with("NCCL version") || text.starts_with("RCCL version")) {
      fact("library", words.back());
    } else if (text.starts_with("out-of-place") || text.starts_with("in-place")) {
      in_place_alone_ = text.starts_with("in-place");
    } else if (text.starts_with("Blocking Enabled") && now_) {
      now_->settings.blocking =
          contains(text, "no barrier") ? 2 : (contains(text, "outer iteration") ? 3 : 1);
    } else if (text.starts_with("Reducing maxBytes to") && words.size() > 3 && now_) {
      now_->sweep.most = whole_number(words[3]).value_or(now_->sweep.most);
    } else if (!now_) {
      for (const std::string& word : words) {
        const std::string name = word.substr(word.rfind('/') + 1);
        const bool over = text.starts_with("Collective test concluded:");
        const std::string collective = collective_of_word(name);
        if (!over && !collective.empty()) programs_.emplace(collective, name);
      }
    } else if (now_->columns && words.size() >= 2 && whole_number(words[0]) &&
               whole_number(words[1])) {
      refuse(log_, line.number, "a line of the table that is cut short");
    }
  }

  void fact(const std::string& name, const std::string& value) {
    (now_ ? now_->section.facts : facts_)["log"][name] = value;
  }

  [[noreturn]] void second_start(const LogLine& line) {
    const bool lone = now_->section.hosts.size() <= 1;
    refuse(
        log_, line.number,
        fmt::format("a second start begins before that of line {} is over: {}", now_->section.line,
                    lone ? "N jobs of one rank each, whose ranks did not find each other (was "
                           "it built with MPI=1?)"
                         : "the first was cut short, or lines of several jobs are mixed"));
  }

  void begin(const LogLine& line) {
    now_.emplace();
    now_->section.line = line.number;
    now_->section.facts = std::exchange(facts_, {});
    // A command line before it says the collective too, unless there are several.
    if (program_.empty() && programs_.size() == 1) program_ = programs_.begin()->second;
    now_->settings.program = std::exchange(program_, "");
    if (std::exchange(rccl_, false)) now_->settings.tool = "rccl-tests";
  }

  void take_header(const LogLine& line, const std::vector<std::string>& words) {
    if (now_) second_start(line);
    begin(line);
    NcclTestsSettings& settings = now_->settings;
    settings.threads = number_after(words, "nThread", 1);
    settings.gpus = number_after(words, "nGpus", 1);
    settings.iterations = number_after(words, "iters:", 0);
    settings.aggregated = aggregated(words);
    settings.graph = number_after(words, "graph:", 0);
    settings.unalign = number_after(words, "unalign:", 0);
    now_->sweep = {number_after(words, "minBytes", 0), number_after(words, "maxBytes", 0),
                   number_after(words, "step:", 0), contains(line.text, "(factor)")};
    now_->section.facts["log"]["settings"] = std::string(uncommented(line.text));
  }

  void take_rank(const LogLine& line, const std::vector<std::string>& words) {
    if (!now_) return;
    const auto word_after = [&](std::string_view name, std::ptrdiff_t distance = 1) {
      const auto at = std::ranges::find(words, name);
      return words.end() - at <= distance ? std::string() : *(at + distance);
    };
    if (const std::string group = word_after("Group"); !group.empty() && group != "0") {
      refuse(log_, line.number, "ranks in groups: several communicators at a time are no one case");
    }
    const auto rank = whole_number(words.size() > 1 ? words[1] : "");
    LogSection& section = now_->section;
    if (!rank || *rank != section.hosts.size()) {
      refuse(log_, line.number,
             rank && *rank == 0
                 ? "a second rank 0: N jobs of one rank each, whose ranks did not find each other "
                   "(was it built with MPI=1?)"
                 : fmt::format("rank {} was expected: the list of ranks is incomplete, or mixed",
                               section.hosts.size()));
    }
    section.hosts.push_back(word_after("on"));
    std::string bus_id = word_after("device", 2);
    const bool bracketed = bus_id.starts_with('[') && bus_id.ends_with(']');
    bus_id = bracketed ? bus_id.substr(1, bus_id.size() - 2) : "";
    section.devices.push_back(device_identity(bus_id, word_after("device")));
    const std::size_t name = line.text.find("] ");
    if (name != line.text.npos) {
      std::string& devices = section.facts["log"]["devices"];
      const std::string device = line.text.substr(name + 2);
      if (!contains(devices, device)) devices += (devices.empty() ? "" : ", ") + device;
    }
  }

  void take_columns(const LogLine& line, const NcclTestsColumns& columns) {
    if (!now_) begin(line);
    if (now_->columns) second_start(line);
    if (columns.has("cputime")) {
      refuse(log_, line.number,
             "cputime (-C): the processor's time to issue the calls is not that of the collective");
    }
    now_->columns = columns;
    now_->columns->in_place_alone = in_place_alone_;
    now_->speaker = line.speaker;
    LogSection& section = now_->section;
    if (section.hosts.empty() && !told_.ranks) {
      refuse(log_, line.number,
             "no list of ranks stands before this table, so how many took part is not known; "
             "--ranks N says it");
    }
    section.ranks = section.hosts.empty() ? *told_.ranks : static_cast<int>(section.hosts.size());
    if (told_.ranks && *told_.ranks != section.ranks) {
      refuse(log_, section.line,
             fmt::format("--ranks says {}, the log says {}", *told_.ranks, section.ranks));
    }
  }

  void take_row(const LogLine& line) {
    if (!now_ || !now_->columns) {
      refuse(log_, line.number, "a line of a table without the line that names its columns");
    }
    if (now_->out_of_bounds) {
      refuse(log_, line.number,
             "a line of the table after its end: lines of several jobs are mixed");
    }
    if (line.speaker != now_->speaker) {
      refuse(log_, line.number,
             fmt::format("a line of the table by '{}', whose head is by '{}': lines of several "
                         "processes are mixed",
                         line.speaker, now_->speaker));
    }
    now_->lines.push_back(nccl_tests_line(*now_->columns, words_of(line.text), log_, line.number));
  }

  void take_out_of_bounds(const LogLine& line, const std::vector<std::string>& words) {
    if (!now_ || !now_->columns || now_->out_of_bounds) {
      refuse(log_, line.number,
             "the end of a table that does not begin: lines are missing or mixed");
    }
    const auto colon = std::ranges::find(words, ":");
    const auto count = colon == words.end() || colon + 1 == words.end()
                           ? std::nullopt
                           : whole_number(*(colon + 1));
    if (!count) refuse(log_, line.number, "the number of values out of bounds cannot be read");
    now_->out_of_bounds = count;
  }

  void take_average(const LogLine& line, const std::vector<std::string>& words) {
    if (!now_ || !now_->out_of_bounds) {
      refuse(log_, line.number, "an average without the table that it is of: lines are missing");
    }
    const auto colon = std::ranges::find(words, ":");
    const auto average = colon == words.end() || colon + 1 == words.end()
                             ? std::nullopt
                             : printed_number(*(colon + 1));
    if (!average) refuse(log_, line.number, "the average bus bandwidth cannot be read");
    done_.push_back(finished(std::move(*now_), average->value, line.number, log_, told_));
    now_.reset();
    programs_.clear();
  }

  /// The same case by several lone ranks in one file: they were to be one job.
  void check_lone_ranks() const {
    std::vector<std::string> seen;
    for (const LogSection& section : done_) {
      if (section.ranks != 1 || section.rows.empty()) continue;
      const std::string& name = section.rows.back().name;
      if (std::ranges::find(seen, name) != seen.end()) {
        refuse(log_, section.line,
               fmt::format("a second job of one rank with {}: N jobs of one rank each, whose ranks "
                           "did not find each other (was it built with MPI=1?)",
                           name));
      }
      seen.push_back(name);
    }
  }

  const LogText& log_;
  const Told& told_;
  std::optional<NcclTestsStart> now_;
  std::string program_;  ///< that says it starts
  /// That others have named since the last start, by collective.
  std::map<std::string, std::string> programs_;
  bool rccl_ = false;
  bool in_place_alone_ = false;  ///< what stands above the names of the columns
  std::map<std::string, std::map<std::string, std::string>> facts_;
  std::vector<LogSection> done_;
};

}  // namespace

bool is_nccl_tests_text(const LogText& log) {
  return std::ranges::any_of(log.lines, [](const LogLine& line) {
    const std::vector<std::string> words = words_of(uncommented(line.text));
    return nccl_tests_columns(words, line.number).has_value() ||
           (!words.empty() && words[0] == "nThread" && contains(line.text, "nGpus"));
  });
}

std::vector<LogSection> parse_nccl_tests_text(const LogText& log, const Told& told) {
  return Reader(log, told).read();
}

}  // namespace fourfold
