// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace fourfold {

/// Any text as a double-quoted YAML scalar.
std::string quoted(std::string_view text);

}  // namespace fourfold
