// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fourfold {

/// A directory that is made for a record, and removed with what is in it unless it is kept: where
/// the disk is full nobody finds half of one later and takes it for the whole.
class NewDirectory {
 public:
  /// Makes those above it, too, which stay. Throws InputError where it is there already, or cannot
  /// be made.
  explicit NewDirectory(std::string path);
  ~NewDirectory();
  NewDirectory(const NewDirectory&) = delete;
  NewDirectory& operator=(const NewDirectory&) = delete;

  /// Once all is written.
  void keep() { kept_ = true; }

 private:
  std::string path_;
  bool kept_ = false;
};

}  // namespace fourfold
