// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/stability.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "bench/judge/coverage.hpp"
#include "bench/judge/host_programs.hpp"
#include "bench/judge/known_parts.hpp"
#include "bench/judge/rounding.hpp"
#include "bench/record/interruptions.hpp"
#include "bench/record/joined_runs.hpp"
#include "bench/record/same_run.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr int kMostLaunches = 100'000;

constexpr std::size_t kFailuresNamed = 3;

bool right(const CaseRecord& one, int ranks) {
  const bool without_data = one.size == "0B" && one.work.message.count() == 0;
  return one.status == CaseStatus::Measured && !one.correctness.first && one.ranks == ranks &&
         (one.correctness.checked || without_data);
}

/// How a start went wrong that was to finish the launch, or "".
std::string fault_of(const LaunchRecord& start, bool last) {
  if (!start.excluded.empty()) {
    return fmt::format("made without {}", fmt::join(start.excluded, ", "));
  }
  if (start.finished()) return "";
  const std::string how = start.ended ? start.end_reason : "stopped without a word";
  return last ? how : fmt::format("start {}: {}", start.start, how);
}

struct Hitch {
  std::string why;
  bool stopped = false;  ///< and nothing else
};

/// By launch that was not done in one go as it was to be.
std::map<int, Hitch> faults_of(const RunRecord& record) {
  std::map<int, Hitch> faults;
  for (const auto* starts : {&record.cut_short, &record.launches}) {
    const bool last = starts == &record.launches;
    for (const LaunchRecord& start : *starts) {
      std::string why = fault_of(start, last);
      if (why.empty()) continue;
      const bool stopped = !last && start.excluded.empty() && !is_fault(kind_of(start));
      const auto [known, fresh] = faults.try_emplace(start.launch, Hitch{why, stopped});
      if (!fresh && known->second.stopped && !stopped) known->second = {std::move(why), false};
    }
  }
  return faults;
}

/// A launch with so few failures is this unlikely at most if no more than `share` succeed.
bool proves(const Successes& seen, double share, double confidence) {
  if (seen.launches == 0) return false;
  return binomial_cdf(static_cast<std::size_t>(seen.failed()),
                      static_cast<std::size_t>(seen.launches), 1 - share) <= 1 - confidence;
}

/// So many failures are this unlikely at most if `share` succeed or more; what was stopped is none.
bool disproves(const Successes& seen, double share, double confidence) {
  const int failed = seen.failed() - seen.stopped;
  if (failed <= 0) return false;
  const double fewer = binomial_cdf(static_cast<std::size_t>(failed - 1),
                                    static_cast<std::size_t>(seen.launches), 1 - share);
  return 1 - fewer <= 1 - confidence;
}

/// Why the launches of such a run show nothing of the machine that is judged, whatever its suite.
std::string tells_nothing(const RunRecord& health, const RunRecord& record,
                          const std::string& key) {
  if (!health.manifest.injected.empty()) return "faults were injected";
  if (is_imported(health)) return "it is imported from logs";
  if (ranks_per_gpu(health) > 1) return "ranks shared a GPU";
  if (std::string why = differing_programs(health); !why.empty()) return why;
  if (hosts_of(health).empty()) return "it does not say on which hosts it ran";
  if (std::string why = machine_difference(record, health); !why.empty()) return why;
  if (const Replaced replaced = replaced_parts(record, health); replaced.another) {
    return "it is of other parts under the same names: " + replaced.text;
  }
  const std::string own = signer(health.evidence);
  if (key.empty() || own == key) return "";
  return own.empty() ? fmt::format("it is not signed; {} has to sign it", key)
                     : fmt::format("it is signed by {}, not by {}", own, key);
}

/// Why its launches are not of the suite that counts.
std::string other_suite(const RunRecord& run, const std::string& sha256) {
  if (run.manifest.left_out > 0) {
    return fmt::format("{} cases of its suite were left out by a filter", run.manifest.left_out);
  }
  const std::string own = suite_of(run);
  if (own == sha256) return "";
  return fmt::format("its suite '{}' has another text (SHA-256 {}, not {})",
                     run.manifest.suite_name, own, sha256);
}

/// Launches that count, and what was named and does not.
class Tally {
 public:
  Tally(const RunRecord& record, const Target& target)
      : record_(record), target_(target), suite_(target.stability->suite_sha256) {}

  /// A run of the suite with the figures, whose own clauses say what is wrong with it.
  void take_own() {
    const std::string why = suite_.empty() ? "" : other_suite(record_, suite_);
    why.empty() ? count(record_, "") : leave_out(record_, why);
  }
  void take(const RunRecord& run) {
    std::string why = tells_nothing(run, record_, target_.signed_by);
    if (why.empty() && suite_.empty()) suite_ = suite_of(run);
    if (why.empty()) why = other_suite(run, suite_);
    if (why.empty() && first_ != nullptr &&
        first_->manifest.planned_cases != run.manifest.planned_cases) {
      why = fmt::format("other cases were planned than in {}", first_->directory);
    }
    if (!why.empty()) return leave_out(run, why);
    if (first_ == nullptr) first_ = &run;
    count(run, run.directory + ", ");
  }

  const Successes& seen() const { return seen_; }
  /// From when to when: launches of years ago are no news of this machine.
  std::string when() const {
    if (starts_.empty()) return "";
    return fmt::format("; started from {} to {}", *starts_.begin(), *starts_.rbegin());
  }
  std::string remarks() const {
    const Stability& asked = *target_.stability;
    if (first_ == nullptr || !asked.suite_sha256.empty()) return failures() + left_out_;
    return failures() +
           fmt::format(
               "; any suite of the name '{}' would count, since the target does not pin "
               "its text, here of SHA-256 {}",
               asked.suite, suite_) +
           left_out_;
  }

 private:
  std::string failures() const {
    if (seen_.failures.empty()) return "";
    const std::size_t named = std::min(seen_.failures.size(), kFailuresNamed);
    const auto first = seen_.failures.begin();
    const std::size_t more = seen_.failures.size() - named;
    return fmt::format("; {}: {}{}",
                       seen_.stopped > 0 ? "failed, or stopped and resumed" : "failed",
                       fmt::join(first, first + static_cast<std::ptrdiff_t>(named), "; "),
                       more == 0 ? "" : fmt::format("; and {} more", more));
  }
  void count(const RunRecord& run, const std::string& where) {
    const Successes one = successes(run);
    seen_.launches += one.launches;
    seen_.succeeded += one.succeeded;
    seen_.stopped += one.stopped;
    for (const std::string& why : one.failures) seen_.failures.push_back(where + why);
    for (const LaunchRecord& launch : run.launches) {
      if (!launch.started.empty()) starts_.insert(launch.started);
    }
  }
  void leave_out(const RunRecord& run, const std::string& why) {
    left_out_ += fmt::format("; {} does not count: {}", run.directory, why);
  }

  const RunRecord& record_;
  const Target& target_;
  std::string suite_;  ///< suite_of() of the runs that count
  const RunRecord* first_ = nullptr;
  Successes seen_;
  std::set<std::string> starts_;
  std::string left_out_;
};

}  // namespace

Successes successes(const RunRecord& record) {
  const int ranks = record.manifest.ranks;
  std::map<int, std::size_t> good;
  for (const CaseRecord& one : record.cases) {
    if (right(one, ranks)) ++good[one.launch];
  }
  const std::map<int, Hitch> faults = faults_of(record);
  const std::size_t planned = record.manifest.planned_cases.size();
  Successes seen;
  for (const LaunchRecord& launch : record.launches) {
    ++seen.launches;
    std::string why;
    if (const auto at = faults.find(launch.launch); at != faults.end()) {
      why = at->second.why;
      seen.stopped += at->second.stopped ? 1 : 0;
    } else if (planned == 0 || good[launch.launch] < planned) {
      why = fmt::format("{} of {} cases measured and right on {} ranks", good[launch.launch],
                        planned, ranks);
    }
    if (why.empty()) {
      ++seen.succeeded;
    } else {
      seen.failures.push_back(fmt::format("launch {}: {}", launch.launch, why));
    }
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
                        const Target& target) {
  const Stability& asked = *target.stability;
  Tally tally(record, target);
  if (asked.suite.empty() || asked.suite == record.manifest.suite_name) tally.take_own();
  for (const RunRecord* run : health) tally.take(*run);
  const Successes& seen = tally.seen();
  Clause clause{"stability", Decision::Inconclusive, ""};
  clause.text = fmt::format(
      "{} of {} launches{} succeeded: at {:g} % confidence at least {} of launches do; {} % are "
      "asked for",
      seen.succeeded, seen.launches,
      asked.suite.empty() ? "" : fmt::format(" of the suite '{}'", asked.suite),
      100 * asked.confidence,
      percent_beside(proven_share(seen, asked.confidence), Rounding::Down, asked.share),
      limit_text(100 * asked.share));
  if (proves(seen, asked.share, asked.confidence)) {
    clause.decision = Decision::Accept;
  } else if (disproves(seen, asked.share, asked.confidence)) {
    clause.decision = Decision::Reject;
    clause.text += fmt::format("; with {} failures it is less", seen.failed() - seen.stopped);
  } else if (const auto more = launches_to_prove(seen, asked)) {
    clause.text += fmt::format("; {} more without a failure would show it", *more);
  }
  if (seen.stopped > 0) {
    clause.text += fmt::format(
        "; {} of the others were stopped and completed later, which shows no "
        "success",
        seen.stopped);
  }
  clause.text += tally.when() + tally.remarks();
  return clause;
}

}  // namespace fourfold
