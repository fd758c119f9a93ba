// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "bench/report/figure_text.hpp"
#include "bench/report/formats.hpp"
#include "collectives/collective.hpp"

namespace fourfold {
namespace {

/// One line: a case out of place, the same in place, either or both.
struct Line {
  std::string key;  ///< the name without "/in_place"
  const CaseMetrics* out_of_place = nullptr;
  const CaseMetrics* in_place = nullptr;
  std::string redop = "none";
  std::string root = "-1";

  const CaseMetrics& any() const { return out_of_place ? *out_of_place : *in_place; }
};

/// What nccl-tests would have measured in one run: one collective on one backend.
struct Section {
  std::string title;
  Collective collective = Collective::AllReduce;
  std::vector<Line> lines;
};

/// What a case's name says beyond operation, backend, type and size.
struct Variant {
  std::string key;
  std::string rest;  ///< "/hot", "/per_call": measured in another way, so a table of its own
  bool in_place = false;
  std::optional<ReductionOp> op;
  std::string root;  ///< "" where not said
};

constexpr std::size_t kLeadingParts = 4;  ///< operation, backend, type, size

Variant variant_of(const std::string& name) {
  Variant variant;
  std::string_view left = name;
  for (std::size_t part = 0; !left.empty(); ++part) {
    const std::size_t end = std::min(left.find('/'), left.size());
    const std::string_view word = left.substr(0, end);
    left.remove_prefix(std::min(end + 1, left.size()));
    if (part >= kLeadingParts && word == "in_place") {
      variant.in_place = true;
      continue;
    }
    variant.key += fmt::format("/{}", word);
    if (part < kLeadingParts) continue;
    if (const auto op = parse_reduction_op(word)) {
      variant.op = op;
    } else if (word.starts_with("root:")) {
      variant.root = word.substr(5);
    } else {
      variant.rest += fmt::format("/{}", word);
    }
  }
  return variant;
}

/// The name of a type in NCCL; ours where NCCL has none.
std::string_view nccl_type(std::string_view dtype) {
  struct Pair {
    std::string_view ours, nccl;
  };
  static constexpr std::array kNames{Pair{"f64", "double"}, Pair{"f32", "float"},
                                     Pair{"f16", "half"},   Pair{"bf16", "bfloat16"},
                                     Pair{"i32", "int32"},  Pair{"i8", "int8"}};
  for (const Pair& pair : kNames) {
    if (pair.ours == dtype) return pair.nccl;
  }
  return dtype;
}

/// Has a row of figures, or is wrong: everything else is told in a comment.
bool has_line(const CaseMetrics& one) {
  return one.work.message.count() > 0 && (has_figures(one) || one.mismatch);
}

void add(std::vector<Section>& sections, const CaseMetrics& one, Collective collective) {
  const Variant variant = variant_of(one.name);
  const std::string title = fmt::format("{}, backend {}{}{}", one.operation, one.backend,
                                        variant.rest.empty() ? "" : ", variant ", variant.rest);
  auto section = std::find_if(sections.begin(), sections.end(),
                              [&](const Section& known) { return known.title == title; });
  if (section == sections.end()) {
    section = sections.insert(sections.end(), {title, collective, {}});
  }
  auto& lines = section->lines;
  auto line = std::find_if(lines.begin(), lines.end(),
                           [&](const Line& known) { return known.key == variant.key; });
  if (line == lines.end()) {
    line = lines.insert(lines.end(), Line{});
    line->key = variant.key;
    if (traits(collective).reduces) line->redop = name(variant.op.value_or(ReductionOp::Sum));
    if (traits(collective).rooted) line->root = variant.root.empty() ? "0" : variant.root;
  }
  (variant.in_place ? line->in_place : line->out_of_place) = &one;
}

/// nccl-tests' "count": elements of the call's argument, a rank's share where ranks hold shares.
std::uint64_t call_count(const CaseMetrics& one, Collective collective) {
  const CollectiveTraits& row = traits(collective);
  const auto type = parse_data_type(one.dtype);
  const std::uint64_t elements = one.work.message.count() / (type ? traits(*type).bytes : 1);
  const bool shares =
      row.send == Extent::Part || row.receive == Extent::Part || collective == Collective::AllToAll;
  return shares ? elements / static_cast<std::uint64_t>(std::max(one.ranks, 1)) : elements;
}

/// As many of two decimals as fit `width`.
std::string fitted(double value, std::size_t width) {
  for (const int decimals : {2, 1}) {
    std::string text = fmt::format("{:.{}f}", value, decimals);
    if (text.size() <= width) return text;
  }
  return fmt::format("{:.0f}", value);
}

/// time, algbw, busbw and #wrong of one half of a line.
std::string half(const CaseMetrics* one) {
  std::string time = "N/A", algbw = "N/A", busbw = "N/A", wrong = "N/A";
  if (one) {
    if (has_figures(*one)) time = fitted(one->median_s * 1e6, 7);
    const auto gigabytes = [&](Metric metric) {
      const auto figure = has_figures(*one) ? one->figure(metric) : std::nullopt;
      return figure ? fitted(*figure / 1e9, 6) : std::string("N/A");
    };
    algbw = gigabytes(Metric::Algbw);
    busbw = gigabytes(Metric::Busbw);
    if (one->mismatch)
      wrong = std::to_string(std::max<std::uint64_t>(one->mismatch->wrong, 1));
    else if (one->correct)
      wrong = "0";
  }
  return fmt::format("  {:>7}  {:>6}  {:>6}  {:>5}", time, algbw, busbw, wrong);
}

void write_comment(std::ostream& out, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  out << line << '\n';
}

void write_section(const Section& section, std::ostream& out) {
  out << "#\n# Collective test: " << section.title << "\n#\n";
  const auto row = [&](std::string_view size, std::string_view count, std::string_view type,
                       std::string_view redop, std::string_view root, const std::string& rest) {
    write_comment(out, fmt::format("# {:>10}  {:>12}  {:>8}  {:>6}  {:>6}{}", size, count, type,
                                   redop, root, rest));
  };
  constexpr std::string_view kColumns = "  {:>7}  {:>6}  {:>6} {:>6}";
  const std::string names = fmt::format(kColumns, "time", "algbw", "busbw", "#wrong");
  const std::string units = fmt::format(kColumns, "(us)", "(GB/s)", "(GB/s)", "");
  row("", "", "", "", "", fmt::format("{:^32}{:^32}", "out-of-place", "in-place"));
  row("size", "count", "type", "redop", "root", names + names);
  row("(B)", "(elements)", "", "", "", units + units);
  for (const Line& line : section.lines) {
    const CaseMetrics& one = line.any();
    out << fmt::format("{:>12}  {:>12}  {:>8}  {:>6}  {:>6}{}{}\n", one.work.message.count(),
                       call_count(one, section.collective), nccl_type(one.dtype), line.redop,
                       line.root, half(line.out_of_place), half(line.in_place));
  }
}

void write_header(const RunRecord& record, std::ostream& out) {
  const Manifest& manifest = record.manifest;
  out << fmt::format("# fourfold {} {} suite {} record {}\n", manifest.fourfold_version,
                     manifest.git_revision, one_line(manifest.suite_name),
                     one_line(record.directory));
  out << fmt::format("# nThread 1 nGpus 1 ranks {} launches {} validation: 1\n", manifest.ranks,
                     record.launches.size());
  out << "# time is the median over samples of the slowest rank, not a mean.\n#\n";
  if (record.launches.empty()) return;
  out << "# Using devices\n";
  const std::vector<std::string>& hosts = record.launches.front().hosts;
  for (std::size_t rank = 0; rank < hosts.size(); ++rank) {
    out << fmt::format("#  Rank {:>2} on {:>10}\n", rank, one_line(hosts[rank]));
  }
}

void write_footer(const std::vector<const CaseMetrics*>& lines, const Report& report,
                  std::ostream& out) {
  const auto wrong = std::count_if(
      lines.begin(), lines.end(), [](const CaseMetrics* one) { return one->mismatch.has_value(); });
  const auto unchecked = std::count_if(lines.begin(), lines.end(), [](const CaseMetrics* one) {
    return !one->mismatch && !one->correct;
  });
  // "OK" is for results that came in and were checked, every one.
  if (lines.empty())
    out << "# Out of bounds values : N/A (no collective was measured)\n";
  else if (wrong > 0)
    out << fmt::format("# Out of bounds values : {} FAILED\n", wrong);
  else if (unchecked > 0)
    out << fmt::format("# Out of bounds values : N/A ({} not checked)\n", unchecked);
  else
    out << "# Out of bounds values : 0 OK\n";
  out << "# No average bus bandwidth: an average over message sizes means nothing.\n#\n";
  if (!report.judgement.coverage.empty()) {
    out << "# coverage: " << one_line(report.judgement.coverage) << '\n';
  }
  const ExitCode code = report.judgement.exit_code;
  out << fmt::format("# verdict: {} (exit code {}: {})\n", one_line(report.judgement.headline),
                     static_cast<int>(code), name(code));
}

}  // namespace

void write_nccl_tests(const Report& report, std::ostream& out) {
  std::vector<Section> sections;
  std::vector<const CaseMetrics*> lines;
  std::vector<const CaseMetrics*> others;
  for (const CaseMetrics& one : report.metrics) {
    const auto collective = parse_collective(one.operation);
    if (!collective) continue;
    if (one.status != CaseStatus::Measured && !one.mismatch) others.push_back(&one);
    if (!has_line(one)) continue;
    lines.push_back(&one);
    add(sections, one, *collective);
  }
  write_header(report.record, out);
  for (const Section& section : sections) write_section(section, out);
  for (const CaseMetrics* one : others) {
    out << fmt::format("# {}: {}: {}\n", name(one->status), one_line(one->name),
                       one_line(one->reason));
  }
  write_footer(lines, report, out);
}

}  // namespace fourfold
