// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/ed25519.hpp"

namespace fourfold {

/// Writes a new secret key to `path`, which only its owner may read (mode 0600), and the public one
/// to `path`.pub. Throws InputError when either is there already.
PublicKey write_new_keys(const std::string& path);

/// Throws InputError when it cannot be read, is none, or may be read or written by others.
SecretKey read_secret_key(const std::string& path);

/// Of a file, or the key itself as one word (core/ed25519.hpp). Throws InputError.
PublicKey read_public_key(const std::string& path_or_word);

}  // namespace fourfold
