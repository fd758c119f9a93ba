// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fourfold {

/// The candidate a misspelt word most likely meant, by edit distance (insert, delete, substitute,
/// swap of neighbours; upper and lower case alike), or "" when none is near (one edit for
/// every three letters, rounded, and at least one; fewer than the candidate has letters). The first
/// of several equally near ones.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// "; did you mean 'X'?", or "" when nothing is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace fourfold
