// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace fourfold {

/// Whether a case name matches a pattern: `*` is any run of characters without '/', `**` any run
/// with it, `?` one character that is not '/'; everything else is itself.
bool glob_match(std::string_view pattern, std::string_view text);

}  // namespace fourfold
