// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/config/config.hpp"
#include "bench/judge/power.hpp"

namespace fourfold {

/// For people: the spread of launches, and by launches and true ratio how likely each verdict is.
std::string power_text(const Power& power, const Target& target);

}  // namespace fourfold
