// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/judge/against_links.hpp"

#include <fmt/format.h>

#include <map>

#include "bench/record/network_adapters.hpp"
#include "collectives/collective.hpp"

namespace fourfold {
namespace {

struct Hosts {
  int count = 0;
  int ranks_each = 0;  ///< 0 where they differ
};

/// Of the first launch that measured the case: launches may differ in their order, not in number.
Hosts hosts_of(const CaseMetrics& row, const RunRecord& record) {
  for (const LaunchRecord& launch : record.launches) {
    if (row.launches.empty() || launch.launch != row.launches.front()) continue;
    std::map<std::string, int> ranks;
    auto last = ranks.end();  // of 100,000 ranks most sit beside the one before
    for (const std::string& host : launch.hosts) {
      if (last == ranks.end() || last->first != host) last = ranks.try_emplace(host, 0).first;
      ++last->second;
    }
    Hosts hosts{static_cast<int>(ranks.size()), 0};
    if (ranks.empty()) return hosts;
    hosts.ranks_each = ranks.begin()->second;
    for (const auto& [host, count] : ranks) {
      if (count != hosts.ranks_each) hosts.ranks_each = 0;
    }
    return hosts;
  }
  return {};
}

std::optional<AdapterGroup> adapters_of(const Manifest& manifest) {
  const auto facts = manifest.facts.find("host");
  if (facts == manifest.facts.end()) return std::nullopt;
  const auto found = facts->second.find("network_adapters");
  return found == facts->second.end() ? std::nullopt : parse_fastest_adapters(found->second);
}

/// All that leads into a GPU from where its peers are: its links, or without links its PCIe; on
/// several hosts both, since the network is behind PCIe.
struct Way {
  double rate = 0;
  std::string source;
  std::string doubt;

  void add(const std::optional<Stated<BytesPerSecond>>& stated) {
    if (!stated) return;
    rate += stated->value.value();
    source += fmt::format("{}{}, {}", source.empty() ? "" : "; ", stated->source.document,
                          stated->source.date);
    if (doubt.empty()) doubt = stated->unconfirmed;
  }
};

/// No rate where the chip's file states none that counts.
Way way_into(const Chip& chip, int hosts) {
  Way way;
  way.add(chip.link_rate ? chip.link_rate : chip.pcie_rate);
  if (hosts > 1 && chip.link_rate) {
    // Without the rate of PCIe the sum is not known, and a part of it is no ceiling.
    if (!chip.pcie_rate) return {};
    way.add(chip.pcie_rate);
  }
  return way;
}

AgainstLinks::Ceiling ceiling(const CaseMetrics& row, double at_most, std::string source,
                              std::string doubt) {
  AgainstLinks::Ceiling result;
  result.limit.match = row.name;
  result.limit.metric = Metric::Busbw;
  result.limit.at_most = at_most;
  result.limit.source = std::move(source);
  result.doubt = std::move(doubt);
  return result;
}

void hold_to_links(const CaseMetrics& row, Collective collective, int hosts, const Chip& chip,
                   AgainstLinks& result) {
  const Way way = way_into(chip, hosts);
  if (way.rate <= 0) return;
  const double factor = bus_factor(collective, row.ranks);
  const double most = way.rate * factor / least_link_share(collective, row.ranks);
  result.ceilings.push_back(
      ceiling(row, most, fmt::format("links of {}: {}", chip.name, way.source), way.doubt));
  const double busbw = row.figure(Metric::Busbw).value_or(0);
  if (hosts == 1) result.of_link = Share{busbw / way.rate, !way.doubt.empty()};
  result.needs_switch = busbw > way.rate && busbw <= most;
}

void share_out(const CaseMetrics& row, Collective collective, const Hosts& hosts,
               const AdapterGroup& adapters, AgainstLinks& result) {
  const double share = host_boundary_share(collective, hosts.count, hosts.ranks_each);
  const double algbw = static_cast<double>(row.work.message.count()) / row.median_s;
  const double rate = adapters.rate.value();
  result.adapters = AdapterShare{adapters.ports, share * algbw / adapters.ports, rate};
  // Within a network that adds up, an all_reduce lets no more than S cross a host's boundary.
  const double least =
      share * least_link_share(collective, hosts.count) / bus_factor(collective, hosts.count);
  result.ceilings.push_back(
      ceiling(row, adapters.ports * rate * bus_factor(collective, row.ranks) / least,
              fmt::format("the first host's network adapters, {}", format_adapters({adapters})),
              "there may be adapters that this program does not see, or NVLink between the hosts"));
}

}  // namespace

std::optional<AgainstLinks> against_links(const CaseMetrics& row, const RunRecord& record) {
  const auto collective = parse_collective(row.operation);
  const double message = static_cast<double>(row.work.message.count());
  if (row.groups) return std::nullopt;  // each has links of its own
  if (!collective || row.ranks < 2 || row.launches.empty() || message <= 0 || row.median_s <= 0) {
    return std::nullopt;
  }
  AgainstLinks result;
  result.payload = row.ranks * message / row.median_s;
  const bool between_gpus = row.backend == "nccl" && record.manifest.chip;
  const auto adapters = adapters_of(record.manifest);
  if (!between_gpus && !adapters) return result;
  const Hosts hosts = hosts_of(row, record);
  if (between_gpus && hosts.count > 0) {
    hold_to_links(row, *collective, hosts.count, *record.manifest.chip, result);
  }
  if (hosts.count > 1 && hosts.ranks_each > 0 && adapters) {
    share_out(row, *collective, hosts, *adapters, result);
  }
  return result;
}

}  // namespace fourfold
