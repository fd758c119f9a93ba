// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/engine.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <regex.h>

#include <array>
#include <memory>

#include "core/error.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

class SilentReporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>&) override {}
};

/// Rates and counts of one trial, beside its time.
void set_counters(benchmark::State& state, const CaseRecord& record, const Trial& trial) {
  const Summary summary = summarize(trial.seconds);
  const auto rate = [&](double amount) { return amount / summary.median; };
  const double message = static_cast<double>(record.work.message.count());
  if (message > 0) {
    state.counters["algbw_Bps"] = rate(message);
    state.counters["busbw_Bps"] = rate(message) * record.work.bus_factor;
  }
  if (record.work.flops.value() > 0) state.counters["flops"] = rate(record.work.flops.value());
  if (record.work.memory.count() > 0) {
    state.counters["memory_Bps"] = rate(static_cast<double>(record.work.memory.count()));
  }
  state.counters["samples"] = static_cast<double>(summary.n);
  state.counters["calls_per_sample"] = trial.calls_per_sample;
  if (summary.median_interval) {
    state.counters["lower_s"] = summary.median_interval->lower;
    state.counters["upper_s"] = summary.median_interval->upper;
  }
}

/// Of work that every rank does by itself, each rank's own median, by rank: a rate of the whole
/// machine is made of these, and the trial's time is the slowest rank's alone. "" of other work,
/// and of so many ranks that nobody reads a file with them.
std::string times_by_rank(const CaseRecord& record, const Trial& trial) {
  constexpr std::size_t kMostRanks = 1024;
  const bool alone = record.operation == "gemm" || record.operation == "memory";
  if (!alone || trial.rank_median_s.empty() || trial.rank_median_s.size() > kMostRanks) return "";
  return fmt::format("rank_median_s {}", fmt::join(trial.rank_median_s.list(), " "));
}

void register_case(const Case& one, const TrialBody& run_trial) {
  auto repetition = std::make_shared<int>(0);
  const auto body = [&one, &run_trial, repetition](benchmark::State& state) {
    for ([[maybe_unused]] auto _ : state) {
      const TrialResult result = run_trial(one, (*repetition)++);
      if (!result.ok) {
        state.SkipWithError(result.record->reason.c_str());
        break;
      }
      const Trial& trial = result.record->trials.back();
      state.SetIterationTime(median(trial.seconds));
      set_counters(state, *result.record, trial);
      state.SetLabel(times_by_rank(*result.record, trial));
    }
  };
  benchmark::RegisterBenchmark(one.name.c_str(), body)
      ->UseManualTime()
      ->Iterations(1)
      ->Repetitions(one.measure.trials)
      ->Unit(benchmark::kMicrosecond);
}

/// A POSIX extended regular expression, as Google Benchmark's filter takes them.
class Expression {
 public:
  explicit Expression(const std::string& text) {
    const int status = regcomp(&compiled_, text.c_str(), REG_EXTENDED | REG_NOSUB);
    if (status == 0) return;
    std::array<char, 256> why{};
    regerror(status, &compiled_, why.data(), why.size());
    throw InputError({}, fmt::format("--benchmark_filter '{}' is not a regular expression: {}",
                                     text, why.data()));
  }
  ~Expression() { regfree(&compiled_); }
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;

  bool finds(const std::string& text) const {
    return regexec(&compiled_, text.c_str(), 0, nullptr, 0) == 0;
  }

 private:
  regex_t compiled_{};
};

/// Every flag that the environment could have set is set here, so that BENCHMARK_* variables cannot
/// make ranks differ.
void initialize(const BenchmarkFlags& flags, int rank) {
  static std::string program = "fourfold";  // Google Benchmark keeps the pointer for its context
  const std::string out = rank == 0 ? flags.out : "";
  const std::string format = flags.out_format.empty() ? "json" : flags.out_format;
  std::vector<std::string> words{"--benchmark_filter=all",
                                 "--benchmark_list_tests=false",
                                 "--benchmark_enable_random_interleaving=false",
                                 "--benchmark_repetitions=1",
                                 "--benchmark_report_aggregates_only=false",
                                 "--benchmark_display_aggregates_only=false",
                                 "--benchmark_out=" + out,
                                 "--benchmark_out_format=" + format};
  std::vector<char*> arguments{program.data()};
  for (std::string& word : words) arguments.push_back(word.data());
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
}

}  // namespace

void run_engine(const std::vector<Case>& cases, const BenchmarkFlags& flags, int rank,
                const std::map<std::string, std::string>& context, const TrialBody& run_trial) {
  initialize(flags, rank);
  for (const auto& [key, value] : context) benchmark::AddCustomContext(key, value);
  for (const Case& one : cases) register_case(one, run_trial);
  SilentReporter silent;
  benchmark::RunSpecifiedBenchmarks(&silent);
  benchmark::ClearRegisteredBenchmarks();
}

std::vector<std::string> benchmark_names(const std::vector<Case>& cases) {
  std::vector<std::string> names;
  for (const Case& one : cases) {
    names.push_back(
        fmt::format("{}/iterations:1/repeats:{}/manual_time", one.name, one.measure.trials));
  }
  return names;
}

std::vector<Case> filter_cases(const std::vector<Case>& cases, const std::string& filter) {
  if (filter.empty() || filter == "all") return cases;
  const bool inverted = filter.front() == '-';
  const Expression expression(inverted ? filter.substr(1) : filter);
  const std::vector<std::string> long_names = benchmark_names(cases);
  std::vector<Case> kept;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const bool found = expression.finds(cases[i].name) || expression.finds(long_names[i]);
    if (found != inverted) kept.push_back(cases[i]);
  }
  return kept;
}

}  // namespace fourfold
