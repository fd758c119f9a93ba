// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "bench/config/config.hpp"

namespace fourfold {

/// Upper bound of the number of cases of one entry; saturates above kMaxCases.
std::size_t size_of(const Sweep& sweep);

}  // namespace fourfold
