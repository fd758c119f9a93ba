// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace fourfold {

inline constexpr std::string_view kManifestFile = "manifest.json";
inline constexpr std::string_view kJournalFile = "journal.jsonl";
inline constexpr std::string_view kSuiteFile = "suite.yaml";
inline constexpr std::string_view kStatementFile = "signature.json";
inline constexpr std::string_view kSignatureFile = "signature.sig";
inline constexpr std::string_view kBundleFile = "bundle.json";

/// The files that make up a record or a bundle of baselines, whole, by their path in its directory
/// ("baseline/journal.jsonl"). Read once: what is verified is what is judged.
using RecordFiles = std::map<std::string, std::string>;

/// Of the record itself, without the records within it. Throws InputError when one cannot be read.
RecordFiles read_record_files(const std::string& directory);

/// Whether a file of a signature is among them.
bool is_signed(const RecordFiles& files);

/// Also those of the records within it: its baseline, or the runs of a bundle. What else lies there
/// (notes, other programs' files) is no part of the record.
RecordFiles read_all_record_files(const std::string& directory);

/// Copies a record or bundle to the byte into `to`, which is made; with the records within it where
/// it is a bundle or a signature speaks of them. Throws InputError where there is none.
void copy_record(const std::string& from, const std::string& to);

}  // namespace fourfold
