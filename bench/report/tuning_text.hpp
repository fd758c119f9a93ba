// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/judge/tune.hpp"

namespace fourfold {

/// For people: the time of each algorithm at each size, which is taken, where that changes, and
/// what was left out.
std::string tuning_text(const Tuned& tuned);

}  // namespace fourfold
