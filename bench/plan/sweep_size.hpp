// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "bench/config/config.hpp"

namespace fourfold {

/// Upper bound of the number of cases that one entry of a suite makes; saturates above kMaxCases.
std::size_t most_cases(const Sweep& sweep);

}  // namespace fourfold
