// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "bench/record/new_directory.hpp"

#include <filesystem>
#include <utility>

#include "core/error.hpp"

namespace fourfold {

NewDirectory::NewDirectory(std::string path) : path_(std::move(path)) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::absolute(path_).parent_path(), error);
  if (std::filesystem::create_directory(path_, error)) return;
  throw InputError({path_, 0, 0}, error
                                      ? "it cannot be made: " + error.message()
                                      : "it is there already; a record goes into a new directory");
}

NewDirectory::~NewDirectory() {
  std::error_code ignored;
  if (!kept_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace fourfold
