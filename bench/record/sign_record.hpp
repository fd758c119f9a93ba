// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/record/evidence.hpp"

namespace fourfold {

/// Signs the record or bundle in `directory` as it is now: writes signature.json and signature.sig,
/// and returns what they say. `by` are the signer's words. Throws InputError, and writes nothing,
/// where the record does not load or verify, is still being written, is signed already, or holds
/// the secret key.
Evidence sign_record(const std::string& directory, const std::string& key_file,
                     const std::string& by);

/// What the record or bundle in `directory` proves; throws InputError at the first thing wrong.
Evidence verify_record(const std::string& directory);

}  // namespace fourfold
