// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "bench/record/signature.hpp"

namespace fourfold {

/// What a record proves of itself (docs/evidence.md).
struct Evidence {
  bool chained = false;  ///< its journal's lines hang together; records of version 1 have no chain
  std::size_t lines = 0;
  /// Of how many records this is. Of several `signature` is the earliest's, where its key has
  /// signed each of them, and else nobody's.
  std::size_t records = 1;
  std::size_t records_signed = 0;  ///< of them, by whichever keys
  bool bundle = false;  ///< of baselines: what is within is a record each, with a chain of its own
  /// The record's identity, RunRecord::sha256: of a chained one the hash of its journal's last line
  /// (without a journal: of manifest.json), of one of version 1 that of manifest.json and
  /// journal.jsonl, one after the other.
  std::string head;
  std::optional<Signature> signature;
};

/// The key's word, or "" where nobody has signed.
std::string signer(const Evidence& evidence);

/// Pure: of the files alone, which are all of a record or bundle, also those of the records within
/// it where it is signed. Throws InputError at the first file and line that is not as it was
/// written or signed, in words; `directory` is only for those words.
Evidence check_evidence(const RecordFiles& files, const std::string& directory);

/// "signed by ed25519:... at ..., whole" or "not signed", and what is known of the chain.
std::string describe(const Evidence& evidence);

}  // namespace fourfold
