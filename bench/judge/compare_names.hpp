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

/// The attributes in which two cases differ, in words, but for the backend: who does the work may
/// differ, the work may not. "input uniform, not zeros".
std::vector<std::string> differences(const std::string& one, const std::string& other);

/// The name without its backend.
std::string work_name(const std::string& name);

}  // namespace fourfold
