// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/by_rank_json.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace fourfold {
namespace {

Json packed_json(const PackedRanks& packed, std::size_t ranks) {
  return {
      {"ranks", ranks}, {"step", packed.step}, {"middle", packed.middle}, {"packed", packed.text}};
}

}  // namespace

Json by_rank_json(const RankNumbers& numbers, double resolution) {
  if (numbers.packed() != nullptr) return packed_json(*numbers.packed(), numbers.size());
  const std::vector<double> values = numbers.list();
  if (values.size() < kPackedFrom) return values;
  const auto packed = pack_ranks(values, resolution);
  return packed ? packed_json(*packed, values.size()) : Json(values);
}

RankNumbers parse_by_rank(const Json& json, const std::vector<std::string_view>& packed) {
  if (!json.is_object()) return json.get<std::vector<double>>();
  const std::string_view text = packed.at(json.at("packed").get<std::size_t>());
  return {PackedRanks{json.at("step"), json.at("middle"), std::string(text)}, json.at("ranks")};
}

}  // namespace fourfold
