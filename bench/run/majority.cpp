// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/majority.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/sha256.hpp"

namespace fourfold {

int usual_rank(const std::vector<std::string>& what, const std::vector<int>& host) {
  struct Camp {
    int lowest = 0;
    std::size_t ranks = 0;
    std::set<int> hosts;
  };
  std::map<std::string, Camp> camps;
  for (std::size_t i = 0; i < what.size(); ++i) {
    Camp& camp = camps[what[i]];
    if (camp.ranks++ == 0) camp.lowest = static_cast<int>(i);
    camp.hosts.insert(host[i]);
  }
  const std::size_t hosts = std::set<int>(host.begin(), host.end()).size();
  for (const auto& [said, camp] : camps) {
    if (2 * camp.ranks > what.size() && 2 * camp.hosts.size() > hosts) return camp.lowest;
  }
  return -1;
}

int usual_rank(MpiSession& mpi, const std::string& own) {
  const std::vector<std::string> what = mpi.gather(sha256(own).substr(0, 16));
  const std::vector<double> first = mpi.gather(static_cast<double>(mpi.first_local_rank()));
  const std::vector<int> host(first.begin(), first.end());
  // Rank 0 alone knows it, and nothing is below -1.
  return static_cast<int>(mpi.agree_max(mpi.rank() == 0 ? usual_rank(what, host) : -1));
}

bool is_exception(MpiSession& mpi, bool well) {
  const int usual = usual_rank(mpi, well ? "well" : "");
  const bool most_are_well = mpi.agree_max(mpi.rank() == usual && well ? 1 : 0) > 0;
  return most_are_well && !well;
}

}  // namespace fourfold
