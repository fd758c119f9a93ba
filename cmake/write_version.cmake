# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
# Run at build time (cmake -P): writes OUTPUT, the source of core/version.hpp, when it would change.
execute_process(
  COMMAND git describe --always --abbrev=12 --dirty --exclude=*
  WORKING_DIRECTORY ${SOURCE_DIR}
  OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE
  RESULT_VARIABLE status ERROR_QUIET)
if(NOT status EQUAL 0)
  set(revision unknown)
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT [[// Written by cmake/write_version.cmake.
#include "core/version.hpp"

namespace fourfold {
std::string_view version() { return "@VERSION@"; }
std::string_view git_revision() { return "@revision@"; }
std::string_view compiler() { return "@COMPILER@"; }
}  // namespace fourfold
]] @ONLY)
