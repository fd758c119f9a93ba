// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/slow_parts_json.hpp"

#include <nlohmann/json.hpp>

namespace fourfold {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string pairs_json(const LinkSpread& pairs) {
  Json ranks = Json::array();
  for (const LinkSpread::Rank& one : pairs.ranks) {
    ranks.push_back({{"host", one.host}, {"rail", one.rail}, {"median_s", one.median_s}});
  }
  const Json all{{"nodes", pairs.nodes},
                 {"rounds", pairs.rounds},
                 {"rounds_again", pairs.again},
                 {"median_s", pairs.median_s},
                 {"slowest", pairs.slowest},
                 {"slowest_s", pairs.slowest_s},
                 {"ranks", ranks}};
  return all.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string bisection_json(const BisectionSpread& bisection) {
  return Json{{"members", bisection.members},
              {"of", bisection.of_nodes ? "nodes" : "ranks"},
              {"rounds", bisection.rounds},
              {"rounds_again", bisection.again}}
      .dump();
}

std::string slow_parts_json(const std::vector<SlowPart>& parts) {
  Json all = Json::array();
  for (const SlowPart& one : parts) {
    all.push_back({{"fault", name(one.fault)},
                   {"place", one.place},
                   {"hosts", one.hosts},
                   {"factor", one.factor},
                   {"confirmed", one.confirmed},
                   {"case", one.case_name},
                   {"evidence", one.evidence}});
  }
  return all.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace fourfold
