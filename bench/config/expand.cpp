// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <variant>

#include "bench/config/config.hpp"
#include "bench/config/quoted.hpp"
#include "bench/config/step_yaml.hpp"
#include "collectives/peer_algorithm.hpp"
#include "core/sha256.hpp"
#include "kernels/gemm.hpp"

namespace fourfold {
namespace {

/// fmt prints the shortest decimal that reads back as the same double.
std::string number(double value) { return fmt::format("{}", value); }
std::string seconds(Seconds time) { return fmt::format("{}s", time.value()); }

template <class List, class Print>
std::string list(const List& values, const Print& print) {
  std::string out;
  for (const auto& value : values) {
    if (!out.empty()) out += ", ";
    out += print(value);
  }
  return "[" + out + "]";
}

const auto by_name = [](auto value) { return std::string(name(value)); };
const auto by_itself = [](const std::string& text) { return text; };

std::string measure(const Measure& m) {
  return fmt::format(
      "{{precision: {}, confidence: {}, trials: {}, max_time: {}, min_samples: {}, max_samples: "
      "{}, "
      "warmup: {}, min_sample_time: {}, timing: {}, cache: {}, seed: {}, load: {}}}",
      number(m.precision), number(m.confidence), m.trials, seconds(m.max_time), m.min_samples,
      m.max_samples, seconds(m.warmup), seconds(m.min_sample_time),
      m.timing == Timing::Auto ? "auto" : "per_call", m.cache == CacheState::Cold ? "cold" : "hot",
      m.seed,
      m.load == Load::Burst
          ? "burst"
          : fmt::format("sustained, settle: {}, hold: {}", seconds(m.settle), seconds(m.hold)));
}

bool any(const CollectiveSweep& sweep, bool CollectiveTraits::*has) {
  for (const Collective one : sweep.collectives) {
    if (traits(one).*has) return true;
  }
  return false;
}

struct EntryPrinter {
  std::string operator()(const CollectiveSweep& sweep) const {
    std::string out =
        fmt::format("  - collective: {}\n    backend: {}\n    algorithm: {}\n    dtype: {}\n",
                    list(sweep.collectives, by_name), list(sweep.backends, by_itself),
                    list(sweep.algorithms, [](const AlgorithmName& one) { return one.name; }),
                    list(sweep.types, by_name));
    // A key that would mean nothing to this entry is refused when read.
    if (any(sweep, &CollectiveTraits::reduces)) {
      out += fmt::format("    op: {}\n", list(sweep.ops, by_name));
    }
    if (any(sweep, &CollectiveTraits::rooted)) out += fmt::format("    root: {}\n", sweep.root);
    const auto has_memory = [](const auto& name) { return name != "nccl"; };
    if (std::ranges::any_of(sweep.backends, has_memory)) {
      out += fmt::format("    memory: {}\n", list(sweep.memories, by_name));
    }
    const auto may_be_nccl = [](const auto& name) { return name == "nccl" || name == "auto"; };
    if (std::ranges::any_of(sweep.backends, may_be_nccl)) {
      out += fmt::format("    protocol: {}\n    buffers: {}\n    launch: {}\n    cta_policy: {}\n",
                         list(sweep.protocols, by_name), list(sweep.buffers, by_name),
                         list(sweep.launches, by_name), list(sweep.cta_policies, by_name));
    }
    out += fmt::format("    scope: {}\n", list(sweep.scopes, by_name));
    if (std::ranges::any_of(sweep.scopes, [](Scope one) { return one != Scope::Facility; })) {
      out += fmt::format("    groups: {}\n", list(sweep.orders, by_name));
    }
    if (std::ranges::find(sweep.scopes, Scope::Facility) != sweep.scopes.end()) {
      out += fmt::format("    bisect: {}\n", sweep.bisect);
    }
    return out + fmt::format("    size: {}\n    in_place: {}\n    calls: {}\n",
                             list(sweep.sizes, format_bytes),
                             list(sweep.in_place, [](bool yes) { return yes ? "true" : "false"; }),
                             list(sweep.calls, [](CallForm form) {
                               return std::string(kCallForms[static_cast<std::size_t>(form)]);
                             }));
  }

  std::string operator()(const GemmSweep& sweep) const {
    const auto shape = [](const GemmShape& s) { return fmt::format("{}x{}x{}", s.m, s.n, s.k); };
    return fmt::format(
        "  - gemm: {}\n    dtype: {}\n    shape: {}\n    input: {}\n    launch: {}\n",
        list(sweep.kernels, by_itself), list(sweep.types, by_name), list(sweep.shapes, shape),
        list(sweep.inputs, by_name), list(sweep.launches, by_name));
  }

  std::string operator()(const MemorySweep& sweep) const {
    return fmt::format("  - memory: {}\n    backend: {}\n    size: {}\n    launch: {}\n",
                       list(sweep.patterns, by_name), list(sweep.backends, by_itself),
                       list(sweep.sizes, format_bytes), list(sweep.launches, by_name));
  }

  std::string operator()(const VirtualRanksSweep& sweep) const {
    return fmt::format("  - virtual_ranks: {}\n    algorithm: {}\n    size: {}\n    launch: {}\n",
                       list(sweep.ranks, [](int ranks) { return std::to_string(ranks); }),
                       list(sweep.algorithms, by_name), list(sweep.sizes, format_bytes),
                       list(sweep.launches, by_name));
  }

  std::string operator()(const PairwiseSweep& sweep) const {
    return fmt::format(
        "  - pairwise: send_recv\n    backend: {}\n    dtype: {}\n    size: {}\n    rounds: {}\n"
        "    computation: {}\n",
        list(sweep.backends, by_itself), list(sweep.types, by_name),
        list(sweep.sizes, format_bytes), sweep.rounds,
        kProbings[static_cast<std::size_t>(sweep.computation)]);
  }

  std::string operator()(const StepSweep& sweep) const { return step_yaml(sweep); }

  std::string operator()(const CommunicatorSweep& sweep) const {
    return fmt::format("  - communicator: {}\n    backend: {}\n", list(sweep.kinds, by_name),
                       list(sweep.backends, by_itself));
  }
};

/// Without its `measure`, which two contenders share.
std::string entry(const Sweep& sweep) {
  if (sweep.rival == nullptr) return std::visit(EntryPrinter{}, sweep.what);
  std::string out = "  - contenders:\n";
  for (const Sweep* one : {&sweep, sweep.rival.get()}) {
    std::istringstream lines(std::visit(EntryPrinter{}, one->what));
    for (std::string line; std::getline(lines, line);) out += "    " + line + "\n";
  }
  return out;
}

std::string expectation(const Expectation& one) {
  std::string out = fmt::format("{{match: {}, metric: {}, value: {}, unit: {}", quoted(one.match),
                                name(one.metric), number(one.value), base_unit(one.metric));
  if (one.lower) out += ", lower: " + number(*one.lower);
  if (one.upper) out += ", upper: " + number(*one.upper);
  return out + "}";
}

std::string limit(const Limit& one) {
  return fmt::format("{{match: {}, metric: {}, at_most: {}, unit: {}, source: {}}}",
                     quoted(one.match), name(one.metric), number(one.at_most),
                     base_unit(one.metric), quoted(one.source));
}

/// `key:` and one line for each of those that come from the machine, or from the suite itself.
template <class One>
std::string block(std::string_view indent, std::string_view key, const std::vector<One>& all,
                  bool from_machine, std::string (*print)(const One&)) {
  std::string out;
  for (const One& one : all) {
    if (one.from_machine == from_machine) out += fmt::format("{}  - {}\n", indent, print(one));
  }
  return out.empty() ? "" : fmt::format("{}{}:\n{}", indent, key, out);
}

std::string target(const Target& t) {
  std::string out = fmt::format(
      "target:\n  ratio: {}\n  confidence: {}\n  floor: {}\n  tolerance: {}\n  min_launches: {}\n",
      number(t.ratio), number(t.confidence), number(t.floor), number(t.tolerance), t.min_launches);
  out += fmt::format("  min_days: {}\n", t.min_days);
  if (!t.looks.empty()) out += fmt::format("  looks: [{}]\n", fmt::join(t.looks, ", "));
  out += fmt::format("  resumed: {}\n", t.resumed);
  if (t.category) out += fmt::format("  category: {}\n", name(*t.category));
  if (t.stability) {
    std::string suite = t.stability->suite.empty() ? "" : ", suite: " + quoted(t.stability->suite);
    if (!t.stability->suite_sha256.empty()) {
      suite += ", suite_sha256: " + quoted(t.stability->suite_sha256);
    }
    out += fmt::format("  stability: {{share: {}, confidence: {}{}}}\n", number(t.stability->share),
                       number(t.stability->confidence), suite);
  }
  if (t.units) out += fmt::format("  units: {}\n", *t.units);
  if (!t.baseline.empty()) out += fmt::format("  baseline: {}\n", quoted(t.baseline));
  if (!t.baseline_sha256.empty()) {
    out += fmt::format("  baseline_sha256: {}\n", quoted(t.baseline_sha256));
  }
  if (!t.baseline_signed_by.empty()) {
    out += fmt::format("  baseline_signed_by: {}\n", quoted(t.baseline_signed_by));
  }
  if (!t.signed_by.empty()) out += fmt::format("  signed_by: {}\n", quoted(t.signed_by));
  out += "  dimensions:\n";
  for (const Dimension& one : t.dimensions) {
    out += fmt::format("    - {{metric: {}, weight: {}}}\n", quoted(one.match), number(one.weight));
  }
  return out;
}

/// A suite may leave the number of ranks to the launcher and still name a high root; writing the
/// default down would then make the two contradict each other.
bool ranks_left_open(const Config& config) {
  const auto beyond = [&](const Sweep& sweep) {
    const auto* collective = std::get_if<CollectiveSweep>(&sweep.what);
    return collective != nullptr && collective->root >= config.ranks;
  };
  for (const Sweep& sweep : config.sweeps) {
    if (beyond(sweep) || (sweep.rival && beyond(*sweep.rival))) return true;
  }
  return false;
}

std::string head(const Config& config) {
  constexpr std::array kDevices{"auto", "host", "cuda"};
  std::string out = fmt::format("fourfold: 1\nsuite: {}\n", quoted(config.name));
  if (!config.description.empty()) {
    out += fmt::format("description: {}\n", quoted(config.description));
  }
  out += fmt::format("device: {}\nlaunches: {}\n",
                     kDevices[static_cast<std::size_t>(config.device)], config.launches);
  if (!ranks_left_open(config)) out += fmt::format("ranks: {}\n", config.ranks);
  if (config.share_gpus) out += "share_gpus: true\n";
  if (config.launch_timeout) {
    out += fmt::format("launch_timeout: {}\n", seconds(*config.launch_timeout));
  }
  out += fmt::format("hang_after: {}\n", seconds(config.hang_after));
  const bool word = config.chip == "auto" || config.chip == "none";
  return out + fmt::format("chip: {}\n", word ? config.chip : quoted(config.chip));
}

/// How ranks are split into racks, and how many there should be.
std::string split(const Config& config) {
  const std::string out = fmt::format("racks: {}\n", racks_yaml(config.racks));
  if (!config.expected) return out;
  const Contract& all = *config.expected;
  return out + fmt::format("expected: {{racks: {}, nodes_per_rack: {}, gpus_per_node: {}}}\n",
                           all.racks, all.nodes_per_rack, all.gpus_per_node);
}

}  // namespace

std::string expanded(const Config& config) {
  std::string out = head(config) + "cases:\n";
  for (const Sweep& sweep : config.sweeps) {
    out += entry(sweep);
    out += fmt::format("    measure: {}\n", measure(sweep.measure));
  }
  out += block("", "expectations", config.expectations, false, expectation);
  out += block("", "limits", config.limits, false, limit);
  if (!config.machine.empty()) {
    out += fmt::format("machine:\n  fourfold_machine: 1\n  name: {}\n", quoted(config.machine));
    out += block("  ", "expectations", config.expectations, true, expectation);
    out += block("  ", "limits", config.limits, true, limit);
  }
  if (config.tuning) out += "tuning:\n" + tuning_yaml(*config.tuning, "  ");
  return out + split(config) + (config.target ? target(*config.target) : "");
}

std::string suite_sha256(const Config& config) {
  Config alike = config;
  alike.ranks = alike.launches = 1;
  alike.expected.reset();
  return sha256(expanded(alike));
}

}  // namespace fourfold
