// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/record/journal_chain.hpp"
#include "bench/record/record_files.hpp"
#include "core/ed25519.hpp"

namespace fourfold {

/// A signed record has two more files. signature.json, the statement, names the key, the signer's
/// words, the time, and every file of the record with its size and SHA-256; of a journal also the
/// hash of each line, so that which line was altered, removed, moved or added can be told.
/// signature.sig is the Ed25519 signature of the bytes of signature.json, 64 bytes.
/// docs/evidence.md says how to check both without this program.

struct Signature {
  PublicKey key;
  std::string by;  ///< the signer's words, or ""
  std::string at;  ///< UTC, as the signer's clock said
};

/// What was signed of one file.
struct SignedFile {
  std::string name;
  std::size_t bytes = 0;
  std::string sha256;
  std::vector<std::string> lines = {};  ///< the hash of each, of a journal
};

/// What was signed: the content of signature.json.
struct Statement {
  Signature signature;
  std::string program;  ///< that wrote it
  std::vector<SignedFile> files;
};

/// About these files; those of a signature, if any, are left out. Manifest, suite and journal come
/// first.
Statement state(const RecordFiles& files, Signature signature, std::string program);
std::string statement_json(const Statement& statement);

/// The first file, in the order of the statement, and in it the first line that is not as it was
/// signed. Pure.
std::optional<Flaw> first_flaw(const Statement& statement, const RecordFiles& files);

/// What a signature says: who signed, and what is wrong. Neither where there is no signature.
struct Signed {
  std::optional<Signature> signature;
  std::optional<Flaw> flaw;
};

/// Whether the statement is what its key has signed, and its first_flaw(). Pure: of the files
/// alone, which are all of the record's, also those of the records within it.
Signed check_signature(const RecordFiles& files);

}  // namespace fourfold
