// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <string_view>

#include "core/quantity.hpp"

namespace fourfold {

/// What a worker tells of itself on standard output, one line each, so that whoever started it can
/// show how far it is. Lines that do not start like this are the user's (a library's, mpirun's).
struct ProgressLine {
  enum class Kind { Case, Directory };
  Kind kind = Kind::Case;
  int done = 0;  ///< cases finished in this launch
  int total = 0;
  std::string name;    ///< the case that just finished
  std::string figure;  ///< "104.2 us +-0.9 %, 10.06 GB/s" or "FAILED: ..."
};
std::string encode(const ProgressLine& line);
/// Whether `text` is such a line; fills `line` when it is.
bool decode(std::string_view text, ProgressLine& line);

/// A duration as people say it: "8 s", "2 min 10 s", "1 h 05 min", "3 d 04 h". Rounded up.
std::string spoken(Seconds duration);

/// Shows progress to a person: one line that changes on a terminal, one line per case elsewhere.
class ProgressDisplay {
 public:
  /// `launches` planned in all; `terminal` whether the stream is one.
  ProgressDisplay(std::ostream& out, bool terminal, int launches);

  void begin_launch(int launch);
  void update(const ProgressLine& line);
  /// Ends the changing line, so that other text can follow.
  void finish();

 private:
  std::ostream& out_;
  bool terminal_;
  int launches_;
  int launch_ = 0;
  bool open_line_ = false;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace fourfold
