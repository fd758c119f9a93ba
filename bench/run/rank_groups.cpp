// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/rank_groups.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>
#include <variant>

#include "core/error.hpp"
#include "device/device.hpp"
#include "device/nvml.hpp"

namespace fourfold {
namespace {

constexpr std::array kSplitting{Scope::Node, Scope::Rack};

std::string encoded(const GroupSizes& sizes) {
  return fmt::format("{} {} {} {}\n{}", sizes.groups, sizes.smallest, sizes.largest, sizes.why_not,
                     sizes.same_name);
}

GroupSizes decoded(const std::string& text) {
  GroupSizes sizes;
  std::istringstream stream(text);
  stream >> sizes.groups >> sizes.smallest >> sizes.largest;
  stream.ignore(1);
  std::getline(stream, sizes.why_not);
  std::getline(stream, sizes.same_name);
  return sizes;
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string own_fabric(int index) {
  try {
    return nvml_fabric(open_cuda_device(index)->info().pci_bus);
  } catch (const Error&) {
    return "";  // the cases that need the GPU will say so
  }
}

RackFacts rack_facts(const std::string& host, const RackRule& rule, int gpus, int gpu) {
  const bool any = rule.from == RackRule::From::Auto;
  RackFacts facts{host, "", ""};
  if ((any || rule.from == RackRule::From::Nvlink) && gpus > 0) facts.fabric = own_fabric(gpu);
  if (any || rule.from == RackRule::From::Slurm) {
    facts.slurm =
        slurm_rack(variable("SLURM_TOPOLOGY_ADDR"), variable("SLURM_TOPOLOGY_ADDR_PATTERN"), host);
  }
  return facts;
}

bool splits_by_racks(const Sweep& sweep) {
  if (std::holds_alternative<PairwiseSweep>(sweep.what)) return true;
  const auto asks = [](const std::vector<Scope>& scopes) {
    return std::ranges::find(scopes, Scope::Rack) != scopes.end();
  };
  if (const auto* const step = std::get_if<StepSweep>(&sweep.what)) return asks(step->scopes);
  const auto* const what = std::get_if<CollectiveSweep>(&sweep.what);
  return what != nullptr && (what->bisect || asks(what->scopes));
}

}  // namespace

RankGroups::RankGroups(MpiSession& mpi, const RackFacts& own, const FindRacks& find) : mpi_(mpi) {
  const std::vector<std::string> hosts = mpi.gather(own.host);
  const std::vector<double> first = mpi.gather(mpi.first_local_rank());
  const std::vector<std::string> fabrics = mpi.gather(own.fabric);
  const std::vector<std::string> switches = mpi.gather(own.slurm);
  std::string wrong;
  try {
    std::vector<RackFacts> facts;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
      facts.push_back({hosts[i], fabrics[i], switches[i]});
    }
    std::vector<std::string> racks;
    if (mpi.rank() == 0) racks = find(facts);
    for (std::size_t i = 0; i < hosts.size(); ++i) {
      places_.push_back({hosts[i], static_cast<int>(first[i]), racks[i]});
    }
  } catch (const std::exception& error) {  // whatever it is, the others wait to hear of it
    wrong = error.what();
  }
  if (const auto consent = mpi.consent(wrong.empty(), wrong); !consent.all_well) {
    throw InputError({}, consent.text);
  }
  for (const Scope scope : kSplitting) {
    RankSplit split;
    if (mpi.rank() == 0) split = split_ranks(scope, places_);
    const std::string sizes =
        mpi.broadcast(mpi.rank() == 0 ? encoded(sizes_of(split)) : std::string());
    sizes_[scope] = decoded(sizes);
    if (sizes_[scope].groups == 0) continue;
    index_[scope] = mpi.scatter(split.group_of);
    groups_[scope] = std::move(split.groups);
  }
}

OwnGroup& RankGroups::own(Scope scope) {
  std::unique_ptr<OwnGroup>& group = own_[scope];
  if (!group) {
    const GroupSizes& sizes = sizes_.at(scope);
    const int index = index_.at(scope);
    group = std::make_unique<OwnGroup>(mpi_, scope, index, sizes.groups,
                                       sizes.smallest == sizes.largest);
  }
  return *group;
}

const std::vector<RankGroup>& RankGroups::groups(Scope scope) const {
  static const std::vector<RankGroup> none;
  const auto found = groups_.find(scope);
  return found == groups_.end() ? none : found->second;
}

bool asks_for_racks(const Config& config) {
  return config.expected || std::ranges::any_of(config.sweeps, [](const Sweep& sweep) {
           return splits_by_racks(sweep) || (sweep.rival && splits_by_racks(*sweep.rival));
         });
}

RackFacts own_rack_facts(const MpiSession& mpi, const Config& config, int gpus) {
  if (!asks_for_racks(config)) return {mpi.host(), "", ""};
  return rack_facts(mpi.host(), config.racks, gpus,
                    probe_cuda().devices == 1 ? 0 : mpi.local_rank());
}

std::map<Scope, GroupSizes> groups_on_this_host(const Config& config, int ranks) {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  RankPlace place{name.data(), 0, ""};
  if (asks_for_racks(config)) {
    const RackFacts facts = rack_facts(place.host, config.racks, probe_cuda().devices, 0);
    place.rack = find_racks(config.racks, std::span(&facts, 1))[0];
  }
  const std::vector<RankPlace> places(static_cast<std::size_t>(ranks), place);
  std::map<Scope, GroupSizes> sizes;
  for (const Scope scope : kSplitting) sizes[scope] = sizes_of(split_ranks(scope, places));
  return sizes;
}

}  // namespace fourfold
