// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/formats.hpp"

namespace fourfold {

const std::vector<ReportFormat>& report_formats() {
  static const std::vector<ReportFormat> formats{
      {"terminal", "tables for people, at most 100 columns", write_terminal},
      {"md", "GitHub Markdown, the same content", write_markdown},
      {"csv", "one row per case in base units (RFC 4180)", write_csv},
      {"json", "everything measured and judged, for programs", write_json},
      {"nccl-tests", "the layout of nccl-tests, for scripts that read it", write_nccl_tests},
  };
  return formats;
}

}  // namespace fourfold
