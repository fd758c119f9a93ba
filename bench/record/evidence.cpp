// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/evidence.hpp"

#include <fmt/format.h>

#include <future>
#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/sha256.hpp"

namespace fourfold {
namespace {

constexpr int kFirstChained = 2;  ///< Manifest::version

/// The manifest's version; 0 where it tells none, which its reader then says better than this.
int version_of(const std::string& manifest) {
  const auto json = nlohmann::json::parse(manifest, nullptr, false);
  if (!json.is_object()) return 0;
  const auto found = json.find("version");
  return found != json.end() && found->is_number_integer() ? found->get<int>() : 0;
}

const std::string& text_of(const RecordFiles& files, std::string_view name) {
  static const std::string nothing;
  const auto found = files.find(std::string(name));
  return found == files.end() ? nothing : found->second;
}

/// What somebody else wrote, on one line and without what a terminal would obey.
std::string printable(const std::string& text) {
  std::string clean;
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    clean += code < 0x20 || code == 0x7F || letter == '"' ? '?' : letter;
  }
  return clean;
}

/// Of several records.
std::string without_one_key(const Evidence& evidence) {
  const std::size_t several = evidence.records, by_any = evidence.records_signed;
  if (by_any == 0) return fmt::format("none of the {} records is signed", several);
  if (by_any == several) return "not all signed by one key";
  return fmt::format("{} of the {} records {} signed", by_any, several, by_any == 1 ? "is" : "are");
}

[[noreturn]] void refuse(const Flaw& flaw, const std::string& directory) {
  throw InputError({directory + "/" + flaw.file, flaw.line, 0}, flaw.text);
}

/// Of the record alone, without its signature.
Evidence check_chain(const RecordFiles& files, const std::string& directory) {
  Evidence evidence;
  const std::string& manifest = text_of(files, kManifestFile);
  const std::string& journal = text_of(files, kJournalFile);
  const std::vector<std::string_view> lines = lines_of(journal);
  evidence.lines = lines.size();
  evidence.chained = version_of(manifest) >= kFirstChained;
  if (!evidence.chained) {
    evidence.head = sha256(manifest + journal);
    return evidence;
  }
  const std::string first = sha256(manifest);
  const std::vector<std::string> hashes = line_hashes(lines);
  if (const auto flaw = broken_link(lines, hashes, first)) refuse(*flaw, directory);
  evidence.head = hashes.empty() ? first : hashes.back();
  return evidence;
}

}  // namespace

Evidence check_evidence(const RecordFiles& files, const std::string& directory) {
  // Both read all bytes, and a record may have tens of megabytes.
  auto checked = std::async(std::launch::async, [&] { return check_signature(files); });
  Evidence evidence;
  std::exception_ptr broken;
  try {
    if (files.contains(std::string(kManifestFile))) {
      evidence = check_chain(files, directory);
    } else {
      evidence.bundle = files.contains(std::string(kBundleFile));
    }
  } catch (...) {
    broken = std::current_exception();
  }
  // What was changed after a signature is told by it, exactly; the chain only sees that it broke.
  const Signed said = checked.get();
  if (said.flaw) refuse(*said.flaw, directory);
  if (broken) std::rethrow_exception(broken);
  evidence.signature = said.signature;
  evidence.records_signed = said.signature ? 1 : 0;
  return evidence;
}

std::string signer(const Evidence& evidence) {
  return evidence.signature ? word(evidence.signature->key) : "";
}

std::string describe(const Evidence& evidence) {
  const bool several = evidence.records > 1;
  std::string chain = "its journal has no chain (a record of version 1)";
  if (several) chain = "of one of them the journal has no chain (a record of version 1)";
  if (evidence.bundle && !evidence.chained)
    chain = "a bundle; each of its runs is checked by itself";
  if (evidence.chained) {
    chain = fmt::format(
        "{} {} lines hang together",
        several ? fmt::format("of {} records the journals'", evidence.records) : "its journal's",
        evidence.lines);
  }
  if (!evidence.signature) {
    return fmt::format("{}; {}", several ? without_one_key(evidence) : "not signed", chain);
  }
  const Signature& one = *evidence.signature;
  return fmt::format("signed by {}{} at {}, whole; {}", word(one.key),
                     one.by.empty() ? "" : fmt::format(" (\"{}\")", printable(one.by)), one.at,
                     chain);
}

}  // namespace fourfold
