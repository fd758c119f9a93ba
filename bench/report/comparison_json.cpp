// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <ostream>

#include "bench/report/comparison_report.hpp"
#include "bench/report/comparison_text.hpp"

namespace fourfold {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchemaVersion = 1;
constexpr int kJsonIndent = 2;

Json optional_json(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json times_json(const TimesAsFast& times) {
  Json interval;
  if (times.interval) {
    interval = {{"lower", times.interval->lower}, {"upper", times.interval->upper}};
  }
  return {{"ratio", times.ratio}, {"interval", interval}};
}

Json roof_json(const std::optional<AgainstChip>& chip) {
  if (!chip) return nullptr;
  const Share& share = chip->roofline ? chip->roofline->of_roof : chip->of_peak;
  return {{"value", share.value},
          {"in_doubt", share.in_doubt},
          {"of", chip->roofline ? "roof" : "peak"}};
}

Json record_json(const RunRecord& record, std::size_t index) {
  const Manifest& m = record.manifest;
  return {{"label", record_label(index)},
          {"directory", record.directory},
          {"sha256", record.sha256},
          {"suite", m.suite_name},
          {"started", m.started},
          {"ranks", m.ranks},
          {"launches", record.launches.size()},
          {"fourfold_version", m.fourfold_version},
          {"git_revision", m.git_revision},
          {"chip", m.chip ? Json(m.chip->name) : Json(nullptr)}};
}

Json case_json(const ComparedCase& one) {
  return {{"name", one.name},
          {"other_name", one.other_name},
          {"operation", one.operation},
          {"family", one.family},
          {"metric", name(one.metric)},
          {"unit", base_unit(one.metric)},
          {"first", one.first},
          {"other", one.other},
          {"call", times_json(one.call)},
          {"p", optional_json(one.p)},
          {"p_holm", optional_json(one.p_holm)},
          {"different", one.p_holm ? Json(significant(one)) : Json(nullptr)},
          {"machine", optional_json(one.machine)},
          {"per_chip", optional_json(one.per_chip)},
          {"first_watts", optional_json(one.first_watts)},
          {"other_watts", optional_json(one.other_watts)},
          {"per_watt", optional_json(one.per_watt)},
          {"first_roof", roof_json(one.first_chip)},
          {"other_roof", roof_json(one.other_chip)},
          {"notes", one.notes}};
}

Json comparison_json(const Comparison& comparison, std::size_t index) {
  Json cases = Json::array(), families = Json::array(), refused = Json::array();
  for (const ComparedCase& one : comparison.cases) cases.push_back(case_json(one));
  for (const FamilyRatio& one : comparison.families) {
    families.push_back(
        {{"family", one.family}, {"cases", one.cases}, {"call", times_json(one.call)}});
  }
  for (const NotCompared& one : comparison.refused) {
    refused.push_back({{"name", one.name}, {"other_name", one.other_name}, {"why", one.why}});
  }
  return {{"record", record_label(index + 1)},
          {"cases", cases},
          {"families", families},
          {"refused", refused},
          {"only_first", comparison.only_first},
          {"only_other", comparison.only_other},
          {"notes", comparison.notes}};
}

}  // namespace

void write_comparison_json(const ComparisonReport& report, std::ostream& out) {
  Json records = Json::array(), comparisons = Json::array();
  for (std::size_t i = 0; i < report.records.size(); ++i) {
    records.push_back(record_json(*report.records[i], i));
  }
  for (std::size_t i = 0; i < report.comparisons.size(); ++i) {
    comparisons.push_back(comparison_json(report.comparisons[i], i));
  }
  const Json document{{"schema", "fourfold-comparison"},
                      {"version", kSchemaVersion},
                      {"significance", kSignificance},
                      {"records", records},
                      {"comparisons", comparisons}};
  out << document.dump(kJsonIndent, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace fourfold
