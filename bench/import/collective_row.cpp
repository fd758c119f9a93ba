// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/import/collective_row.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "collectives/collective.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kHypercube = "hypercube";

std::string no_rate(const std::string& what, const PrintedNumber& printed, double low,
                    double high) {
  if (printed.value + printed.half >= low * (1 - 1e-6) &&
      printed.value - printed.half <= high * (1 + 1e-6)) {
    return "";
  }
  return fmt::format(
      "it contradicts itself: its size and time make {} {:.6g} to {:.6g} GB/s, it "
      "says {:g}",
      what, low, high, printed.value);
}

/// The two rates are of one time, so that between them nothing is left to its digits.
std::string not_of_algbw(const LoggedRates& rates, double factor) {
  const double low = std::max(0.0, rates.algbw.value - rates.algbw.half) * factor;
  const double high = (rates.algbw.value + rates.algbw.half) * factor;
  if (rates.busbw.value + rates.busbw.half >= low * (1 - 1e-6) &&
      rates.busbw.value - rates.busbw.half <= high * (1 + 1e-6)) {
    return "";
  }
  return fmt::format(
      "it contradicts itself: its algbw times {:.6g} is {:.6g} to {:.6g} GB/s, its busbw is {:g}",
      factor, low, high, rates.busbw.value);
}

}  // namespace

/// nccl-tests' hypercube gathers: every rank sends (n-1)/n of S, and this is its algbw and busbw.
double logged_bus_factor(const std::string& operation, int ranks) {
  if (operation == kHypercube) return static_cast<double>(ranks - 1) / ranks;
  return bus_factor(*parse_collective(operation), ranks);
}

Mismatch wrong_somewhere(std::uint64_t wrong, const std::string& whose_check) {
  Mismatch mismatch;
  mismatch.rank = -1;
  mismatch.wrong = wrong;
  mismatch.region = whose_check;
  return mismatch;
}

bool is_logged_collective(const std::string& operation) {
  return operation == kHypercube || parse_collective(operation).has_value();
}

LogRow collective_row(const LoggedCall& call, int ranks) {
  LogRow row;
  row.operation = call.operation;
  row.backend = call.backend;
  row.dtype = call.dtype;
  row.size = format_bytes(Bytes(call.message));
  row.name = fmt::format("{}/{}/{}/{}", call.operation, call.backend, call.dtype, row.size);
  if (!call.op.empty() && call.op != "sum") row.name += "/" + call.op;
  if (call.root > 0) row.name += fmt::format("/root:{}", call.root);
  if (call.in_place) row.name += "/in_place";
  row.name += call.variant;
  row.work.message = Bytes(call.message);
  row.work.bus_factor = logged_bus_factor(call.operation, ranks);
  return row;
}

std::string contradiction(const LogRow& row, const LoggedRates& rates) {
  const double gigabytes = static_cast<double>(row.work.message.count()) * 1e-9;
  const double longest = (rates.microseconds.value + rates.microseconds.half) * 1e-6;
  const double shortest = (rates.microseconds.value - rates.microseconds.half) * 1e-6;
  if (!(shortest > 0)) return "";  // a time that may be none bounds no rate
  const double low = gigabytes / longest, high = gigabytes / shortest;
  const double alg = row.operation == kHypercube ? row.work.bus_factor : 1;
  if (std::string why = no_rate("algbw", rates.algbw, low * alg, high * alg); !why.empty()) {
    return why;
  }
  if (std::string why =
          no_rate("busbw", rates.busbw, low * row.work.bus_factor, high * row.work.bus_factor);
      !why.empty()) {
    return why;
  }
  return not_of_algbw(rates, row.work.bus_factor / alg);
}

}  // namespace fourfold
