// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/tune.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr std::string_view kCases = "all_reduce/peer/";
constexpr std::string_view kAlgorithm = "/algorithm:";

std::optional<PeerAlgorithm> algorithm_of(std::string_view name) {
  const std::size_t at = name.find(kAlgorithm);
  if (!name.starts_with(kCases) || at == std::string_view::npos) return std::nullopt;
  const std::string_view rest = name.substr(at + kAlgorithm.size());
  return parse_peer_algorithm(rest.substr(0, rest.find('/')));
}

/// The name without its algorithm and its size.
std::string likeness(const CaseMetrics& one) {
  std::string like = one.name;
  const std::size_t at = like.find(kAlgorithm);
  like.erase(at, like.find('/', at + 1) - at);
  const std::string size = "/" + one.size;
  const std::size_t place = like.find(size + "/");
  if (place != std::string::npos) return like.erase(place, size.size());
  return like.ends_with(size) ? like.substr(0, like.size() - size.size()) : like;
}

bool overlap(const TunedTime& a, const TunedTime& b) {
  if (!a.interval_s || !b.interval_s) return true;
  return a.interval_s->lower <= b.interval_s->upper && b.interval_s->lower <= a.interval_s->upper;
}

/// The fastest, unless the one before is as good as far as can be told.
PeerAlgorithm choice(const std::vector<TunedTime>& times, std::optional<PeerAlgorithm> before) {
  const TunedTime& fastest = times.front();
  const auto kept = std::ranges::find_if(
      times, [&](const TunedTime& one) { return before && one.algorithm == *before; });
  return kept != times.end() && overlap(*kept, fastest) ? kept->algorithm : fastest.algorithm;
}

Bytes geometric_mean(Bytes a, Bytes b) {
  const double mean =
      std::sqrt(static_cast<double>(a.count())) * std::sqrt(static_cast<double>(b.count()));
  return Bytes(static_cast<std::uint64_t>(std::llround(mean)));
}

std::vector<PeerTable::Row> rows_of(const std::vector<TunedSize>& sizes) {
  std::vector<PeerTable::Row> rows{{std::nullopt, sizes.front().taken}};
  for (std::size_t i = 1; i < sizes.size(); ++i) {
    if (sizes[i].taken == rows.back().algorithm) continue;
    rows.back().up_to = geometric_mean(sizes[i - 1].size, sizes[i].size);
    rows.push_back({std::nullopt, sizes[i].taken});
  }
  return rows;
}

class Tuner {
 public:
  explicit Tuner(const RunRecord& record) : place_{record.directory, 0, 0} {
    if (record.manifest.injected.empty()) return;
    throw InputError(place_, "faults were injected into this run; no table is made of it");
  }

  Tuned tuned(const std::vector<CaseMetrics>& metrics) {
    find_faulty(metrics);
    for (const CaseMetrics& one : metrics) take(one);
    for (auto& [size, times] : times_) {
      std::ranges::sort(times, {}, &TunedTime::median_s);
      if (times.size() < 2) {
        result_.left_out.push_back(fmt::format("{}: only {} was measured there",
                                               format_bytes(Bytes(size)),
                                               name(times.front().algorithm)));
        continue;
      }
      std::optional<PeerAlgorithm> before;
      if (!result_.sizes.empty()) before = result_.sizes.back().taken;
      result_.sizes.push_back({Bytes(size), times, choice(times, before)});
    }
    if (result_.sizes.size() < 2) throw InputError(place_, too_few());
    result_.table.rows = rows_of(result_.sizes);
    return std::move(result_);
  }

 private:
  void find_faulty(const std::vector<CaseMetrics>& metrics) {
    for (const CaseMetrics& one : metrics) {
      const auto algorithm = algorithm_of(one.name);
      if (!algorithm || one.status == CaseStatus::Skipped || one.without_data) continue;
      if (one.status == CaseStatus::Measured && one.correct) continue;
      if (!faulty_.insert(*algorithm).second) continue;
      const std::string why = one.mismatch         ? "it was wrong"
                              : one.reason.empty() ? "its result was not checked"
                                                   : one.reason;
      result_.left_out.push_back(fmt::format("{}: {}: {}", name(*algorithm), one.name, why));
    }
  }

  void take(const CaseMetrics& one) {
    const auto algorithm = algorithm_of(one.name);
    const auto dtype = parse_data_type(one.dtype);
    if (!algorithm || !dtype || faulty_.contains(*algorithm)) return;
    if (one.status != CaseStatus::Measured || !one.correct || one.median_s <= 0) return;
    const std::string like = likeness(one);
    if (result_.like.empty()) {
      result_.like = like;
      result_.ranks = one.ranks;
      result_.dtype = *dtype;
      const bool on_gpu = (like + "/").find("/device/") != std::string::npos;
      result_.memory = on_gpu ? MessageMemory::Device : MessageMemory::Host;
      result_.launches = one.launches.size();
    }
    if (result_.like != like || result_.ranks != one.ranks) {
      throw InputError(place_,
                       fmt::format("a table is of one kind of call, and this record has {} by {} "
                                   "ranks and {} by {}; --benchmark_filter measures one of them",
                                   result_.like, result_.ranks, like, one.ranks));
    }
    result_.launches = std::min(result_.launches, one.launches.size());
    times_[one.work.message.count()].push_back({*algorithm, one.median_s, one.interval_s});
  }

  std::string too_few() const {
    std::string text = fmt::format(
        "a table needs two algorithms of all_reduce/peer, measured and right, at two sizes, and "
        "this record has {} {}; the suites peer and peer_gpu measure them",
        result_.sizes.size(), result_.sizes.size() == 1 ? "such size" : "such sizes");
    for (const std::string& one : result_.left_out) text += "; left out: " + one;
    return text;
  }

  SourcePosition place_;
  std::set<PeerAlgorithm> faulty_;
  std::map<std::uint64_t, std::vector<TunedTime>> times_;
  Tuned result_;
};

}  // namespace

Tuned tune(const RunRecord& record, const std::vector<CaseMetrics>& metrics) {
  return Tuner(record).tuned(metrics);
}

}  // namespace fourfold
