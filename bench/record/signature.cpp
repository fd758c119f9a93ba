// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/signature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/error.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

using Json = nlohmann::ordered_json;
using Hashes = std::vector<std::string>;

constexpr int kVersion = 1;

bool is_journal(std::string_view name) { return name.ends_with(kJournalFile); }

/// How often each hash stands from `from` on.
std::unordered_map<std::string_view, int> counted(const Hashes& hashes, std::size_t from) {
  std::unordered_map<std::string_view, int> counts;
  for (std::size_t i = from; i < hashes.size(); ++i) ++counts[hashes[i]];
  return counts;
}

/// What became of the first line that is not the one that was signed there.
Flaw first_difference(const std::string& name, const Hashes& were, const Hashes& are,
                      bool cut_short) {
  const auto [was, is] = std::mismatch(were.begin(), were.end(), are.begin(), are.end());
  const auto at = static_cast<std::size_t>(is - are.begin());
  const int line = static_cast<int>(at) + 1;
  if (is == are.end()) {
    return {name, line,
            fmt::format("this line and what followed it were removed after the record was signed: "
                        "{} lines are left of {}",
                        are.size(), were.size())};
  }
  if (was == were.end()) return {name, line, "this line was added after the record was signed"};
  // Lines are told apart by how many of each there are from here on.
  auto left_of_were = counted(were, at), left_of_are = counted(are, at);
  const bool is_new = left_of_are[*is] > left_of_were[*is];
  const bool is_gone = left_of_are[*was] < left_of_were[*was];
  if (!is_new && !is_gone) {
    return {name, line, "lines were reordered after the record was signed, this one first"};
  }
  if (!is_gone) return {name, line, "this line was added after the record was signed"};
  if (!is_new) {
    return {name, line, "the line that stood here was removed after the record was signed"};
  }
  if (cut_short && at + 1 == are.size()) {
    return {name, line, "the file was cut short in this line after the record was signed"};
  }
  return {name, line, "this line was altered after the record was signed"};
}

/// What a file is against what was signed of it.
std::optional<Flaw> compare(const SignedFile& file, const std::string& text) {
  if (file.bytes == text.size() && file.sha256 == sha256(text)) return std::nullopt;
  const Hashes are = is_journal(file.name) ? line_hashes(lines_of(text)) : Hashes{};
  if (file.lines == are) return Flaw{file.name, 0, "it was altered after the record was signed"};
  return first_difference(file.name, file.lines, are, !text.ends_with('\n'));
}

/// The order in which files are named: what a record begins with comes first.
std::vector<std::string> in_order(const RecordFiles& files) {
  std::vector<std::string> names;
  for (const std::string_view first : {kManifestFile, kSuiteFile, kJournalFile}) {
    if (files.contains(std::string(first))) names.emplace_back(first);
  }
  for (const auto& [name, text] : files) {
    const bool own = name == kStatementFile || name == kSignatureFile;
    if (!own && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

Statement read_statement(const Json& json, const PublicKey& key) {
  Statement statement{{key, json.at("by"), json.at("signed")}, json.at("program"), {}};
  for (const Json& entry : json.at("files")) {
    SignedFile file{entry.at("name"), entry.at("bytes"), entry.at("sha256")};
    if (entry.contains("lines")) file.lines = entry.at("lines").get<Hashes>();
    statement.files.push_back(std::move(file));
  }
  return statement;
}

}  // namespace

Statement state(const RecordFiles& files, Signature signature, std::string program) {
  Statement statement{std::move(signature), std::move(program), {}};
  for (const std::string& name : in_order(files)) {
    const std::string& text = files.at(name);
    SignedFile file{name, text.size(), sha256(text)};
    if (is_journal(name)) file.lines = line_hashes(lines_of(text));
    statement.files.push_back(std::move(file));
  }
  return statement;
}

std::string statement_json(const Statement& statement) {
  Json files = Json::array();
  for (const SignedFile& file : statement.files) {
    Json json{{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}};
    if (is_journal(file.name)) json["lines"] = file.lines;
    files.push_back(json);
  }
  const Signature& signature = statement.signature;
  const Json json{
      {"fourfold_signature", kVersion}, {"public_key", word(signature.key)}, {"by", signature.by},
      {"signed", signature.at},         {"program", statement.program},      {"files", files}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<Flaw> first_flaw(const Statement& statement, const RecordFiles& files) {
  for (const SignedFile& file : statement.files) {
    const auto found = files.find(file.name);
    if (found == files.end()) {
      return Flaw{file.name, 0, "it was removed after the record was signed"};
    }
    if (auto flaw = compare(file, found->second)) return flaw;
  }
  for (const std::string& name : in_order(files)) {
    if (std::ranges::find(statement.files, name, &SignedFile::name) == statement.files.end()) {
      return Flaw{name, 0, "it was added after the record was signed"};
    }
  }
  return std::nullopt;
}

Signed check_signature(const RecordFiles& files) {
  const auto said = files.find(std::string(kStatementFile));
  const auto sealed = files.find(std::string(kSignatureFile));
  if (said == files.end() && sealed == files.end()) return {};
  const auto wrong = [](std::string_view file, const std::string& text) {
    return Signed{{}, Flaw{std::string(file), 0, text}};
  };
  if (said == files.end() || sealed == files.end()) {
    return wrong(said == files.end() ? kStatementFile : kSignatureFile,
                 "it is missing; the record was signed");
  }
  try {
    const Json json = Json::parse(said->second);
    const PublicKey key = parse_public_key(json.at("public_key").get<std::string>());
    // Before anything else of it is believed.
    if (!is_signature(sealed->second, said->second, key)) {
      return wrong(kStatementFile,
                   "it is not what " + word(key) + " has signed: it or signature.sig was altered");
    }
    if (json.at("fourfold_signature") != kVersion) {
      return wrong(kStatementFile, "it is of another version of this program");
    }
    const Statement statement = read_statement(json, key);
    return {statement.signature, first_flaw(statement, files)};
  } catch (const std::exception& error) {
    return wrong(kStatementFile, std::string("it is no statement of a signature: ") + error.what());
  }
}

}  // namespace fourfold
