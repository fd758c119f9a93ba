// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/import/nccl_tests_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace fourfold {
namespace {

struct Type {
  std::string_view theirs, ours;
  std::uint64_t bytes;
};
constexpr std::array kTypes{
    Type{"int8", "i8", 1},         Type{"char", "i8", 1},       Type{"uint8", "u8", 1},
    Type{"int32", "i32", 4},       Type{"int", "i32", 4},       Type{"uint32", "u32", 4},
    Type{"int64", "i64", 8},       Type{"uint64", "u64", 8},    Type{"half", "f16", 2},
    Type{"float", "f32", 4},       Type{"double", "f64", 8},    Type{"bfloat16", "bf16", 2},
    Type{"f8e4m3", "f8e4m3", 1},   Type{"f8e5m2", "f8e5m2", 1}, Type{"fp8_e4m3", "f8e4m3", 1},
    Type{"fp8_e5m2", "f8e5m2", 1},
};

struct Program {
  std::string_view theirs, ours;
};
constexpr std::array kPrograms{
    Program{"all_reduce_perf", "all_reduce"},
    Program{"all_gather_perf", "all_gather"},
    Program{"reduce_scatter_perf", "reduce_scatter"},
    Program{"broadcast_perf", "broadcast"},
    Program{"reduce_perf", "reduce"},
    Program{"alltoall_perf", "all_to_all"},
    Program{"gather_perf", "gather"},
    Program{"scatter_perf", "scatter"},
    Program{"sendrecv_perf", "send_recv"},
    Program{"hypercube_perf", "hypercube"},
};

const Type* type_of(std::string_view word) {
  for (const Type& type : kTypes) {
    if (type.theirs == word) return &type;
  }
  return nullptr;
}

/// No name is the beginning of another one, so that there is one at most.
const Program* program_of(std::string_view name) {
  const auto found = std::ranges::find_if(
      kPrograms, [&](const Program& one) { return name.starts_with(one.theirs); });
  return found == kPrograms.end() ? nullptr : &*found;
}

/// Whether its count is of what a rank gives to, or has from, each other one; else of a whole
/// buffer (nccl-tests, the GetCollByteCount of each collective).
bool counts_blocks(std::string_view collective) {
  constexpr std::array<std::string_view, 6> kOfBlocks{"all_gather", "reduce_scatter", "all_to_all",
                                                      "gather",     "scatter",        "hypercube"};
  return std::ranges::find(kOfBlocks, collective) != kOfBlocks.end();
}

/// Throws InputError where count and type do not make the size.
void check_count(const NcclTestsCall& call, const Type& type, const std::string& collective,
                 int ranks, const LogText& log, int line) {
  const bool blocks = counts_blocks(collective);
  const auto times = blocks ? static_cast<std::uint64_t>(ranks) : 1;
  // Divided, so that no number of a broken line overflows.
  const std::uint64_t each = type.bytes * times;
  if (call.size % each == 0 && call.size / each == call.count) return;
  refuse(
      log, line,
      fmt::format("it contradicts itself: {} elements of {} B{} are not {} B, as {} counts them",
                  call.count, type.bytes, blocks ? fmt::format(" for each of {} ranks", ranks) : "",
                  call.size, collective));
}

bool reduces(const NcclTestsCall& call) { return !call.redop.empty() && call.redop != "none"; }

/// What the columns leave open only one collective for, or "".
std::string only_possible(const NcclTestsCall& call, int ranks) {
  const Type* const type = type_of(call.type);
  if (!reduces(call) || type == nullptr || call.size == 0 || ranks < 2) return "";
  // Of those that reduce, only reduce has a root; old layouts have a column for it only there.
  if (call.root >= 0) return "reduce";
  const std::uint64_t counted = call.count * type->bytes;
  if (counted == call.size) return "all_reduce";
  return counted * static_cast<std::uint64_t>(ranks) == call.size ? "reduce_scatter" : "";
}

std::string variant_of(const NcclTestsSettings& settings) {
  std::string out;
  if (settings.aggregated > 1) out += fmt::format("/aggregated:{}", settings.aggregated);
  if (settings.unalign > 0) out += fmt::format("/unalign:{}", settings.unalign);
  if (settings.graph > 0) out += "/graph";
  if (settings.blocking > 0) out += "/per_call";
  if (settings.blocking == 2) out += "/no_barrier";
  return out + "/by:" + settings.tool;
}

}  // namespace

std::string collective_of_program(std::string_view program) {
  const Program* const found = program_of(program);
  return found == nullptr ? "" : std::string(found->ours);
}

std::string collective_of_word(std::string_view word) {
  const Program* const found = program_of(word);
  if (found == nullptr) return "";
  const std::string_view suffix = word.substr(found->theirs.size());
  const bool plain = std::ranges::all_of(suffix, [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '_' || letter == '-';
  });
  return plain ? std::string(found->ours) : "";
}

std::string device_identity(const std::string& bus_id, const std::string& number) {
  if (bus_id.find(':') != bus_id.npos || number.empty()) return bus_id;
  return bus_id.empty() ? "device " + number : fmt::format("{}, device {}", bus_id, number);
}

std::string collective_of(const NcclTestsSettings& settings, const NcclTestsCall& call, int ranks,
                          const Told& told, const LogText& log, int line) {
  std::string logged;
  if (!settings.program.empty()) {
    logged = collective_of_program(settings.program);
    if (logged.empty()) {
      refuse(log, line,
             fmt::format("'{}' is not a collective that a record has", settings.program));
    }
  }
  if (logged.empty()) logged = only_possible(call, ranks);
  if (!told.collective.empty() && !logged.empty() && told.collective != logged) {
    refuse(log, line,
           fmt::format("--collective says {}, the log says {}", told.collective, logged));
  }
  if (logged.empty()) logged = told.collective;
  if (logged.empty()) {
    refuse(log, line,
           "the log does not say which collective this is; --collective all_reduce (or another) "
           "does");
  }
  return logged;
}

LogRow nccl_tests_row(const NcclTestsSettings& settings, const NcclTestsCall& call,
                      const NcclTestsHalf& half, const std::string& collective, int ranks,
                      const LogText& log, int line) {
  const Type* const type = type_of(call.type);
  if (type == nullptr) refuse(log, line, fmt::format("'{}' is no type of NCCL", call.type));
  check_count(call, *type, collective, ranks, log, line);
  const LoggedCall logged{.operation = collective,
                          .backend = settings.tool == "rccl-tests" ? "rccl" : "nccl",
                          .dtype = std::string(type->ours),
                          .message = call.size,
                          .op = reduces(call) ? call.redop : "",
                          .root = call.root,
                          .in_place = half.in_place,
                          .variant = variant_of(settings)};
  LogRow row = collective_row(logged, ranks);
  row.line = line;
  row.seconds = half.rates.microseconds.value * 1e-6;
  row.half = half.rates.microseconds.half * 1e-6;
  if (const std::string why = contradiction(row, half.rates); !why.empty()) {
    refuse(log, line, fmt::format("{} {}: {}", row.name, half.in_place ? "in place" : "", why));
  }
  row.figure = settings.iterations > 0
                   ? fmt::format("mean over {} calls", settings.iterations * settings.aggregated)
                   : "mean over calls";
  row.figure += "; how it is made of the ranks' (-a), the log does not tell";
  row.correctness.checked = half.wrong.has_value() && call.size > 0;
  if (row.correctness.checked) {
    row.verified_by = fmt::format("{}' own check, of a call after the timed ones", settings.tool);
  }
  if (half.wrong.value_or(0) > 0) {
    row.correctness.first = wrong_somewhere(*half.wrong, settings.tool + "' own check");
  }
  return row;
}

}  // namespace fourfold
