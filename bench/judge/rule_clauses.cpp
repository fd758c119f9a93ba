// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/rule_clauses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "bench/judge/campaign.hpp"
#include "bench/judge/units.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr int kMostLaunches = 100'000;

std::string percent(double share) { return fmt::format("{:.4g} %", 100 * share); }

bool right(const CaseRecord& one) {
  const bool without_data = one.size == "0B" && one.work.message.count() == 0;
  return one.status == CaseStatus::Measured && !one.correctness.first &&
         (one.correctness.checked || without_data);
}

/// A launch with so few failures is this unlikely at most if no more than `share` succeed.
bool proves(const Successes& seen, double share, double confidence) {
  if (seen.launches == 0) return false;
  return binomial_cdf(static_cast<std::size_t>(seen.failed()),
                      static_cast<std::size_t>(seen.launches), 1 - share) <= 1 - confidence;
}

/// So many failures are this unlikely at most if `share` succeed or more.
bool disproves(const Successes& seen, double share, double confidence) {
  if (seen.failed() == 0) return false;
  const double fewer = binomial_cdf(static_cast<std::size_t>(seen.failed() - 1),
                                    static_cast<std::size_t>(seen.launches), 1 - share);
  return 1 - fewer <= 1 - confidence;
}

std::set<std::string> hosts_of(const RunRecord& record) {
  std::set<std::string> hosts;
  for (const LaunchRecord& launch : record.launches) {
    hosts.insert(launch.hosts.begin(), launch.hosts.end());
  }
  return hosts;
}

/// Why the launches of such a run show nothing of the machine that is judged.
std::string tells_nothing(const RunRecord& health, const RunRecord& record) {
  if (!health.manifest.injected.empty()) return "faults were injected";
  if (is_imported(health)) return "it is imported from logs";
  if (ranks_per_gpu(health) > 1) return "ranks shared a GPU";
  if (hosts_of(health) != hosts_of(record)) return "it ran on other hosts";
  return "";
}

bool is_dirty(const Manifest& manifest) {
  return manifest.git_revision.empty() || manifest.git_revision.ends_with("-dirty");
}

std::string program(const Manifest& manifest) {
  return fmt::format("fourfold {} revision {}", manifest.fourfold_version,
                     manifest.git_revision.empty() ? "unknown" : manifest.git_revision);
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

Successes successes(const RunRecord& record) {
  std::map<int, std::size_t> good;
  for (const CaseRecord& one : record.cases) {
    if (right(one)) ++good[one.launch];
  }
  const std::size_t planned = record.manifest.planned_cases.size();
  Successes seen;
  for (const LaunchRecord& launch : record.launches) {
    ++seen.launches;
    const bool whole = planned > 0 && good[launch.launch] >= planned;
    if (whole && finished(launch)) ++seen.succeeded;
  }
  return seen;
}

double proven_share(const Successes& seen, double confidence) {
  double low = 0;
  double high = 1;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (proves(seen, middle, confidence) ? low : high) = middle;
  }
  return low;
}

std::optional<int> launches_to_prove(const Successes& seen, const Stability& asked) {
  const auto with = [&](int more) {
    return proves({seen.launches + more, seen.succeeded + more}, asked.share, asked.confidence);
  };
  if (!with(kMostLaunches)) return std::nullopt;
  int low = -1;
  int high = kMostLaunches;
  while (high - low > 1) {
    const int middle = (low + high) / 2;
    (with(middle) ? high : low) = middle;
  }
  return high;
}

Clause stability_clause(const RunRecord& record, const std::vector<const RunRecord*>& health,
                        const Stability& asked) {
  Successes seen;
  std::string left_out;
  const auto take = [&](const RunRecord& run) {
    const Successes one = successes(run);
    seen.launches += one.launches;
    seen.succeeded += one.succeeded;
  };
  if (asked.suite.empty() || asked.suite == record.manifest.suite_name) take(record);
  for (const RunRecord* run : health) {
    const std::string why = tells_nothing(*run, record);
    if (why.empty()) take(*run);
    if (!why.empty()) left_out += fmt::format("; {} does not count: {}", run->directory, why);
  }
  Clause clause{"stability", Decision::Inconclusive, ""};
  clause.text = fmt::format(
      "{} of {} launches{} succeeded: at {} confidence at least {} of launches do; {} are asked "
      "for",
      seen.succeeded, seen.launches,
      asked.suite.empty() ? "" : fmt::format(" of the suite '{}'", asked.suite),
      percent(asked.confidence), percent(proven_share(seen, asked.confidence)),
      percent(asked.share));
  if (proves(seen, asked.share, asked.confidence)) {
    clause.decision = Decision::Accept;
  } else if (disproves(seen, asked.share, asked.confidence)) {
    clause.decision = Decision::Reject;
    clause.text += fmt::format("; with {} failures it is less", seen.failed());
  } else if (const auto more = launches_to_prove(seen, asked)) {
    clause.text += fmt::format("; {} more without a failure would show it", *more);
  }
  clause.text += left_out;
  return clause;
}

Clause days_clause(const RunRecord& record, const std::vector<int>& launches, int min_days) {
  const int days = days_of(record, launches);
  Clause clause{
      "days", days >= min_days ? Decision::Accept : Decision::Inconclusive,
      fmt::format("launches of {} days (UTC) have every dimension; {} are needed", days, min_days)};
  if (days < min_days)
    clause.text += fmt::format(", so a launch on each of {} more", min_days - days);
  return clause;
}

Clause category_clause(const RunRecord& candidate, const RunRecord& baseline,
                       const std::vector<Pair>& pairs, Category category) {
  const Manifest& c = candidate.manifest;
  const Manifest& b = baseline.manifest;
  const std::vector<std::string> differing = other_backends(pairs);
  const bool same_program =
      c.git_revision == b.git_revision && c.fourfold_version == b.fourfold_version;
  std::string text =
      fmt::format("{}: {}; the baseline by {}; {} of {} dimensions by the same backend",
                  name(category), program(c), same_program ? "the same" : program(b),
                  pairs.size() - differing.size(), pairs.size());
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

}  // namespace fourfold
