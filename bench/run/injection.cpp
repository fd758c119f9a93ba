// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/injection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <set>
#include <string_view>
#include <thread>

#include "core/error.hpp"
#include "core/nearest.hpp"

namespace fourfold {

namespace {

constexpr std::array<std::string_view, 13> kFaults{
    "wrong-element", "nan",          "wrong-tile",     "stale",
    "slow-rank=R",   "tardy-rank=R", "slow-rival=10%", "silent-rival",
    "hang-rank=R",   "dead-rank=R",  "throw-rank=R",   "mismatch-rank=R",
    "late-rank=R"};
// In the order of Corruption, RankFault::Kind and FaultPhase.
constexpr std::array<std::string_view, 4> kCorruptions{"wrong-element", "nan", "wrong-tile",
                                                       "stale"};
constexpr std::array<std::string_view, 5> kRankFaults{"hang-rank", "dead-rank", "throw-rank",
                                                      "mismatch-rank", "late-rank"};
constexpr std::array<std::string_view, 6> kFaultPhases{"bootstrap", "init",    "warm-up",
                                                       "operation", "barrier", "teardown"};

int parse_rank(const std::string& fault, std::string_view number) {
  int rank = -1;
  const auto [end, status] = std::from_chars(number.data(), number.data() + number.size(), rank);
  if (status != std::errc() || end != number.data() + number.size() || rank < 0) {
    throw InputError({}, fmt::format("--inject {}: '{}' is not a rank", fault, number));
  }
  return rank;
}

/// `value` is "R" or "R@PHASE".
RankFault parse_rank_fault(const std::string& fault, std::size_t kind, std::string_view value) {
  RankFault result;
  result.kind = static_cast<RankFault::Kind>(kind);
  const std::size_t at = value.find('@');
  result.rank = parse_rank(fault, value.substr(0, at));
  if (at == std::string_view::npos) return result;
  const std::string phase(value.substr(at + 1));
  const auto found = std::ranges::find(kFaultPhases, phase);
  if (found == kFaultPhases.end()) {
    throw InputError({},
                     fmt::format("--inject {}: '{}' is no phase; there are {}{}", fault, phase,
                                 fmt::join(kFaultPhases, ", "), did_you_mean(phase, kFaultPhases)));
  }
  result.at = static_cast<FaultPhase>(found - kFaultPhases.begin());
  if (result.kind == RankFault::Kind::Mismatch && result.at == FaultPhase::Bootstrap) {
    throw InputError({}, fmt::format("--inject {}: before MPI_Init ranks enter nothing that they "
                                     "could be at odds about",
                                     fault));
  }
  return result;
}

double parse_share(const std::string& fault, std::string_view text) {
  double percent = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), percent);
  const bool whole = end + 1 == text.data() + text.size() && *end == '%';
  if (status != std::errc() || !whole || !(percent > 0) || percent > 1000) {
    throw InputError({}, fmt::format("--inject {}: '{}' is not a share such as 10%", fault, text));
  }
  return percent / 100;
}

}  // namespace

Injection parse_injection(const std::vector<std::string>& faults) {
  Injection result;
  std::set<std::string> kinds;
  for (const std::string& fault : faults) {
    const std::string_view text(fault);
    const std::string_view value = text.substr(std::min(text.find('='), text.size() - 1) + 1);
    const std::string kind = fault.substr(0, fault.find('='));
    if (!kinds.insert(kind).second) {
      throw InputError({}, fmt::format("--inject {}: {} is given twice", fault, kind));
    }
    const auto of_rank = std::ranges::find(kRankFaults, kind);
    if (of_rank != kRankFaults.end()) {
      const auto number = static_cast<std::size_t>(of_rank - kRankFaults.begin());
      result.rank_faults.push_back(parse_rank_fault(fault, number, value));
    } else if (text == "silent-rival") {
      result.silent_rival = true;
    } else if (const auto of_output = std::ranges::find(kCorruptions, text);
               of_output != kCorruptions.end()) {
      if (result.output) {
        throw InputError({}, fmt::format("--inject {}: an output takes one fault", fault));
      }
      result.output = static_cast<Corruption>(of_output - kCorruptions.begin());
    } else if (text.starts_with("slow-rank=")) {
      result.slow_rank = parse_rank(fault, value);
    } else if (text.starts_with("tardy-rank=")) {
      result.tardy_rank = parse_rank(fault, value);
    } else if (text.starts_with("slow-rival=")) {
      result.slow_rival = parse_share(fault, value);
    } else {
      throw InputError({}, fmt::format("--inject {}: no such fault; there are {}{}", fault,
                                       fmt::join(kFaults, ", "), did_you_mean(fault, kFaults)));
    }
  }
  return result;
}

void meet(const RankFault& fault, double late_s) {
  switch (fault.kind) {
    case RankFault::Kind::Hang:
      for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
    case RankFault::Kind::Dead:
      raise(SIGKILL);
      return;
    case RankFault::Kind::Throw:
      throw Error("an error that was planted (--inject throw-rank)");
    case RankFault::Kind::Late:
      std::this_thread::sleep_for(std::chrono::duration<double>(late_s));
      return;
    case RankFault::Kind::Mismatch:
      return;
  }
}

void check_injection(const Injection& injection, int ranks) {
  for (const RankFault& fault : injection.rank_faults) {
    if (fault.rank < ranks) continue;
    throw InputError(
        {}, fmt::format("--inject {}={}: the run has ranks 0 to {}",
                        kRankFaults[static_cast<std::size_t>(fault.kind)], fault.rank, ranks - 1));
  }
  for (const auto& [fault, rank] : {std::pair("slow-rank", injection.slow_rank),
                                    std::pair("tardy-rank", injection.tardy_rank)}) {
    if (rank.value_or(0) < ranks) continue;
    throw InputError(
        {}, fmt::format("--inject {}={}: the run has ranks 0 to {}", fault, *rank, ranks - 1));
  }
}

}  // namespace fourfold
