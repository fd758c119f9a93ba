// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace fourfold {

/// Calls work(0) to work(count - 1), each once and in any order, on as many threads as there are
/// processors, eight at most. Where some throw, the others are called all the same, and then what
/// the lowest of them threw is thrown.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace fourfold
