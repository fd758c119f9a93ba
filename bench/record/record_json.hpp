// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "bench/record/record.hpp"

namespace fourfold {

/// The record's JSON, and the only place that knows it. Times are seconds, sizes bytes, rates in
/// base units; a number that JSON cannot hold (NaN, infinity) is a string: "nan", "inf", "-inf".
///
/// manifest.json is one object, `"version": 2`. journal.jsonl has one object a line, told apart by
/// `"kind"`: "launch" (a launch began), "inventory" (its hardware), "case" (one case is over),
/// "remark", "end" (a launch ended), "resumed" (a writer found the line before cut short, ended it
/// and went on). Lines of a launch that was started again say which start they are of ("start",
/// from 2 on).

std::string manifest_json(const Manifest& manifest);
std::string launch_json(const LaunchRecord& launch);
/// The inventory of a launch; where that of an earlier one is the same, `same_as` names it (else
/// 0).
std::string inventory_line_json(int launch, const Inventory& inventory, int same_as);
std::string case_json(const CaseRecord& one);
std::string remark_json(int launch, const std::string& text);
/// How that start ended.
std::string end_json(const LaunchRecord& launch);

std::string resumed_json();

/// One mismatch, as it stands in a case's "correctness": also how it travels between ranks.
std::string mismatch_json(const Mismatch& mismatch);
/// Throws Error when the text is not what mismatch_json writes.
Mismatch parse_mismatch(const std::string& text);

/// Throws InputError at `where` when the text is not what manifest_json writes.
Manifest parse_manifest(const std::string& text, const SourcePosition& where);

/// What one line of a journal says, whatever stands before it; or why it is none.
struct JournalLine {
  std::string kind;
  std::function<void(RunRecord&)> add;  ///< once, to the record of the lines before it; may throw
  std::string failure;
};
/// Throws nothing but for lack of memory; lines may be read at the same time.
JournalLine read_journal_line(std::string_view line);

/// Adds what a line says to the record; returns its kind. Throws InputError at `where` when it is
/// not what the writers above write.
std::string add_journal_line(const JournalLine& line, const SourcePosition& where,
                             RunRecord& record);
/// The two in one.
std::string parse_journal_line(std::string_view line, const SourcePosition& where,
                               RunRecord& record);

}  // namespace fourfold
