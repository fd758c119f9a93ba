// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fourfold {

/// A place in our own source, taken at the call site by a default argument. (std::source_location
/// is absent in clang 14 with libstdc++ 12; the builtins give the right line in every compiler
/// here.)
struct Where {
  const char* file;
  int line;
  const char* function;

  static constexpr Where current(const char* file = __builtin_FILE(), int line = __builtin_LINE(),
                                 const char* function = __builtin_FUNCTION()) {
    return {file, line, function};
  }
};

}  // namespace fourfold
