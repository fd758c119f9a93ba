// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/run/bisection.hpp"

#include <algorithm>

#include "bench/locate/suspects.hpp"
#include "bench/run/allowance.hpp"
#include "bench/run/clock.hpp"
#include "bench/run/make_operation.hpp"
#include "core/statistics.hpp"

namespace fourfold {
namespace {

/// Communicators of a group go before it, after what uses them.
class Closing {
 public:
  Closing(Session& session, const OwnGroup& group) : session_(session), group_(group) {}
  ~Closing() { session_.close(group_); }
  Closing(const Closing&) = delete;
  Closing& operator=(const Closing&) = delete;

 private:
  Session& session_;
  const OwnGroup& group_;
};

}  // namespace

Bisection::Bisection(const Case& one, Session& session) : case_(one), session_(session) {
  case_.measure.load = Load::Burst;  // what is sought shows at once
  if (session.mpi().rank() != 0) return;
  std::vector<std::string> hosts, racks;
  for (const RankPlace& place : session.places()) {
    hosts.push_back(place.host);
    racks.push_back(place.rack);
  }
  members_ = members_of(fabric_of(hosts, racks));
}

std::vector<GroupRound> Bisection::rounds(const Verify& verify) {
  const bool first = session_.mpi().rank() == 0;
  std::vector<GroupRound> all;
  std::vector<Groups> groups;
  if (first) groups = first_groups(members_);
  if (!look(groups, false, all, verify)) return all;
  groups.clear();
  if (first) {
    // All others wait.
    const Allowance fitting(session_.voice(), longest_fit(all.size() * members_.ranks.size()));
    const Bytes message = std::get<CollectiveCase>(case_.what).shape.message();
    const bool is_short = link_rules(std::nullopt, message).latency;
    groups = second_groups(members_, group_suspects(members_, all, is_short));
  }
  look(groups, true, all, verify);
  return all;
}

bool Bisection::look(const std::vector<Groups>& groups, bool again, std::vector<GroupRound>& all,
                     const Verify& verify) {
  MpiSession& mpi = session_.mpi();
  const int rounds = static_cast<int>(mpi.agree_max(static_cast<double>(groups.size())));
  for (int i = 0; i < rounds; ++i) {
    GroupRound one;
    one.again = again;
    const bool first = mpi.rank() == 0;
    if (first) one.group = groups_by_rank(members_, groups[static_cast<std::size_t>(i)]);
    const bool well = round(one, verify);
    if (first) all.push_back(std::move(one));
    if (!well) return false;
  }
  return true;
}

/// `one.group` is rank 0's; elsewhere empty.
bool Bisection::round(GroupRound& one, const Verify& verify) {
  MpiSession& mpi = session_.mpi();
  const int index = mpi.scatter(one.group);
  const int groups = 1 + static_cast<int>(mpi.agree_max(index));
  OwnGroup group(mpi, Scope::Facility, index, groups, false);
  const Closing closing(session_, group);
  const std::unique_ptr<Operation> operation =
      make_collective_operation(case_, std::get<CollectiveCase>(case_.what), session_, &group);
  std::unique_ptr<Sampler> sampler;
  session_.all_or_none(
      [&] { sampler = std::make_unique<Sampler>(*operation, nullptr, case_.measure, session_); });
  sampler->trial();
  const bool well = verify(*operation, sampler->last_block());
  const std::vector<double> seconds = mpi.gather(rounded_s(median(sampler->own_samples())));
  one.seconds.assign(seconds.empty() ? 0 : static_cast<std::size_t>(groups), 0);
  for (std::size_t rank = 0; rank < seconds.size(); ++rank) {
    double& slowest = one.seconds[static_cast<std::size_t>(one.group[rank])];
    slowest = std::max(slowest, seconds[rank]);
  }
  return well;
}

}  // namespace fourfold
