// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/report/target_json.hpp"

#include "bench/report/figure_text.hpp"

namespace fourfold {
namespace {

Json dimension_json(const DimensionRatio& one) {
  return {{"match", one.match},
          {"weight", one.weight},
          {"candidate", one.candidate},
          {"baseline", one.baseline},
          {"unit", one.unit},
          {"ratio", one.ratio},
          {"interval", interval_json(one.interval)}};
}

Json baseline_json(const std::optional<BaselineIdentity>& baseline) {
  if (!baseline) return nullptr;
  return {
      {"path", baseline->path},   {"suite", baseline->suite},       {"started", baseline->started},
      {"ranks", baseline->ranks}, {"launches", baseline->launches}, {"sha256", baseline->sha256},
      {"own", baseline->own}};
}

Json stability_json(const std::optional<Stability>& asked) {
  if (!asked) return nullptr;
  return {{"share", asked->share},
          {"confidence", asked->confidence},
          {"suite", text_or_null(asked->suite)},
          {"suite_sha256", text_or_null(asked->suite_sha256)}};
}

/// What the ratio is formed of, so that anybody can form it again.
Json look_json(const TargetVerdict& target) {
  if (target.counted.empty()) return nullptr;
  Json launches = Json::array();
  for (const CountedLaunch& one : target.counted) {
    launches.push_back({{"launch", one.launch}, {"started", text_or_null(one.started)}});
  }
  return {{"number", target.look > 0 ? Json(target.look) : Json(nullptr)},
          {"confidence", target.look_confidence},
          {"launches", launches}};
}

}  // namespace

Json target_json(const TargetVerdict& target) {
  // Without a dimension there is no ratio: the fields hold their initial zeros.
  const bool known = !target.dimensions.empty();
  const auto ratio = [&](double value) { return known ? Json(value) : Json(nullptr); };
  Json dimensions = Json::array(), clauses = Json::array();
  for (const DimensionRatio& one : target.dimensions) dimensions.push_back(dimension_json(one));
  for (const Clause& one : target.clauses) {
    clauses.push_back({{"name", one.name}, {"decision", name(one.decision)}, {"text", one.text}});
  }
  Json result{
      {"decision", name(target.decision)},
      {"target", target.target},
      {"target_from", text_or_null(target.target_from)},
      {"baseline", baseline_json(target.baseline)},
      {"capacity_ratio", ratio(target.capacity_ratio)},
      {"interval", known ? interval_json(target.interval) : Json(nullptr)},
      {"assumption_free", ratio(target.assumption_free)},
      {"count_ratio", ratio(target.count_ratio)},
      {"per_unit_ratio", ratio(target.per_unit_ratio)},
      {"dimensions", dimensions},
      {"clauses", clauses},
      {"more_launches", target.more_launches ? Json(*target.more_launches) : Json(nullptr)}};
  const Target& terms = target.terms;
  result["terms"] = {{"confidence", terms.confidence}, {"floor", terms.floor},
                     {"tolerance", terms.tolerance},   {"min_launches", terms.min_launches},
                     {"min_days", terms.min_days},     {"looks", terms.looks}};
  result["terms"]["resumed"] = terms.resumed;
  result["terms"]["stability"] = stability_json(terms.stability);
  result["terms"]["suite_sha256"] = text_or_null(terms.suite_sha256);
  result["terms"]["baseline_sha256"] = text_or_null(terms.baseline_sha256);
  result["terms"]["baseline_signed_by"] = text_or_null(terms.baseline_signed_by);
  result["terms"]["signed_by"] = text_or_null(terms.signed_by);
  result["look"] = look_json(target);
  result["rules"] = Json::array();
  for (const RulesFile& one : target.rules) {
    result["rules"].push_back({{"path", one.path}, {"sha256", one.sha256}});
  }
  if (!target.category.empty()) result["category"] = target.category;
  if (target.contracted) result["contracted_units"] = *target.contracted;
  if (target.baseline_contracted) result["baseline_units"] = *target.baseline_contracted;
  return result;
}

}  // namespace fourfold
