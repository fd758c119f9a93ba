// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fourfold {

/// The MPI library's control variables, through its tool interface (MPI_T): what is in force in
/// this process, and not what the environment says. Usable before MPI_Init and until MPI_Finalize.
/// The library is asked to show them once, on first use (0.3 s in Open MPI 4.1). One thread at a
/// time.
class MpiVariables {
 public:
  static MpiVariables& of_this_process();
  /// Before MPI_Finalize: Open MPI 4.1 dies of being asked for its variables afterwards. Nothing
  /// can be read or written any more.
  void close();
  ~MpiVariables() { close(); }
  MpiVariables(const MpiVariables&) = delete;
  MpiVariables& operator=(const MpiVariables&) = delete;

  /// The names of all variables that begin so.
  std::vector<std::string> names(std::string_view prefix) const;
  /// The value as text; nothing where the library has no such variable, or its kind is none that
  /// is a number, a truth or a text.
  std::optional<std::string> read(const std::string& name) const;
  std::optional<int> read_int(const std::string& name) const;
  /// The words that a variable of a closed choice may be, with their values, in the library's
  /// order. Empty where there is no such variable or its choice is open.
  std::vector<std::pair<std::string, int>> choices(const std::string& name) const;
  /// Whether the library took the value, and says so when asked for it.
  bool write(const std::string& name, int value);

 private:
  MpiVariables();
  bool open_ = false;
};

}  // namespace fourfold
