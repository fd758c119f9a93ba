// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

namespace fourfold {

/// What the name of a case says of it, by attribute: "operation", "backend", "dtype", "size",
/// "input", "pattern", "kind", and what a suffix changes ("cache" hot, "in place" yes, "scope"
/// node, ...). What is as usual has no entry. Imported cases have "by"; a suffix that is not known
/// is its own attribute.
std::map<std::string, std::string> name_attributes(const std::string& name);

/// Whose log reports the case, "nccl-tests" or "osu_average"; "" where its name is one of ours.
std::string log_of(const std::string& name);

/// Whether nodes or racks did it, each by itself.
bool in_groups(const std::string& name);

/// The attributes in which two cases differ, in words, but for the backend: who does the work may
/// differ, the work may not. "input uniform, not zeros". Where the two are of different programs,
/// what a log does not tell is no difference, nor are the words for a size: bytes are compared.
std::vector<std::string> differences(const std::string& one, const std::string& other);

/// What the log of `logged` does not tell, and how it was in `other`: "cache (cold in the other)".
struct Untold {
  std::vector<std::string> attributes;
  int chosen = 0;  ///< how many of them the other one has set otherwise than as usual
};
Untold untold(const std::string& logged, const std::string& other);

/// The name without its backend.
std::string work_name(const std::string& name);

}  // namespace fourfold
