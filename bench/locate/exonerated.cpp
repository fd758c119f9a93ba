// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/exonerated.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kQuarter = 4;
constexpr std::size_t kHalf = 2;
constexpr std::size_t kEighth = 8;
constexpr double kHardly = 1.2;  // beyond the noise of a rank's fast pairs
constexpr double kHardlyLatency = 1.5;
constexpr double kNear = 1.3;  // beyond that of the two or three pairs of a second look
constexpr double kNearLatency = 2;
constexpr double kFar = 1.5;  // what few parts may differ by without a word (slow_links.cpp)
constexpr double kFarLatency = 3;
constexpr std::size_t kGroup = 2;  // nodes; one by itself is named or nothing
constexpr std::size_t kTooFewToName = 4;

}  // namespace

Exonerated::Exonerated(const Fabric& fabric, const std::vector<PairTime>& times,
                       const LinkRules& rules)
    : fabric_(fabric), rules_(rules) {
  for (const PairTime& pair : times) {
    const auto kind = static_cast<std::size_t>(pair.kind());
    if (kind >= index_of_.size()) index_of_.resize(kind + 1, 0);
    index_of_[kind] = 1;
  }
  for (std::size_t kind = 0; kind < index_of_.size(); ++kind) {
    if (index_of_[kind] == 0) continue;
    index_of_[kind] = kinds_.size();
    kinds_.push_back(static_cast<int>(kind));
  }
  own_.resize(fabric.node_of.size() * kinds_.size());
  std::vector<std::set<int>> partners(fabric.nodes.size());
  for (const PairTime& pair : times) {
    const std::size_t kind = index_of_[static_cast<std::size_t>(pair.kind())];
    for (const int end : {0, 1}) {
      Own& mine = own(pair.rank[end], kind);
      const int other = pair.node[1 - end];
      mine.several = mine.several || (!mine.logs.empty() && mine.logs[0].first != other);
      mine.logs.emplace_back(other, pair.log_s);
      partners[static_cast<std::size_t>(pair.node[end])].insert(other);
    }
  }
  for (const auto& of_node : partners) partners_.push_back(static_cast<int>(of_node.size()));
  find_fast();
  find_levels(kQuarter);
  find_exonerated();
  // A second look knows who is suspicious; its doubted ranks meet others alone.
  if (rules.confirming || 2 * std::ranges::count(any_, true) >= std::ssize(any_)) return;
  most_ = !divided();
  find_levels(kHalf);
  find_exonerated();
}

void Exonerated::find_fast() {
  std::vector<double> partners, with_one;
  for (Own& mine : own_) {
    if (mine.logs.empty()) continue;
    std::ranges::sort(mine.logs);
    partners.clear();
    for (auto from = mine.logs.begin(); from != mine.logs.end();) {
      const int partner = from->first;
      with_one.clear();
      for (; from != mine.logs.end() && from->first == partner; ++from) {
        with_one.push_back(from->second);
      }
      partners.push_back(median(with_one));
    }
    const auto last = partners.begin() + static_cast<std::ptrdiff_t>(partners.size() / kEighth);
    std::ranges::nth_element(partners, last);
    mine.fast = *last;
  }
}

/// What pairs of a kind take by those of another kind, at most by rails that share a cable.
double Exonerated::expected(std::size_t kind, std::size_t by) const {
  const auto across = [&](std::size_t one) { return kinds_[one] % 2 == 1; };
  const auto shared = [&](std::size_t one) {
    const auto rails = kinds_[one] / 2;
    return static_cast<double>(rails);
  };
  double slower = std::max(1.0, shared(kind) / shared(by));
  if (across(kind) && !across(by)) {
    if (!rules_.oversubscription) return std::numeric_limits<double>::infinity();
    slower *= *rules_.oversubscription;
  }
  return levels_[by] + std::log(slower);
}

/// What pairs of a kind take at most, by those of another kind.
double Exonerated::bound(std::size_t kind, std::size_t by) const {
  return expected(kind, by) + std::log(rules_.latency ? kFarLatency : kFar);
}

double Exonerated::built_for(int kind) const {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t by = 0; by < kinds_.size(); ++by) {
    if (kinds_[by] % 2 == 1) continue;
    least = std::min(least, expected(index_of_[static_cast<std::size_t>(kind)], by));
  }
  return least;
}

double Exonerated::most_across(int kind) const {
  return built_for(kind) + std::log(rules_.latency ? kFarLatency : kFar);
}

bool Exonerated::fast_within(int node) const {
  for (const int rank : fabric_.nodes[static_cast<std::size_t>(node)].ranks) {
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
      if (kinds_[kind] % 2 == 0 && own(rank, kind).ok) return true;
    }
  }
  return false;
}

void Exonerated::find_levels(std::size_t one_of) {
  levels_.clear();
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    std::vector<double> fast;
    for (int rank = 0; rank < ranks(); ++rank) {
      if (!own(rank, kind).logs.empty()) fast.push_back(own(rank, kind).fast);
    }
    const auto last = fast.begin() + static_cast<std::ptrdiff_t>((fast.size() - 1) / one_of);
    std::ranges::nth_element(fast, last);
    levels_.push_back(*last);
  }
  std::vector<double> bounded = levels_;
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    for (std::size_t by = 0; by < kinds_.size(); ++by) {
      if (by != kind) bounded[kind] = std::min(bounded[kind], bound(kind, by));
    }
  }
  levels_ = std::move(bounded);
}

void Exonerated::find_exonerated() {
  any_.assign(fabric_.node_of.size(), false);
  const double hardly = std::log(rules_.latency ? kHardlyLatency : kHardly);
  const double near = std::log(rules_.latency ? kNearLatency : kNear);
  for (int rank = 0; rank < ranks(); ++rank) {
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
      Own& mine = own(rank, kind);
      mine.ok = !mine.logs.empty() && mine.fast <= levels_[kind] + hardly;
      mine.near = !mine.logs.empty() && mine.fast <= levels_[kind] + near;
      if (mine.ok) any_[static_cast<std::size_t>(rank)] = true;
    }
  }
}

bool Exonerated::ends(const PairTime& pair) const {
  const std::size_t kind = index_of_[static_cast<std::size_t>(pair.kind())];
  return std::ranges::all_of(pair.rank, [&](int one) {
    if (own(one, kind).several) return own(one, kind).near;
    for (std::size_t other = 0; other < kinds_.size(); ++other) {
      if (own(one, other).near) return true;
    }
    return false;
  });
}

bool Exonerated::node(int node) const {
  const std::vector<int>& all = fabric_.nodes[static_cast<std::size_t>(node)].ranks;
  return std::ranges::any_of(all, [&](int one) { return rank(one); });
}

std::optional<Exonerated::Divided> Exonerated::divided() const {
  std::optional<Divided> found;
  double widest = std::log(rules_.latency ? kFarLatency : kFar);
  const std::size_t least = fabric_.nodes.size() < kTooFewToName ? 1 : kGroup;
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    std::vector<std::pair<double, int>> nodes;
    for (int node = 0; node < static_cast<int>(fabric_.nodes.size()); ++node) {
      std::optional<double> fast;
      for (const int rank : fabric_.nodes[static_cast<std::size_t>(node)].ranks) {
        const Own& mine = own(rank, kind);
        if (mine.several) fast = std::min(fast.value_or(mine.fast), mine.fast);
      }
      if (fast) nodes.emplace_back(*fast, node);
    }
    std::ranges::sort(nodes);
    // Who is fast within its rack is not slow, whatever holds its pairs across up.
    std::size_t from = least;
    for (std::size_t i = 0; kinds_[kind] % 2 == 1 && i < nodes.size(); ++i) {
      if (fast_within(nodes[i].second)) from = std::max(from, i + 1);
    }
    for (std::size_t i = from; i + least <= nodes.size(); ++i) {
      const double gap = nodes[i].first - nodes[i - 1].first;
      if (gap < widest) continue;
      widest = gap;
      found = Divided{{}, std::exp(gap)};
      for (std::size_t j = i; j < nodes.size(); ++j) found->slower.push_back(nodes[j].second);
      std::ranges::sort(found->slower);
    }
  }
  return found;
}

}  // namespace fourfold
