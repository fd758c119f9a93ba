// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/rule_clauses.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "bench/judge/days.hpp"
#include "bench/judge/logged_cases.hpp"
#include "bench/judge/units.hpp"

namespace fourfold {
namespace {

bool is_dirty(const Manifest& manifest) {
  return manifest.git_revision.empty() || manifest.git_revision.ends_with("-dirty");
}

std::string program(const Manifest& manifest) {
  return fmt::format("fourfold {} revision {}", manifest.fourfold_version,
                     manifest.git_revision.empty() ? "unknown" : manifest.git_revision);
}

/// The file that ran, where the record knows it.
std::string program_file(const Manifest& manifest) {
  const std::string& hash = manifest.program_sha256;
  return hash.starts_with("unknown") ? "" : hash;
}

std::string file_text(const Manifest& manifest) {
  const std::string hash = program_file(manifest);
  return hash.empty() ? "an unknown SHA-256" : "SHA-256 " + hash;
}

std::vector<std::string> other_backends(const std::vector<Pair>& pairs) {
  std::vector<std::string> differing;
  for (const Pair& pair : pairs) {
    if (pair.candidate == nullptr || pair.candidate->backend == pair.baseline->backend) continue;
    differing.push_back(fmt::format("{} by {}, the baseline's by {}", pair.dimension.match,
                                    pair.candidate->backend, pair.baseline->backend));
  }
  return differing;
}

}  // namespace

Clause days_clause(const RunRecord& record, const PlannedLook& look, int min_days) {
  const int days = days_of(record, look.launches);
  Clause clause{"days", days >= min_days ? Decision::Accept : Decision::Inconclusive,
                fmt::format("launches of {} (UTC) have every dimension; {} are needed",
                            days == 1 ? "1 day" : fmt::format("{} days", days), min_days)};
  if (days < min_days && !look.last()) {
    clause.text += fmt::format(", so a launch on each of {} more", min_days - days);
  }
  const auto span = static_cast<long>(span_s_of(record, look.launches));
  clause.text += fmt::format("; {} h {} min {} s from the first start to the last", span / 3600,
                             span / 60 % 60, span % 60);
  return clause;
}

std::optional<Clause> one_go_clause(const RunRecord& record, int resumed) {
  constexpr std::size_t kNamed = 3;
  std::map<int, std::string> several;
  for (const LaunchRecord& start : record.cut_short) {
    const std::string how = start.ended ? start.end_reason : "stopped without a word";
    several.emplace(start.launch, fmt::format("launch {}: {}", start.launch, how));
  }
  if (several.empty() && resumed == 0) return std::nullopt;
  std::vector<std::string> named;
  for (const auto& [launch, how] : several) {
    if (named.size() < kNamed) named.push_back(how);
  }
  if (several.size() > kNamed) named.push_back(fmt::format("{} more", several.size() - kNamed));
  const bool few = several.size() <= static_cast<std::size_t>(resumed);
  return Clause{
      "in one go", few ? Decision::Accept : Decision::Inconclusive,
      fmt::format("{} launches with figures were made in several starts{}{}; {} may be, "
                  "since who stops a launch may choose what is measured anew",
                  several.size(), named.empty() ? "" : ": ", fmt::join(named, "; "), resumed)};
}

Clause category_clause(const RunRecord& candidate, const RunRecord& baseline,
                       const std::vector<Pair>& pairs, Category category) {
  const Manifest& c = candidate.manifest;
  const Manifest& b = baseline.manifest;
  const std::vector<std::string> differing = other_backends(pairs);
  const bool same_source =
      c.git_revision == b.git_revision && c.fourfold_version == b.fourfold_version;
  const bool same_program =
      same_source && !program_file(c).empty() && program_file(c) == program_file(b);
  std::string text = fmt::format("{}: {}; the baseline by ", name(category), program(c));
  if (same_program) {
    text += "the same";
  } else if (same_source) {
    text += fmt::format("the same revision, but the program file is of {}, the baseline's of {}",
                        file_text(c), file_text(b));
  } else {
    text += program(b);
  }
  text += fmt::format("; {} of {} dimensions by the same backend", pairs.size() - differing.size(),
                      pairs.size());
  for (const std::string& one : differing) text += "; " + one;
  std::string broken;
  if (category != Category::Optimized && (is_dirty(c) || is_dirty(b))) {
    broken = "; a program of no known revision, which nobody can look up";
  } else if (category == Category::Baseline && !same_program) {
    broken = "; this category is of one program";
  } else if (category == Category::Baseline && !differing.empty()) {
    broken = "; this category is of one backend";
  }
  return {"category", broken.empty() ? Decision::Accept : Decision::Inconclusive, text + broken};
}

Clause baseline_units_clause(const RunRecord& baseline, const std::vector<Pair>& pairs,
                             const Target& target) {
  int tested = baseline.manifest.ranks;
  for (const Pair& pair : pairs) {
    tested = std::min(tested, pair.baseline->ranks);
    if (pair.baseline->operation != "gemm" && pair.baseline->operation != "memory") continue;
    tested = std::min(tested, units_tested(baseline, pair.baseline->name));
  }
  const bool whole = tested >= *target.baseline_units;
  return {"units of the baseline", whole ? Decision::Accept : Decision::Inconclusive,
          fmt::format("its record has {} of the {} units of {}{}", tested, *target.baseline_units,
                      target.baseline_facility,
                      whole ? ""
                            : "; what fewer delivered is not what it delivers, and nothing is "
                              "scaled up")};
}

std::vector<Clause> definition_clauses(const std::vector<Pair>& pairs) {
  std::vector<Clause> clauses;
  for (const Pair& pair : pairs) {
    if (!across_programs(*pair.candidate, *pair.baseline)) continue;
    clauses.push_back(
        {"measured alike in " + pair.dimension.match, Decision::Inconclusive,
         fmt::format("'{}' against '{}': {}", pair.candidate->name, pair.baseline->name,
                     fmt::join(left_open(*pair.candidate, *pair.baseline), "; "))});
  }
  return clauses;
}

}  // namespace fourfold
