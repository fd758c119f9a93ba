// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/locate/slow_links.hpp"

#include <algorithm>

#include "bench/locate/exonerated.hpp"
#include "bench/locate/exonerated_racks.hpp"
#include "bench/locate/link_fit.hpp"

namespace fourfold {
namespace {

// So many passes take out one culprit each, then all that are independent; a machine that needs
// more than a few of the latter is not known.
constexpr std::size_t kOneByOne = 32;
constexpr std::size_t kTogether = 32;

/// Into `found` what is slow, the one that explains most first, until nothing is.
void search(LinkFit& fit, std::size_t most, Suspects& found) {
  for (std::size_t pass = 0;; ++pass) {
    const LinkFit::Culprits slow = fit.slow();
    if (slow.empty()) return;
    found.more = found.all.size() >= most || pass == kOneByOne + kTogether;
    if (found.more) return;
    const LinkFit::Culprits culprits =
        fit.independent(slow, pass < kOneByOne ? 1 : most - found.all.size());
    for (const Candidate* const one : culprits) found.all.push_back(one->suspect);
    fit.take_out(culprits);
  }
}

}  // namespace

Suspects slow_links(const Fabric& fabric, std::vector<PairTime> times, const LinkRules& rules) {
  Suspects found;
  const Exonerated exonerated(fabric, times, rules);
  const ExoneratedRacks racks(fabric, times, rules, exonerated);
  if (const auto& divided = racks.divided()) {
    Suspect some;
    some.fault = Fault::Divided;
    some.racks = divided->slower;
    some.factor = divided->factor;
    some.of = static_cast<int>(fabric.racks.size());
    found.all.push_back(some);
    std::erase_if(times, [&](const PairTime& pair) { return !racks.clears(pair); });
  }
  if (exonerated.most()) {
    LinkFit fit(fabric, times, rules, exonerated, racks);
    search(fit, std::max(kOneByOne, fabric.node_of.size()), found);
    std::vector<PairTime> left;
    for (std::size_t i = 0; i < times.size(); ++i) {
      if (!fit.explained(i)) left.push_back(times[i]);
    }
    times = std::move(left);
  }
  if (const auto divided = Exonerated(fabric, times, rules).divided()) {
    Suspect rest;
    rest.fault = Fault::Divided;
    rest.nodes = divided->slower;
    rest.factor = divided->factor;
    rest.of = static_cast<int>(fabric.nodes.size());
    found.all.push_back(rest);
  }
  return found;
}

}  // namespace fourfold
