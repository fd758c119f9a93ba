// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bench/config/chip.hpp"
#include "bench/config/config.hpp"

namespace fourfold {

/// The chips that the program brings with it, read anew.
std::vector<Chip> shipped_chips();

/// The chip that a suite's key `chip` makes of a device of that name ("host" without a GPU): with
/// `auto` the shipped one that claims the name, if any; a file that the suite names whatever the
/// device is called. Throws InputError, at the key or in the file, when that cannot be read.
std::optional<Chip> chip_choice(const Config& config, std::string_view device_name);

}  // namespace fourfold
