// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/tournament.hpp"

#include <algorithm>
#include <array>

#include "bench/locate/suspects.hpp"
#include "bench/run/allowance.hpp"
#include "bench/run/clock.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

constexpr Seconds kComputation{0.01};  // several slices of a processor that is shared out
constexpr int kComputations = 5;       // at least, spread over the rounds
constexpr double kStall_s =
    0.05;  // beyond a scheduler's slice, below any timeout of a lost message

/// One trial after the other, as if they were one.
void append(Trial& all, const Trial& one) {
  const auto add = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  add(all.seconds, one.seconds);
  add(all.slowest_rank, one.slowest_rank);
  add(all.mean_seconds, one.mean_seconds);
  add(all.fastest_seconds, one.fastest_seconds);
  all.calls_per_sample = one.calls_per_sample;
  if (all.stopped.empty() || all.stopped == "precise") all.stopped = one.stopped;
  all.warmup_s = rounded_s(all.warmup_s + one.warmup_s);
  all.elapsed_s = rounded_s(all.elapsed_s + one.elapsed_s);
  all.telemetry = one.telemetry;
}

int stalls(const std::vector<double>& samples, double middle, int calls_per_sample) {
  return static_cast<int>(std::ranges::count_if(samples, [&](double seconds) {
    return seconds > 2 * middle && (seconds - middle) * calls_per_sample > kStall_s;
  }));
}

}  // namespace

Tournament::Tournament(const PairwiseCase& what, std::uint64_t seed, Pairing& pairing,
                       Sampler& sampler, Session& session)
    : what_(what), seed_(seed), pairing_(pairing), sampler_(sampler), session_(session) {
  MpiSession& mpi = session_.mpi();
  if (mpi.rank() == 0) {
    std::vector<std::string> hosts, racks;
    for (const RankPlace& place : session_.places()) {
      hosts.push_back(place.host);
      racks.push_back(place.rack);
    }
    fabric_ = fabric_of(hosts, racks);
  }
  node_ = mpi.scatter(fabric_.node_of);
  nodes_ = static_cast<int>(mpi.agree_max(static_cast<double>(fabric_.nodes.size())));
  if (what_.computation == Probing::None) return;
  // The same work everywhere: as much as the quickest of all takes that long for.
  const HostComputation own(kComputation);
  const double steps = mpi.agree_max(static_cast<double>(own.steps()));
  computation_.emplace(static_cast<std::uint64_t>(steps));
}

Trial Tournament::trial(const std::function<bool()>& verify) {
  Trial all;
  sent_.clear();
  std::vector<Matching> matchings;
  const bool first = session_.mpi().rank() == 0;
  if (first) matchings = first_matchings(fabric_, what_.rounds, seed_);
  bool well = look(matchings, false, all, verify);
  if (well) {
    matchings.clear();
    if (first) matchings = second_look(all);
    well = look(matchings, true, all, verify);
  }
  all.rank_median_s = session_.mpi().gather(sent_.empty() ? 0 : rounded_s(median(sent_)));
  return all;
}

/// On rank 0; no matchings where nothing is suspicious.
std::vector<Matching> Tournament::second_look(const Trial& all) const {
  // All others wait.
  const std::size_t pairs = all.pair_rounds.size() * fabric_.node_of.size() / 2;
  const Allowance fitting(session_.voice(), longest_fit(pairs));
  const LinkRules rules = link_rules(what_.oversubscription, what_.shape.message());
  const std::vector<Suspect> suspects = suspects_of(fabric_, all.pair_rounds, rules).all;
  if (suspects.empty()) return {};
  return second_matchings(fabric_, doubted_of(suspects), seed_);
}

bool Tournament::look(const std::vector<Matching>& matchings, bool again, Trial& all,
                      const std::function<bool()>& verify) {
  MpiSession& mpi = session_.mpi();
  const int rounds = static_cast<int>(mpi.agree_max(static_cast<double>(matchings.size())));
  const int every = again ? 1 : std::max(1, rounds / kComputations);
  for (int i = 0; i < rounds; ++i) {
    PairRound one;
    one.again = again;
    const bool first = mpi.rank() == 0;
    const bool well =
        round(first ? &matchings[static_cast<std::size_t>(i)] : nullptr, one, all, verify);
    if (computation_ && i % every == 0) one.compute_s = time_processors();
    if (first) all.pair_rounds.push_back(std::move(one));
    if (!well) return false;
  }
  return true;
}

/// `matching` is rank 0's; elsewhere nullptr.
bool Tournament::round(const Matching* matching, PairRound& one, Trial& all,
                       const std::function<bool()>& verify) {
  MpiSession& mpi = session_.mpi();
  if (matching != nullptr) one.partner = partners_by_rank(fabric_, *matching);
  const int partner = mpi.scatter(one.partner);
  const bool low = mpi.rank() < partner;
  double seconds = 0;
  int stalled = 0;
  bool well = true;
  for (const bool up : {true, false}) {
    const bool sends = partner != kNobody && low == up;
    pairing_.meet({partner, sends});
    const Trial part = sampler_.trial();
    append(all, part);
    (up ? one.samples_up : one.samples_down) = static_cast<int>(part.seconds.size());
    if (sends) {
      seconds = median(sampler_.own_samples());
      stalled = stalls(sampler_.own_samples(), seconds, part.calls_per_sample);
      sent_.push_back(seconds);
    }
    well = verify();
    if (!well) break;
  }
  one.seconds = mpi.gather(rounded_s(seconds));
  for (const double count : mpi.gather(stalled)) one.stalled.push_back(static_cast<int>(count));
  return well;
}

/// By rank, on rank 0. One at a time, nobody else computes meanwhile.
std::vector<double> Tournament::time_processors() {
  MpiSession& mpi = session_.mpi();
  const int turns = what_.computation == Probing::OneAtATime ? nodes_ : 1;
  double own_s = 0;
  for (int turn = 0; turn < turns; ++turn) {
    mpi.barrier_asleep();
    if (turns > 1 && turn != node_) continue;
    const double began_s = now_s();
    computation_->run();
    own_s = now_s() - began_s;
  }
  mpi.barrier_asleep();
  return mpi.gather(rounded_s(own_s));
}

}  // namespace fourfold
