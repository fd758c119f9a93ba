// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/exonerated_racks.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr std::size_t kLeastRacks = 3;
constexpr std::size_t kQuarter = 4;
constexpr std::size_t kEighth = 8;
constexpr double kHardly = 1.2;  // beyond the noise of a rack's fast pairs
constexpr double kHardlyLatency = 1.5;

}  // namespace

ExoneratedRacks::ExoneratedRacks(const Fabric& fabric, const std::vector<PairTime>& times,
                                 const LinkRules& rules, const Exonerated& ranks)
    : fabric_(fabric), behind_(fabric.racks.size(), false) {
  if (fabric.racks.size() < kLeastRacks) return;
  find_fast(times, ranks);
  find_behind(rules, ranks);
}

bool ExoneratedRacks::clears(const PairTime& pair) const {
  const auto of = [&](int node) { return fabric_.nodes[static_cast<std::size_t>(node)].rack; };
  return !pair.across || (rack(of(pair.node[0])) && rack(of(pair.node[1])));
}

void ExoneratedRacks::find_fast(const std::vector<PairTime>& times, const Exonerated& ranks) {
  std::vector<std::tuple<int, int, int, double>> logs;  // kind, rack, its partner, pair
  for (const PairTime& pair : times) {
    if (!pair.across || !ranks.rank(pair.rank[0]) || !ranks.rank(pair.rank[1])) continue;
    const auto rack = [&](int end) {
      return fabric_.nodes[static_cast<std::size_t>(pair.node[end])].rack;
    };
    for (const int end : {0, 1}) {
      logs.emplace_back(pair.kind(), rack(end), rack(1 - end), pair.log_s);
    }
  }
  std::ranges::sort(logs);
  std::vector<double> partners;
  for (std::size_t from = 0; from < logs.size();) {
    const auto [kind, rack, first, log] = logs[from];
    partners.clear();
    while (from < logs.size() && std::get<0>(logs[from]) == kind &&
           std::get<1>(logs[from]) == rack) {
      const int partner = std::get<2>(logs[from]);
      std::vector<double> with_one;
      for (; from < logs.size() && std::get<0>(logs[from]) == kind &&
             std::get<1>(logs[from]) == rack && std::get<2>(logs[from]) == partner;
           ++from) {
        with_one.push_back(std::get<3>(logs[from]));
      }
      partners.push_back(median_in_place(with_one));
    }
    const auto last = partners.begin() + static_cast<std::ptrdiff_t>(partners.size() / kEighth);
    std::ranges::nth_element(partners, last);
    own_.push_back({kind, rack, *last});
  }
}

void ExoneratedRacks::find_behind(const LinkRules& rules, const Exonerated& ranks) {
  const double hardly = std::log(rules.latency ? kHardlyLatency : kHardly);
  std::vector<bool> known(behind_.size(), false), fast(behind_.size(), false);
  std::vector<double> excess(behind_.size(), 0);  // of the latest kind in which it is behind
  for (auto from = own_.begin(); from != own_.end();) {
    const auto to =
        std::find_if(from, own_.end(), [&](const Own& one) { return one.kind != from->kind; });
    std::vector<double> logs;
    for (auto one = from; one != to; ++one) logs.push_back(one->fast);
    std::ranges::sort(logs);
    const double built_for = ranks.built_for(from->kind);
    const double level =
        std::min(logs[(logs.size() - 1) / kQuarter], ranks.most_across(from->kind));
    const auto exonerated = std::ranges::upper_bound(logs, level + hardly) - logs.begin();
    logs.resize(static_cast<std::size_t>(exonerated));
    const double usual = logs.empty() ? built_for : median(logs);
    for (; from != to; ++from) {
      const auto rack = static_cast<std::size_t>(from->rack);
      known[rack] = true;
      if (from->fast <= level + hardly) fast[rack] = true;
      excess[rack] = from->fast - usual;
    }
  }
  std::vector<double> slower;
  Divided all;
  for (std::size_t rack = 0; rack < behind_.size(); ++rack) {
    behind_[rack] = known[rack] && !fast[rack];
    if (!behind_[rack]) continue;
    all.slower.push_back(static_cast<int>(rack));
    slower.push_back(excess[rack]);
  }
  // A second look knows which are suspicious; those do not meet all others.
  if (rules.confirming || 2 * std::ssize(slower) <= std::ranges::count(known, true)) return;
  all.factor = std::exp(median(slower));
  divided_ = std::move(all);
}

}  // namespace fourfold
