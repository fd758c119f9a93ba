// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "device/dynamic_library.hpp"

#include <dlfcn.h>
#include <link.h>

namespace fourfold {

DynamicLibrary::DynamicLibrary(std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    const std::string file(name);
    handle_ = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle_ != nullptr) {
      reason_.clear();
      const link_map* map = nullptr;
      path_ = dlinfo(handle_, RTLD_DI_LINKMAP, &map) == 0 ? map->l_name : file;
      return;
    }
    // The loader begins its text with the name it could not open, most of the time.
    const char* words = dlerror();
    const std::string text = words != nullptr ? words : "the loader gave no reason";
    if (!reason_.empty()) reason_ += "; ";
    if (!text.starts_with(file)) reason_.append(file).append(": ");
    reason_ += text;
  }
  if (reason_.empty()) reason_ = "no library name to try";
}

void* DynamicLibrary::address(const char* symbol) const {
  return loaded() ? dlsym(handle_, symbol) : nullptr;
}

}  // namespace fourfold
