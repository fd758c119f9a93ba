// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fourfold {

/// Throws InputError when the file of a record cannot be read.
std::string read_whole(const std::string& path);

/// Whole or not at all, also across a crash: temporary file, fsync, rename, fsync of the directory.
/// Throws Error.
void write_atomically(const std::string& directory, const std::string& name,
                      const std::string& text);

}  // namespace fourfold
