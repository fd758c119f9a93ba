// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/known_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <unordered_map>

namespace fourfold {
namespace {

/// What each part has for itself under `key`, "" where nobody knows.
std::vector<std::string> values(const PartTable& parts, const std::string& key) {
  const auto own = parts.own.find(key);
  return own == parts.own.end() ? std::vector<std::string>(parts.kind.size()) : own->second;
}

/// The known ones of a run's first launch that has an inventory of such parts.
std::set<std::string> of_run(const RunRecord& run, PartTable Inventory::*which,
                             const std::string& key) {
  for (const LaunchRecord& launch : run.launches) {
    if (!launch.inventory || ((*launch.inventory).*which).kind.empty()) continue;
    std::set<std::string> all;
    for (const std::string& value : values((*launch.inventory).*which, key)) {
      if (!value.empty()) all.insert(value);
    }
    return all;
  }
  return {};
}

void compare(const std::set<std::string>& earlier, const std::set<std::string>& now,
             std::string_view what, Replaced& result) {
  if (earlier.empty()) return;
  std::vector<std::string> others;
  std::ranges::set_difference(now, earlier, std::back_inserter(others));
  if (others.empty()) return;
  result.text += fmt::format("{}{} of {} {} (first: {})", result.text.empty() ? "" : ", ",
                             others.size(), now.size(), what, others.front());
  if (2 * others.size() > now.size()) result.another = true;
}

}  // namespace

std::optional<Clause> own_gpus_clause(const RunRecord& record) {
  std::size_t gpus = 0;
  std::size_t told = 0;
  for (const LaunchRecord& launch : record.launches) {
    if (!launch.inventory || launch.inventory->gpus.kind.empty()) continue;
    const std::vector<std::string> uuids = values(launch.inventory->gpus, "uuid");
    std::unordered_map<std::string_view, std::size_t> ranks;
    gpus = std::max(gpus, uuids.size());
    for (std::size_t rank = 0; rank < uuids.size(); ++rank) {
      if (uuids[rank].empty()) continue;
      const auto [at, fresh] = ranks.emplace(uuids[rank], rank);
      if (fresh) continue;
      return Clause{
          "own GPUs", Decision::Inconclusive,
          fmt::format("ranks {} and {} of launch {} had one GPU, {}: it would count as two "
                      "units",
                      at->second, rank, launch.launch, uuids[rank])};
    }
    told = std::max(told, ranks.size());
  }
  if (gpus == 0) return std::nullopt;
  if (told == gpus) {
    return Clause{"own GPUs", Decision::Accept,
                  fmt::format("{} GPUs of as many UUIDs, one for each rank", gpus)};
  }
  return Clause{"own GPUs", Decision::Accept,
                fmt::format("none is known to be counted twice, but of {} of {} GPUs nobody could "
                            "tell the UUID",
                            gpus - told, gpus)};
}

Replaced replaced_parts(const RunRecord& earlier, const RunRecord& run) {
  Replaced result;
  const auto both = [&](PartTable Inventory::*which, const std::string& key,
                        std::string_view what) {
    compare(of_run(earlier, which, key), of_run(run, which, key), what, result);
  };
  both(&Inventory::hosts, "serial", "hosts");
  both(&Inventory::gpus, "uuid", "GPUs");
  return result;
}

}  // namespace fourfold
