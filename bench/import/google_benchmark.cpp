// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>

#include "bench/import/collective_row.hpp"
#include "bench/import/log_formats.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kOurs = "\"executable\": \"fourfold\"";

std::vector<std::string> parts_of(const std::string& name) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= name.size();) {
    const std::size_t end = std::min(name.find('/', from), name.size());
    parts.push_back(name.substr(from, end - from));
    from = end + 1;
  }
  return parts;
}

/// What Google Benchmark has put behind a case's name: "/iterations:1/repeats:2/manual_time".
struct FullName {
  std::string name;
  std::uint64_t repeats = 1;
};

FullName split(const std::string& full) {
  const std::size_t end = full.find("/iterations:");
  FullName out{full.substr(0, end), 1};
  const std::size_t repeats = full.find("/repeats:");
  if (repeats != full.npos) out.repeats = std::strtoull(full.c_str() + repeats + 9, nullptr, 10);
  return out;
}

double seconds_of(const Json& benchmark) {
  const std::string unit = benchmark.at("time_unit");
  const double scale = unit == "ns"   ? 1e-9
                       : unit == "us" ? 1e-6
                       : unit == "ms" ? 1e-3
                       : unit == "s"  ? 1
                                      : 0;
  const double seconds = benchmark.at("real_time").get<double>() * scale;
  if (!(seconds > 0)) throw Error("'" + benchmark.at("name").get<std::string>() + "' has no time");
  return seconds;
}

/// What the case does, from its rates: they are exact, and its name has sizes that may be rounded.
Work work_of(const Json& benchmark, const LogRow& row, int ranks) {
  Work work;
  const auto amount = [&](const char* rate) { return benchmark.value(rate, 0.0) * row.seconds; };
  work.flops = Flops(std::round(amount("flops")));
  work.memory = Bytes(static_cast<std::uint64_t>(std::llround(amount("memory_Bps"))));
  work.message = Bytes(static_cast<std::uint64_t>(std::llround(amount("algbw_Bps"))));
  if (!is_logged_collective(row.operation) || work.message.count() == 0) return work;
  work.bus_factor = logged_bus_factor(row.operation, ranks);
  const double bus = amount("busbw_Bps"),
               expected = work.bus_factor * static_cast<double>(work.message.count());
  if (std::abs(bus - expected) > 1e-6 * std::max(bus, expected) + 1e-9) {
    throw Error(fmt::format(
        "'{}' contradicts itself: its busbw is not {:g} times its algbw, as with {} ranks",
        row.name, work.bus_factor, ranks));
  }
  return work;
}

/// Of work that each rank does by itself, the ranks' own times; of one rank the figure is its own.
/// Empty where the file does not tell them.
std::vector<double> times_by_rank(const Json& benchmark, const LogRow& row, int ranks) {
  const bool alone = row.operation == "gemm" || row.operation == "memory";
  if (!alone) return {};
  const std::vector<std::string> words = words_of(benchmark.value("label", ""));
  if (words.empty()) return ranks == 1 ? std::vector{row.seconds} : std::vector<double>{};
  std::vector<double> times;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto time = printed_number(words[i]);
    // In each sample the slowest rank's time is none shorter, and so is its median. A rank without
    // any would count nothing in the rate of a baseline, which is to be passed.
    if (!time || !(time->value > 0) || time->value > row.seconds * (1 + 1e-6)) {
      throw Error(fmt::format("'{}' contradicts itself: '{}' is no rank's time beside {} s",
                              row.name, words[i], row.seconds));
    }
    times.push_back(time->value);
  }
  if (words[0] != "rank_median_s" || times.size() != static_cast<std::size_t>(ranks)) {
    throw Error(fmt::format("'{}' has a label that is not the times of {} ranks", row.name, ranks));
  }
  return times;
}

LogRow row_of(const Json& benchmark, const FullName& full, int ranks) {
  LogRow row;
  row.line = 1;
  row.name = full.name;
  const std::vector<std::string> parts = parts_of(full.name);
  if (parts.size() < 3) throw Error("'" + full.name + "' is not the name of a case");
  row.operation = parts[0];
  row.backend = parts[1];
  if (parts.size() > 3) {
    row.dtype = parts[0] == "memory" ? "" : parts[2];
    row.size = parts[3];
  }
  row.figure = "median over the samples of a trial, of the slowest rank";
  if (benchmark.value("error_occurred", false)) {
    row.failure = benchmark.value("error_message", "no reason is given");
    return row;
  }
  row.seconds = seconds_of(benchmark);
  row.work = work_of(benchmark, row, ranks);
  row.rank_seconds = times_by_rank(benchmark, row, ranks);
  return row;
}

constexpr std::uint64_t kMostLaunches = 1000;  // as in a suite

LogSection section_of(const Json& context, int ranks) {
  LogSection section;
  section.tool = "fourfold --benchmark_out";
  section.line = 1;
  section.ranks = ranks;
  for (const char* const name : {"date", "host_name", "mpi", "suite"}) {
    if (context.contains(name)) section.facts["log"][name] = context.at(name).get<std::string>();
  }
  return section;
}

std::vector<LogSection> sections_of(const Json& root) {
  const Json& context = root.at("context");
  const int ranks = std::atoi(context.at("ranks").get<std::string>().c_str());
  if (ranks < 1) throw Error("its context has no number of ranks");
  if (const std::string injected = context.value("injected", ""); !injected.empty()) {
    throw Error("faults were injected into that run: " + injected);
  }
  if (context.value("ranks_per_gpu", "1") != "1") {
    throw Error("ranks shared a GPU in that run, which measures no machine");
  }
  std::vector<LogSection> sections;
  std::map<std::string, std::uint64_t> missing;
  for (const Json& benchmark : root.at("benchmarks")) {
    if (benchmark.at("run_type") != "iteration") continue;
    const FullName full = split(benchmark.at("name"));
    missing.emplace(full.name, benchmark.at("repetitions")).first->second -= 1;
    // Repetitions beyond those of one launch are of the next: files of several launches are joined.
    const auto index = benchmark.at("repetition_index").get<std::uint64_t>();
    const std::uint64_t launch = index / std::max<std::uint64_t>(full.repeats, 1);
    if (launch >= kMostLaunches) throw Error(fmt::format("its repetition {} is too many", index));
    while (sections.size() <= launch) sections.push_back(section_of(context, ranks));
    sections[launch].rows.push_back(row_of(benchmark, full, ranks));
  }
  for (const auto& [name, count] : missing) {
    if (count != 0) throw Error("repetitions of '" + name + "' are missing, or there twice");
  }
  return sections;
}

}  // namespace

bool is_google_benchmark(const LogText& log) {
  return log.whole.find(kOurs) != log.whole.npos &&
         log.whole.find_first_not_of(" \n\r\t") == log.whole.find('{');
}

std::vector<LogSection> parse_google_benchmark(const LogText& log, const Told& told) {
  std::vector<LogSection> sections;
  try {
    sections = sections_of(Json::parse(log.whole));
  } catch (const Json::parse_error& error) {
    const auto end =
        log.whole.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, log.whole.size()));
    refuse(log, static_cast<int>(std::count(log.whole.begin(), end, '\n')) + 1,
           std::string("cut short, or no JSON: ") + error.what());
  } catch (const std::exception& error) {
    refuse(log, 0, fmt::format("not as fourfold run --benchmark_out writes it: {}", error.what()));
  }
  for (const LogSection& section : sections) {
    if (told.ranks && *told.ranks != section.ranks) {
      refuse(log, 0, fmt::format("--ranks says {}, the file says {}", *told.ranks, section.ranks));
    }
  }
  return sections;
}

}  // namespace fourfold
