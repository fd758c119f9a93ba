// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/import/log_formats.hpp"

#include <fmt/format.h>

namespace fourfold {

const std::vector<LogFormat>& log_formats() {
  static const std::vector<LogFormat> formats{
      {"nccl-tests or rccl-tests", is_nccl_tests_text, parse_nccl_tests_text},
      {"nccl-tests -J", is_nccl_tests_json, parse_nccl_tests_json},
      {"OSU micro-benchmarks", is_osu, parse_osu},
      {"IMB-MPI1", is_imb, parse_imb},
      {"fourfold run --benchmark_out", is_google_benchmark, parse_google_benchmark},
  };
  return formats;
}

std::vector<LogSection> parse_log(const LogText& log, const Told& told) {
  const LogFormat* found = nullptr;
  std::string known;
  for (const LogFormat& format : log_formats()) {
    known += fmt::format("{}{}", known.empty() ? "" : ", ", format.name);
    if (!format.recognises(log)) continue;
    if (found != nullptr) {
      refuse(log, 0,
             fmt::format("it holds output of {} and of {}: give each a file of its own",
                         found->name, format.name));
    }
    found = &format;
  }
  if (found == nullptr) {
    refuse(log, 0, fmt::format("it is no log that can be imported; those are of {}", known));
  }
  std::vector<LogSection> sections = found->parse(log, told);
  std::size_t rows = 0;
  for (const LogSection& section : sections) rows += section.rows.size();
  if (rows == 0) refuse(log, 0, fmt::format("{}: it has no figures", found->name));
  return sections;
}

}  // namespace fourfold
