// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/comparison_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "bench/judge/compare_names.hpp"
#include "bench/report/figure_text.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kNames = 3;  ///< named before "and 4 more"

/// The scale in which all figures of a table are written.
struct Scale {
  std::string_view unit;
  double factor;
};
Scale scale_of(Metric metric) {
  switch (metric) {
    case Metric::Time:
      return {"us", 1e6};
    case Metric::Ratio:
    case Metric::Efficiency:
    case Metric::Overlap:
      return {"x", 1};
    case Metric::StepRate:
      return {"step/s", 1};
    case Metric::Flops:
      return {"GFLOP/s of one rank", 1e-9};
    case Metric::Memory:
      return {"GB/s of one rank", 1e-9};
    case Metric::Algbw:
    case Metric::Busbw:
      return {"GB/s", 1e-9};
  }
  return {"", 1};
}

/// The other name without its operation, with both backends where they differ, and with who reports
/// the first figure where that is another program.
std::string label_of(const ComparedCase& one) {
  const auto rest = [](const std::string& name) {
    const std::size_t slash = name.find('/');
    return one_line(slash == std::string::npos ? name : name.substr(slash + 1));
  };
  const std::string first = rest(one.name);
  if (one.name == one.other_name) return first;
  const std::string other = rest(one.other_name);
  const auto backend = [](const std::string& text) { return text.substr(0, text.find('/')); };
  std::string label =
      backend(first) == backend(other) ? other : fmt::format("{} -> {}", backend(first), other);
  if (const std::string by = log_of(one.name); by != log_of(one.other_name)) {
    label += fmt::format(", A by:{}", by.empty() ? "fourfold" : by);
  }
  return label;
}

std::string p_text(const ComparedCase& one) {
  if (!one.p_holm) return "-";
  if (!significant(one)) return fmt::format("~ {:.2f}", *one.p_holm);
  return *one.p_holm < 0.001 ? "<0.001" : fmt::format("{:.3f}", *one.p_holm);
}

std::string plain_ratio(const std::optional<double>& ratio) {
  return ratio ? times_text({*ratio, std::nullopt}) : "-";
}

std::string share_text(const std::optional<AgainstChip>& chip) {
  if (!chip) return "-";
  const Share& share = chip->roofline ? chip->roofline->of_roof : chip->of_peak;
  return fmt::format("{:.1f}%{}", 100 * share.value, share.in_doubt ? "?" : "");
}

std::string named(const std::vector<std::string>& names) {
  const auto shown = static_cast<long>(std::min(names.size(), kNames));
  std::string text = fmt::format("{}", fmt::join(names.begin(), names.begin() + shown, ", "));
  if (names.size() > kNames) text += fmt::format(" and {} more", names.size() - kNames);
  return one_line(text);
}

/// Sentences with the names of what they are about, each sentence once.
class Remarks {
 public:
  void add(const std::string& text, const std::string& name) {
    const auto [at, fresh] = index_.emplace(text, remarks_.size());
    if (fresh) remarks_.push_back({text, {}});
    remarks_[at->second].names.push_back(name);
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> lines;
    for (const Remark& one : remarks_) {
      lines.push_back(fmt::format("{}: {}", one_line(one.text), named(one.names)));
    }
    return lines;
  }

 private:
  struct Remark {
    std::string text;
    std::vector<std::string> names;
  };
  std::vector<Remark> remarks_;
  std::map<std::string, std::size_t> index_;
};

bool any_case(const Comparison& comparison, bool (*has)(const ComparedCase&)) {
  return std::ranges::any_of(comparison.cases, has);
}

bool has_views(const Comparison& comparison) {
  return any_case(comparison, [](const ComparedCase& one) {
    return one.machine || one.per_chip || one.first_chip || one.other_chip;
  });
}
bool has_watts(const Comparison& comparison) {
  return any_case(comparison,
                  [](const ComparedCase& one) { return one.first_watts || one.other_watts; });
}
bool has_roofs(const Comparison& comparison) {
  return any_case(comparison,
                  [](const ComparedCase& one) { return one.first_chip || one.other_chip; });
}

}  // namespace

std::string record_label(std::size_t index) {
  constexpr std::size_t kLetters = 26;
  if (index < kLetters) return std::string(1, static_cast<char>('A' + index));
  return fmt::format("R{}", index + 1);
}

std::vector<std::string> record_lines(const ComparisonReport& report) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < report.records.size(); ++i) {
    const RunRecord& record = *report.records[i];
    const Manifest& m = record.manifest;
    const std::string device = fact(m, "device", "name");
    lines.push_back(one_line(
        fmt::format("{}: {}: suite {}, started {}, {}, {}{}, fourfold {}", record_label(i),
                    record.directory, m.suite_name.empty() ? "unknown" : m.suite_name, m.started,
                    counted(static_cast<std::size_t>(std::max(m.ranks, 0)), "rank", "ranks"),
                    counted(record.launches.size(), "launch", "launches"),
                    device.empty() ? "" : ", " + device, m.fourfold_version)));
  }
  return lines;
}

std::string times_text(const TimesAsFast& times) {
  if (!std::isfinite(times.ratio) || !(times.ratio > 0)) return "-";
  const bool narrow = times.interval && times.interval->upper / times.interval->lower < 1.02;
  const int magnitude = static_cast<int>(std::floor(std::log10(times.ratio)));
  const int decimals = std::clamp((narrow ? 3 : 2) - magnitude, 0, 6);
  const std::string ratio = fmt::format("{:.{}f}x", times.ratio, decimals);
  if (!times.interval) return ratio;
  return fmt::format("{} [{:.{}f}, {:.{}f}]", ratio, times.interval->lower, decimals,
                     times.interval->upper, decimals);
}

std::vector<CaseGroup> compared_groups(const Comparison& comparison, const std::string& label) {
  std::vector<CaseGroup> groups;
  std::map<std::pair<std::string, Metric>, std::size_t> index;
  for (const ComparedCase& one : comparison.cases) {
    const Scale scale = scale_of(one.metric);
    const auto [at, fresh] = index.emplace(std::pair(one.operation, one.metric), groups.size());
    if (fresh) {
      groups.push_back({fmt::format("{}, {} in {}", one.operation, name(one.metric), scale.unit),
                        {{"case", "A", label, "as fast as A", "p"}, {}}});
    }
    groups[at->second].table.rows.push_back(
        {label_of(one), fourfold::significant(one.first * scale.factor),
         fourfold::significant(one.other * scale.factor), times_text(one.call), p_text(one)});
  }
  return groups;
}

Table view_table(const Comparison& comparison, const std::string& label) {
  const bool of_watts = has_watts(comparison), of_roofs = has_roofs(comparison);
  const auto add = [](std::vector<std::string>& to, bool wanted,
                      const std::vector<std::string>& more) {
    if (wanted) to.insert(to.end(), more.begin(), more.end());
  };
  const auto watts = [](const std::optional<double>& w) {
    return w ? fourfold::significant(*w) : "-";
  };
  Table table{{"case", "machine", "per chip"}, {}};
  add(table.header, of_watts, {"A W", label + " W", "per watt"});
  add(table.header, of_roofs, {"A of roof", label + " of roof"});
  if (!has_views(comparison)) return table;
  for (const ComparedCase& one : comparison.cases) {
    std::vector<std::string>& row = table.rows.emplace_back();
    row = {one_line(one.other_name), plain_ratio(one.machine), plain_ratio(one.per_chip)};
    add(row, of_watts, {watts(one.first_watts), watts(one.other_watts), plain_ratio(one.per_watt)});
    add(row, of_roofs, {share_text(one.first_chip), share_text(one.other_chip)});
  }
  return table;
}

Table family_table(const Comparison& comparison) {
  Table table{{"family", "cases", "geometric mean", ""}, {}};
  for (const FamilyRatio& one : comparison.families) {
    table.rows.push_back({one.family, std::to_string(one.cases), times_text(one.call), ""});
  }
  return table;
}

std::vector<std::string> comparison_notes(const Comparison& comparison) {
  std::vector<std::string> lines;
  for (const std::string& note : comparison.notes) lines.push_back(one_line(note));
  Remarks remarks;
  for (const ComparedCase& one : comparison.cases) {
    for (const std::string& note : one.notes) remarks.add(note, one.name);
  }
  for (std::string& line : remarks.lines()) lines.push_back(std::move(line));
  return lines;
}

std::vector<std::string> not_compared(const Comparison& comparison, const std::string& label) {
  std::vector<std::string> lines;
  Remarks remarks;
  for (const NotCompared& one : comparison.refused) {
    const bool alike = one.name == one.other_name;
    remarks.add(one.why, alike ? one.name : fmt::format("{} and {}", one.name, one.other_name));
  }
  for (const std::string& line : remarks.lines()) lines.push_back("not alike: " + line);
  const auto only = [&](const std::string& whose, const std::vector<std::string>& names) {
    if (names.empty()) return;
    lines.push_back(fmt::format("only in {}, {}: {}", whose, counted(names.size(), "case", "cases"),
                                named(names)));
  };
  only("A", comparison.only_first);
  only(label, comparison.only_other);
  return lines;
}

std::vector<std::string> comparison_legend(const ComparisonReport& report) {
  const auto any = [&](const auto& has) { return std::ranges::any_of(report.comparisons, has); };
  std::vector<std::string> lines;
  if (!any([](const Comparison& one) { return !one.cases.empty(); })) return lines;
  lines.emplace_back(
      "Figures are geometric means over launches. as fast as A: how many times as fast a call is, "
      "which is the same work for each chip; in brackets 95 %, from the spread between launches "
      "(Welch, on logarithms). p: how likely launches alone would put the two so far apart, "
      "corrected for all cases here (Holm); ~: no difference is shown (p is 0.05 or more). -: a "
      "side has one launch, so nothing can be said.");
  if (any(has_views)) {
    lines.emplace_back(
        "machine: what all ranks together deliver; per chip: that, for each rank (a device); per "
        "watt: that, for each watt "
        "of a rank's device (median over ranks); of roof: what of its own chip's sheet a matmul "
        "(peak or memory, whichever binds) or a memory pattern reaches, ?: formed with a figure in "
        "doubt.");
  }
  return lines;
}

}  // namespace fourfold
