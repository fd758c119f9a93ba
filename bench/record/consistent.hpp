// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/record/record.hpp"

namespace fourfold {

/// Why a record cannot be what a run has written: it contradicts itself; "" when it does not.
/// Whoever edits a record by hand most often forgets one of the places where the same thing stands.
std::string contradiction(const RunRecord& record);

}  // namespace fourfold
