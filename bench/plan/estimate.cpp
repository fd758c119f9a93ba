// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "bench/plan/calls_in_graph.hpp"
#include "bench/plan/footprint.hpp"
#include "bench/plan/groups.hpp"
#include "bench/plan/plan.hpp"
#include "kernels/all_reduce_gpu.hpp"

namespace fourfold {
namespace {

/// Round, modest rates of one rank: what such a device does on a bad day.
struct Pace {
  double message_bytes_per_s;
  double message_s;  ///< of an empty message
  double memory_bytes_per_s;
  double flops_per_s;
  double fill_bytes_per_s;  ///< making inputs and checking outputs, on the host
  double start_s;           ///< launcher, libraries, first communicator
  double communicator_s;    ///< making one more
};
constexpr Pace kHostPace{1e9, 2e-6, 3e9, 1e10, 5e8, 1, 1e-3};
constexpr Pace kCudaPace{2e10, 20e-6, 5e11, 1e13, 5e8, 8, 1};
constexpr double kMostSettling = 6;  // times what was asked for, until it counts as never steady
constexpr double kNaiveFlopsPerS = 5e8;
constexpr double kHostLinkBytesPerS = 5e9;              // between host and device
constexpr double kTrialsOfAlgorithms = 64 * 3 + 8 * 5;  // calls: three of each, samples of the best

struct CallSeconds {
  const Pace& pace;

  double operator()(const CollectiveCase& one) const {
    // An overlapped one has a computation of its own length in it.
    const double lengths = one.calls == CallForm::Overlapped ? 2 : 1;
    return lengths * (pace.message_s +
                      static_cast<double>(one.shape.message().count()) / pace.message_bytes_per_s);
  }
  double operator()(const GemmCase& one) const {
    const double rate = one.kernel == "naive" ? kNaiveFlopsPerS : pace.flops_per_s;
    return one.problem.flops().value() / rate;
  }
  double operator()(const StepCase& one) const {
    const StepLayout layout(one.step);
    const double rate = one.kernel == "naive" ? kNaiveFlopsPerS : pace.flops_per_s;
    const double products = one.step.flops().value() / rate;
    const double messages = static_cast<double>(layout.buckets.size()) * pace.message_s +
                            static_cast<double>(layout.gradient_bytes) / pace.message_bytes_per_s;
    return products + messages;
  }
  double operator()(const CommunicatorCase&) const { return pace.communicator_s; }
  double operator()(const PairwiseCase& one) const {
    return 2 * pace.message_s +
           static_cast<double>(one.shape.message().count()) / pace.message_bytes_per_s;
  }
  double operator()(const VirtualRanksCase& one) const {
    const auto bytes = virtual_ranks_traffic(one.algorithm, one.array.count(), one.ranks);
    return static_cast<double>(bytes) / pace.memory_bytes_per_s;
  }
  double operator()(const MemoryCase& one) const {
    const MemoryPatternTraits& row = traits(one.pattern);
    const double rate = row.host == HostSide::None ? pace.memory_bytes_per_s : kHostLinkBytesPerS;
    return static_cast<double>(one.array.count()) * (row.reads + row.writes) / rate;
  }
};

/// How long it takes at least to launch what is launched at once: a call, or a graph of them.
double launch_s(const Case& one, const Capabilities& capabilities, const Pace& pace) {
  const double call = std::visit(CallSeconds{pace}, one.what);
  if (launch_of(one) == Launch::Stream) return call;
  const double places = rotation_places(one, capabilities);
  return call * static_cast<double>(calls_in_graph(static_cast<std::uint64_t>(places)));
}

/// The same of both contenders of a contest together.
double turn_s(const Case& one, const Capabilities& capabilities, const Pace& pace) {
  const double own = launch_s(one, capabilities, pace);
  return one.rival == nullptr ? own : own + launch_s(*one.rival, capabilities, pace);
}

/// How long it takes to find the fastest of a library's algorithms.
double choosing_s(const Case& one, double call) {
  const auto* const gemm = std::get_if<GemmCase>(&one.what);
  const auto* const step = std::get_if<StepCase>(&one.what);
  const std::string kernel = gemm != nullptr ? gemm->kernel : step != nullptr ? step->kernel : "";
  // Of a step one product of each kind is tried, which are no more than a step has.
  return kernel.starts_with("cublaslt") ? kTrialsOfAlgorithms * call : 0;
}

/// MPI is not quicker on a GPU's memory than on the host's, as far as can be relied on.
const Pace& pace_of(const Case& one) {
  const auto* const what = std::get_if<CollectiveCase>(&one.what);
  const bool by_mpi = what != nullptr && what->backend == "mpi";
  return one.device == DeviceKind::Host || by_mpi ? kHostPace : kCudaPace;
}

// How many measurements a trial is made of; suspects take a few more.
double rounds_of_pairs(int rounds) {
  constexpr int kAgain = 5;
  return 2 * (rounds + kAgain);  // in either direction
}
double rounds_in_groups(int ranks) {
  constexpr double kAgain = 3;
  return 2 + std::log2(std::max(2, ranks)) + kAgain;
}

double rounds_of(const Case& one, const Capabilities& capabilities) {
  if (const auto* const pairs = std::get_if<PairwiseCase>(&one.what)) {
    return rounds_of_pairs(pairs->rounds);
  }
  const auto* const what = std::get_if<CollectiveCase>(&one.what);
  return what != nullptr && what->bisect ? rounds_in_groups(capabilities.ranks) : 1;
}

double rounds_of(const Sweep& one, int ranks) {
  if (const auto* const pairs = std::get_if<PairwiseSweep>(&one.what)) {
    return rounds_of_pairs(pairs->rounds);
  }
  const auto* const what = std::get_if<CollectiveSweep>(&one.what);
  return what != nullptr && what->bisect ? rounds_in_groups(ranks) : 1;
}

/// How many groups may take turns in a sample. Where the ranks will be is not known here; alone a
/// rank has nobody to talk to.
double most_turns(const Sweep& one, int ranks) {
  const auto in_turns = [](const auto& what) {
    return std::ranges::find(what.orders, GroupOrder::OneAtATime) != what.orders.end() &&
           std::ranges::any_of(what.scopes, [](Scope s) { return s != Scope::Facility; });
  };
  const auto* const collective = std::get_if<CollectiveSweep>(&one.what);
  const auto* const step = std::get_if<StepSweep>(&one.what);
  const bool any =
      (collective != nullptr && in_turns(*collective)) || (step != nullptr && in_turns(*step));
  return any ? std::max(1.0, ranks / 2.0) : 1;
}

/// Until the first case: what the watch lets it stand still for (bench/watch/deadlines.cpp) while
/// the launcher starts the ranks, and communicators, of which 10,000 GPUs need ten minutes.
double start_s(const Config& config) {
  constexpr double kStart_s = 120;
  constexpr double kOfRank_s = 0.005;
  constexpr double kOpeningOfRank_s = 0.06;
  constexpr double kMostOpening_s = 600;
  return kStart_s + 5 * config.hang_after.value() + kOfRank_s * config.ranks +
         std::min(kMostOpening_s, kOpeningOfRank_s * config.ranks);
}

}  // namespace

Seconds launch_deadline(const Config& config, std::size_t cases) {
  constexpr double kBuffers_s = 10;  // to make, fill and check what a case needs
  constexpr double kRound_s = 5;     // to check what a round has left
  constexpr double kTurn_s = 0.01;   // of one group, with the barrier behind it
  constexpr double kSamples = 3;     // that are longer than the time they are given
  if (config.launch_timeout) return *config.launch_timeout;
  double longest = 0;
  for (const Sweep& sweep : config.sweeps) {
    const Measure& m = sweep.measure;
    const bool sustained = m.load == Load::Sustained;
    const double warmup = sustained ? kMostSettling * m.settle.value() : m.warmup.value();
    const double budget = sustained ? std::max(m.max_time, m.hold).value() : m.max_time.value();
    // A trial that lacks samples goes on for up to four times its budget.
    const double sample =
        most_turns(sweep, config.ranks) * std::max(kTurn_s, m.min_sample_time.value());
    const double round = 4 * budget + warmup + kRound_s + kSamples * sample;
    longest = std::max(longest, m.trials * (rounds_of(sweep, config.ranks) * round + kBuffers_s));
  }
  return Seconds(start_s(config) + longest * static_cast<double>(cases));
}

Estimate estimate(const Case& one, const Capabilities& capabilities) {
  const Pace& pace = pace_of(one);
  const Measure& measure = one.measure;
  const double call = turn_s(one, capabilities, pace);
  const auto* const what = std::get_if<CollectiveCase>(&one.what);
  const bool overlaps = (what != nullptr && what->calls == CallForm::Overlapped) ||
                        std::holds_alternative<StepCase>(one.what);
  // ABBA, twice; or together, and each of the two alone
  const double turns =
      one.rival != nullptr ? 8 : (overlaps ? 2 : 1) * group_turns(grouping_of(one), capabilities);
  const double sample = turns * std::max(call, measure.min_sample_time.value());
  const bool sustained = measure.load == Load::Sustained;
  const double warmup = sustained ? measure.settle.value() : measure.warmup.value();
  const double hold = sustained ? measure.hold.value() : 0;
  const double max_time = std::max(measure.max_time.value(), hold);
  const double enough = measure.min_samples * sample;
  const double early = std::clamp(enough, std::max(hold, 0.25 * max_time), max_time);
  // Ranks that share a processor fill and check one after the other.
  const double share =
      std::max(1.0, static_cast<double>(capabilities.ranks_per_host) / capabilities.cpus);
  const double fill = footprint(one, capabilities).arena * share / pace.fill_bytes_per_s;
  const double trials = measure.trials * rounds_of(one, capabilities);
  const double choosing = choosing_s(one, call);
  return {Seconds(trials * (warmup + early + fill) + choosing / 4),
          // A sample that has begun is finished; filling varies most.
          Seconds(trials * (kMostSettling * warmup + max_time + 2 * sample + 3 * fill) + choosing)};
}

Seconds longest_step(const Case& one, const Capabilities& capabilities) {
  constexpr double kBadDay = 10;  // times what such a device does
  const Pace& pace = pace_of(one);
  const double call = turn_s(one, capabilities, pace);
  const double share =
      std::max(1.0, static_cast<double>(capabilities.ranks_per_host) / capabilities.cpus);
  const double fill = footprint(one, capabilities).arena * share / pace.fill_bytes_per_s;
  return Seconds(kBadDay * (share * call + fill + choosing_s(one, call)));
}

Estimate estimate(const Plan& plan, const Capabilities& capabilities) {
  Estimate total;
  double start = kHostPace.start_s;
  for (const Case& one : plan.cases) {
    const Estimate part = estimate(one, capabilities);
    total.likely += part.likely;
    total.most += part.most;
    if (one.device == DeviceKind::Cuda) start = kCudaPace.start_s;
  }
  total.likely += Seconds(start);
  total.most += Seconds(5 * start);
  return total;
}

}  // namespace fourfold
