// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <ostream>
#include <set>

#include "bench/judge/against_chip.hpp"
#include "bench/judge/against_links.hpp"
#include "bench/report/figure_text.hpp"
#include "bench/report/formats.hpp"
#include "bench/report/interruptions_json.hpp"
#include "bench/report/json_values.hpp"
#include "bench/report/overlap_json.hpp"
#include "bench/report/slow_parts_json.hpp"
#include "bench/report/target_json.hpp"

namespace fourfold {
namespace {

constexpr int kSchemaVersion = 1;
constexpr int kJsonIndent = 2;

Json launch_json(const LaunchRecord& launch) {
  const std::set<std::string> hosts(launch.hosts.begin(), launch.hosts.end());
  return {{"launch", launch.launch},
          {"started", text_or_null(launch.started)},
          {"hosts", hosts.size()},
          {"barrier_exit_skew_s", launch.barrier_exit_skew_s},
          {"exit_code", launch.ended ? Json(launch.exit_code) : Json(nullptr)},
          {"end_reason", text_or_null(launch.end_reason)}};
}

Json evidence_json(const Evidence& evidence) {
  const auto& signature = evidence.signature;
  return {{"chained", evidence.chained},
          {"lines", evidence.lines},
          {"signed_by", text_or_null(signer(evidence))},
          {"by", signature ? text_or_null(signature->by) : Json(nullptr)},
          {"signed", signature ? Json(signature->at) : Json(nullptr)}};
}

Json run_json(const RunRecord& record) {
  const Manifest& manifest = record.manifest;
  Json launches = Json::array();
  for (const LaunchRecord& launch : record.launches) launches.push_back(launch_json(launch));
  return {{"directory", record.directory},
          {"suite", manifest.suite_name},
          {"started", text_or_null(manifest.started)},
          {"fourfold_version", manifest.fourfold_version},
          {"git_revision", text_or_null(manifest.git_revision)},
          {"device_choice", manifest.device_choice},
          {"ranks", manifest.ranks},
          {"planned_launches", manifest.planned_launches},
          {"injected", manifest.injected},
          {"sha256", text_or_null(record.sha256)},
          {"evidence", evidence_json(record.evidence)},
          {"truncated", text_or_null(record.truncated)},
          {"facts", manifest.facts},
          {"launches", launches}};
}

Json mismatch_json(const Mismatch& mismatch) {
  return {{"rank", mismatch.rank},
          {"call", mismatch.call},
          {"element", mismatch.element},
          {"expected", mismatch.expected},
          {"got", mismatch.got},
          {"expected_bits", text_or_null(mismatch.expected_bits)},
          {"got_bits", text_or_null(mismatch.got_bits)},
          {"wrong", mismatch.wrong}};
}

/// In the metric's base unit.
Json figure_json(const CaseMetrics& one, Metric metric) {
  const auto figure = has_figures(one) ? one.figure(metric) : std::nullopt;
  if (!figure) return nullptr;
  Json result{{"value", *figure}, {"unit", base_unit(metric)}};
  result["interval"] = interval_json(one.figure_interval(metric));
  return result;
}

Json figures_json(const CaseMetrics& one) {
  Json figures;
  for (const Metric metric :
       {Metric::Time, Metric::Algbw, Metric::Busbw, Metric::Memory, Metric::Flops}) {
    figures[std::string(name(metric))] = figure_json(one, metric);
  }
  if (one.ratio) figures[std::string(name(Metric::Ratio))] = figure_json(one, Metric::Ratio);
  if (one.operation == "step") figures["step_rate"] = figure_json(one, Metric::StepRate);
  return figures;
}

Json correct_json(const CaseMetrics& one) {
  if (one.mismatch) return false;
  return one.correct ? Json(true) : Json(nullptr);
}

Json share_json(const std::optional<Share>& share) {
  if (!share) return nullptr;
  return {{"value", share->value}, {"in_doubt", share->in_doubt}};
}

Json chip_json(const AgainstChip& chip) {
  Json roofline;
  if (chip.roofline) {
    roofline = {{"intensity_flop_per_byte", chip.roofline->intensity},
                {"memory_bound", chip.roofline->memory_bound},
                {"of_roof", share_json(chip.roofline->of_roof)}};
  }
  return {{"peak", chip.peak},
          {"ceiling", chip.ceiling.at_most},
          {"unit", base_unit(chip.ceiling.metric)},
          {"source", chip.ceiling.source},
          {"doubt", text_or_null(chip.doubt)},
          {"of_peak", share_json(chip.of_peak)},
          {"of_peak_at_clock", share_json(chip.of_peak_at_clock)},
          {"roofline", roofline}};
}

Json links_json(const AgainstLinks& links) {
  Json ceilings = Json::array();
  for (const auto& [limit, doubt] : links.ceilings) {
    ceilings.push_back(
        {{"busbw_Bps", limit.at_most}, {"source", limit.source}, {"doubt", text_or_null(doubt)}});
  }
  Json adapters;
  if (links.adapters) {
    adapters = {{"ports", links.adapters->ports},
                {"each_Bps", links.adapters->each},
                {"rate_Bps", links.adapters->rate}};
  }
  return {{"payload_Bps", links.payload},
          {"of_link", share_json(links.of_link)},
          {"needs_switch", links.needs_switch},
          {"adapters", adapters},
          {"ceilings", ceilings}};
}

Json groups_json(const GroupSpread& spread) {
  Json all = Json::array();
  for (const GroupFigure& one : spread.groups) {
    all.push_back({{"name", one.name}, {"ranks", one.ranks}, {"median_s", one.median_s}});
  }
  return {{"slowest", spread.slowest().name},
          {"median_s", spread.median_s},
          {"spread", spread.spread()},
          {"in_turns", spread.in_turns},
          {"even", spread.even},
          {"all", all}};
}

Json case_json(const Report& report, std::size_t index) {
  const CaseMetrics& one = report.metrics[index];
  const auto& verdicts = report.judgement.case_verdicts;
  const bool measured = has_figures(one);
  const bool slowest = measured && one.slowest_rank >= 0;
  Json result{{"name", one.name},
              {"operation", one.operation},
              {"backend", one.backend},
              {"dtype", one.dtype},
              {"size", one.size},
              {"status", name(one.status)},
              {"reason", text_or_null(one.reason)},
              {"verdict", index < verdicts.size() ? text_or_null(verdicts[index]) : Json(nullptr)},
              {"ranks", one.ranks},
              {"message_bytes", one.work.message.count()},
              {"samples", one.samples},
              {"launch_medians_s", one.launch_medians},
              {"facility_rates", one.facility_rates},
              {"headline", measured ? Json(name(one.headline())) : Json(nullptr)},
              {"figures", figures_json(one)},
              {"between_launches", one.interval_s ? Json(one.between_launches) : Json(nullptr)},
              {"correct", correct_json(one)},
              {"mismatch", one.mismatch ? mismatch_json(*one.mismatch) : Json(nullptr)},
              {"stopped", text_or_null(one.stopped)},
              {"algorithm", text_or_null(one.algorithm)}};
  if (one.reported) {
    result["reported"] = {{"by", one.reported->by}, {"figure", one.reported->figure}};
  }
  result["slowest"] = slowest ? Json{{"rank", one.slowest_rank},
                                     {"share", one.slowest_share},
                                     {"excess", one.slowest_excess}}
                              : Json(nullptr);
  if (measured && one.latest_rank >= 0) {
    result["latest"] = {
        {"rank", one.latest_rank}, {"late_s", one.latest_s}, {"median_s", one.usually_late_s}};
  }
  result["output_bits"] = one.output_hash ? Json{{"hash", fmt::format("{:016x}", *one.output_hash)},
                                                 {"repeats", one.repeats}}
                                          : Json(nullptr);
  if (one.overlap && measured) result["overlap"] = Json::parse(overlap_json(*one.overlap));
  if (one.step && measured) result["step"] = Json::parse(step_json(*one.step));
  if (one.groups && measured) result["groups"] = groups_json(*one.groups);
  if (one.bisection && measured) result["bisection"] = Json::parse(bisection_json(*one.bisection));
  if (one.pairs && measured) result["pairs"] = Json::parse(pairs_json(*one.pairs));
  const auto chip = against_chip(one, report.record.manifest);
  if (chip && measured) result["chip"] = chip_json(*chip);
  const auto links = against_links(one, report.record);
  if (links && measured) result["links"] = links_json(*links);
  return result;
}

Json judgement_json(const Judgement& judgement) {
  Json findings = Json::array();
  for (const Finding& one : judgement.findings) {
    findings.push_back(
        {{"severity", name(one.severity)}, {"subject", one.subject}, {"text", one.text}});
  }
  Json json{{"exit_code", static_cast<int>(judgement.exit_code)},
            {"outcome", name(judgement.exit_code)},
            {"headline", judgement.headline},
            {"coverage", judgement.coverage},
            {"findings", findings},
            {"target", judgement.target ? target_json(*judgement.target) : Json(nullptr)}};
  if (!judgement.slow_parts.empty())
    json["slow_parts"] = Json::parse(slow_parts_json(judgement.slow_parts));
  return json;
}

}  // namespace

void write_json(const Report& report, std::ostream& out) {
  Json cases = Json::array();
  for (std::size_t i = 0; i < report.metrics.size(); ++i) cases.push_back(case_json(report, i));
  Json run = run_json(report.record);
  run.update(Json::parse(interruptions_json(report.record)));
  if (const auto& chip = report.record.manifest.chip) run["chip"] = chip->name;
  const Json document{{"schema", "fourfold-report"},
                      {"version", kSchemaVersion},
                      {"judgement", judgement_json(report.judgement)},
                      {"run", run},
                      {"cases", cases}};
  // Libraries' messages may be no UTF-8; a report with a mark in their place beats no report.
  out << document.dump(kJsonIndent, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace fourfold
