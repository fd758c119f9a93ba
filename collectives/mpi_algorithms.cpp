// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi_algorithms.hpp"

#include <fmt/format.h>
#include <mpi.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include "collectives/mpi_session.hpp"
#include "collectives/mpi_variables.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

constexpr const char* kDynamicRules = "coll_tuned_use_dynamic_rules";
constexpr std::string_view kUnforced = "ignore";  // the choice of a variable that chooses nothing

/// How Open MPI calls our collectives in the names of its variables. Sending has no algorithms.
struct TunedName {
  Collective collective;
  std::string_view name;
};
constexpr std::array kTunedNames{
    TunedName{Collective::AllReduce, "allreduce"},
    TunedName{Collective::AllGather, "allgather"},
    TunedName{Collective::ReduceScatter, "reduce_scatter_block"},
    TunedName{Collective::Broadcast, "bcast"},
    TunedName{Collective::Reduce, "reduce"},
    TunedName{Collective::AllToAll, "alltoall"},
    TunedName{Collective::Gather, "gather"},
    TunedName{Collective::Scatter, "scatter"},
};

std::string variable_of(Collective collective) {
  for (const TunedName& one : kTunedNames) {
    if (one.collective == collective) return fmt::format("coll_tuned_{}_algorithm", one.name);
  }
  return "";
}

bool mpi_is_up() {
  int up = 0, down = 0;
  MPI_Initialized(&up);
  MPI_Finalized(&down);
  return up != 0 && down == 0;
}

int priority(const MpiVariables& variables, const std::string& component) {
  return variables.read_int("coll_" + component + "_priority").value_or(-1);
}

constexpr std::array<std::string_view, 5> kNoRivals{"tuned", "self", "inter", "sync", "cuda"};

/// The component of a higher priority than "tuned", which would serve a communicator instead of it
/// if it can; "" where there is none. Four are no rivals: "self" serves single processes, "inter"
/// two groups, "sync" only on demand, and "cuda" hands on what is in host memory (ompi/mca/coll in
/// 4.1).
std::string component_above_tuned(const MpiVariables& variables) {
  const int tuned = priority(variables, "tuned");
  for (const std::string& name : variables.names("coll_")) {
    constexpr std::string_view kEnd = "_priority";
    if (!name.ends_with(kEnd)) continue;
    const std::string component = name.substr(5, name.size() - 5 - kEnd.size());
    if (std::ranges::find(kNoRivals, component) != kNoRivals.end()) continue;
    if (priority(variables, component) >= tuned) return component;
  }
  return "";
}

}  // namespace

void prepare_mpi_algorithms() {
  for (char** one = environ; *one != nullptr; ++one) {
    if (std::string_view(*one).starts_with("OMPI_MCA_coll_tuned_")) return;
  }
  setenv("OMPI_MCA_coll_tuned_use_dynamic_rules", "1", 0);
}

AlgorithmMenu mpi_algorithms() {
  AlgorithmMenu menu{.chooser = mpi_library_name(), .names = {}, .reason = ""};
  const MpiVariables& variables = MpiVariables::of_this_process();
  const auto dynamic = variables.read(kDynamicRules);
  if (!dynamic) {
    menu.reason =
        fmt::format("{} has no component \"tuned\", whose algorithms can be chosen", menu.chooser);
    return menu;
  }
  menu.chooser += " coll/tuned";
  // Before MPI_Init it is only seen what the environment would make of it.
  if (mpi_is_up() && *dynamic != "true") {
    menu.reason = fmt::format(
        "{} heeds no choice while {} is false; it was left so because other variables of "
        "coll/tuned "
        "are set from outside, which it would bring to life (add --mca {} 1 to have both)",
        menu.chooser, kDynamicRules, kDynamicRules);
    return menu;
  }
  if (const std::string above = component_above_tuned(variables); !above.empty()) {
    menu.reason =
        fmt::format("{} may not be asked at all: coll/{} comes before it", menu.chooser, above);
    return menu;
  }
  for (const TunedName& one : kTunedNames) {
    for (const auto& [name, value] : variables.choices(variable_of(one.collective))) {
      if (name != kUnforced) menu.names[one.collective].push_back(name);
    }
  }
  return menu;
}

ForcedAlgorithm::ForcedAlgorithm(Collective collective, std::string_view algorithm)
    : variable_(variable_of(collective)) {
  MpiVariables& variables = MpiVariables::of_this_process();
  before_ = variables.read_int(variable_).value_or(0);
  for (const auto& [name, value] : variables.choices(variable_)) {
    if (name != algorithm || name == kUnforced) continue;
    if (variables.write(variable_, value)) return;
    throw Error(fmt::format("MPI does not take '{}' for {}", algorithm, variable_));
  }
  throw Error(fmt::format("MPI has no '{}' of {}", algorithm, variable_));
}

ForcedAlgorithm::~ForcedAlgorithm() { MpiVariables::of_this_process().write(variable_, before_); }

std::string mpi_algorithm_in_words(Collective collective, std::string_view algorithm, int ranks) {
  const std::string library = mpi_library_name();
  const MpiVariables& variables = MpiVariables::of_this_process();
  const auto dynamic = variables.read(kDynamicRules);
  const bool tuned = ranks > 1 && dynamic && component_above_tuned(variables).empty();
  const std::string who = tuned ? library + " coll/tuned" : library;
  if (algorithm != kAnyAlgorithm) return fmt::format("{} (asked of {})", algorithm, who);
  const std::string variable = variable_of(collective);
  if (variable.empty()) return "";
  const int outside = variables.read_int(variable).value_or(0);
  if (tuned && dynamic == "true" && outside != 0) {
    for (const auto& [name, value] : variables.choices(variable)) {
      if (value == outside) return fmt::format("{} (asked of {} from outside)", name, who);
    }
  }
  return fmt::format("auto ({})", who);
}

}  // namespace fourfold
