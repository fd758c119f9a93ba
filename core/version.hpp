// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace fourfold {

/// "0.1.0"
std::string_view version();
/// The commit this program was built from, "-dirty" appended when the tree had changes; "unknown"
/// outside a git checkout.
std::string_view git_revision();
/// The compiler, "GCC 12.2.0".
std::string_view compiler();

}  // namespace fourfold
