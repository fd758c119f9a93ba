// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/pair_rounds_json.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bench/record/by_rank_json.hpp"
#include "core/error.hpp"

namespace fourfold {
namespace {

/// Whether everybody's partner has him as a partner.
bool is_matching(const std::vector<int>& partner) {
  const int ranks = static_cast<int>(partner.size());
  for (int rank = 0; rank < ranks; ++rank) {
    const int other = partner[static_cast<std::size_t>(rank)];
    if (other == -1) continue;
    if (other < 0 || other >= ranks || other == rank) return false;
    if (partner[static_cast<std::size_t>(other)] != rank) return false;
  }
  return true;
}

PairRound read_round(const Json& j, const std::vector<std::string_view>& packed) {
  PairRound one;
  one.again = j.at("again");
  one.partner = j.at("partner").get<std::vector<int>>();
  one.seconds = parse_by_rank(j.at("seconds"), packed).list();
  one.stalled = j.at("stalled").get<std::vector<int>>();
  one.samples_up = j.at("samples_up");
  one.samples_down = j.at("samples_down");
  if (const auto found = j.find("compute_s"); found != j.end()) {
    one.compute_s = parse_by_rank(*found, packed).list();
  }
  const std::size_t ranks = one.partner.size();
  const bool fits = one.seconds.size() == ranks && one.stalled.size() == ranks &&
                    (one.compute_s.empty() || one.compute_s.size() == ranks);
  if (!fits || !is_matching(one.partner)) throw Error("a round of pairs makes no sense");
  const auto positive = [](double s) { return s >= 0; };
  const auto counts = [&](int n) {
    return n >= 0 && n <= std::max(one.samples_up, one.samples_down);
  };
  if (!std::ranges::all_of(one.seconds, positive) ||
      !std::ranges::all_of(one.compute_s, positive) || !std::ranges::all_of(one.stalled, counts)) {
    throw Error("a round of pairs has a time or a count that cannot be");
  }
  return one;
}

GroupRound read_groups(const Json& j) {
  GroupRound one;
  one.again = j.at("again");
  one.group = j.at("group").get<std::vector<int>>();
  one.seconds = j.at("seconds").get<std::vector<double>>();
  const int groups = static_cast<int>(one.seconds.size());
  const auto is_group = [&](int group) { return group >= 0 && group < groups; };
  const auto positive = [](double s) { return s >= 0; };
  if (!std::ranges::all_of(one.group, is_group) || !std::ranges::all_of(one.seconds, positive)) {
    throw Error("a round of groups makes no sense");
  }
  return one;
}

}  // namespace

Json pair_rounds_json(const std::vector<PairRound>& rounds) {
  Json all = Json::array();
  for (const PairRound& one : rounds) {
    Json json{{"again", one.again},
              {"partner", one.partner},
              {"seconds", by_rank_json(one.seconds, kOfTimes)},
              {"stalled", one.stalled},
              {"samples_up", one.samples_up},
              {"samples_down", one.samples_down}};
    if (!one.compute_s.empty()) json["compute_s"] = by_rank_json(one.compute_s, kOfTimes);
    all.push_back(std::move(json));
  }
  return all;
}

std::vector<PairRound> parse_pair_rounds(const Json& json,
                                         const std::vector<std::string_view>& packed) {
  std::vector<PairRound> rounds;
  for (const Json& one : json) rounds.push_back(read_round(one, packed));
  return rounds;
}

Json group_rounds_json(const std::vector<GroupRound>& rounds) {
  Json all = Json::array();
  for (const GroupRound& one : rounds) {
    all.push_back({{"again", one.again}, {"group", one.group}, {"seconds", one.seconds}});
  }
  return all;
}

std::vector<GroupRound> parse_group_rounds(const Json& json) {
  std::vector<GroupRound> rounds;
  for (const Json& one : json) rounds.push_back(read_groups(one));
  return rounds;
}

}  // namespace fourfold
