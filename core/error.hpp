// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

#include "core/where.hpp"

namespace fourfold {

/// Something this program could not do, in words for the person who runs it. Thrown inside a room,
/// turned into a value (a failed case) or into an exit code at the edge; never printed where
/// thrown.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, Where where = Where::current());

  const Where& where() const { return where_; }

 private:
  Where where_;
};

/// A place in a file the user wrote. Lines and columns count from 1; 0 means "the file as a whole".
struct SourcePosition {
  std::string file;
  int line = 0;
  int column = 0;
};

/// "suite.yaml:12:7", "run.log:12" where no column is known, or "suite.yaml" for the file as a
/// whole, or "" for no file at all.
std::string format(const SourcePosition& position);

/// The user's input is wrong: a suite, a machine file, a flag. what() is "file:line:column:
/// message". The program ends with ExitCode::BadInput and has written nothing.
class InputError : public Error {
 public:
  InputError(SourcePosition position, const std::string& message, Where where = Where::current());

  const SourcePosition& position() const { return position_; }
  /// The message without its position.
  const std::string& message() const { return message_; }

 private:
  SourcePosition position_;
  std::string message_;
};

}  // namespace fourfold
