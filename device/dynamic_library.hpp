// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace fourfold {

/// A shared library opened on first use, so that one that is slow to load or missing costs nothing
/// to runs that do not need it. Never closed: vendor libraries do not survive being unloaded.
class DynamicLibrary {
 public:
  /// Tries each name in turn with dlopen(RTLD_NOW | RTLD_LOCAL). loaded() tells whether one opened.
  explicit DynamicLibrary(std::span<const std::string_view> names);

  bool loaded() const { return handle_ != nullptr; }
  /// Why none opened, in the loader's words, with the names tried.
  const std::string& reason() const { return reason_; }
  /// The path of the file that was opened, as the loader resolved it.
  const std::string& path() const { return path_; }

  /// The function of that name, or nullptr when this version of the library lacks it.
  template <class Function>
  Function* find(const char* symbol) const {
    return reinterpret_cast<Function*>(address(symbol));
  }

 private:
  void* address(const char* symbol) const;

  void* handle_ = nullptr;
  std::string reason_;
  std::string path_;
};

}  // namespace fourfold
