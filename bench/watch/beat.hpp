// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/watch/rank_view.hpp"

namespace fourfold {

/// What the leader of a node tells of it again and again.
struct Beat {
  std::string host;
  int ranks = 0;          ///< of the whole run; 0: not known yet
  std::string directory;  ///< of the record, from the node of the rank that keeps it; else ""
  std::vector<RankView> views;
  std::uint64_t number = 0;  ///< of its sender's; what answers it says which it was
};

/// As datagrams of at most 32 KiB or one rank. The token keeps runs apart.
std::vector<std::string> encode_beat(const Beat& beat, std::string_view token);
/// Whether it is a beat with this token; fills `beat` when it is.
bool decode_beat(std::string_view datagram, std::string_view token, Beat& beat);

/// What the watcher answers: that it is there, or why the run is over.
struct Answer {
  bool end = false;
  std::string why;
  std::uint64_t number = 0;  ///< of the beat
};
std::string encode_answer(const Answer& answer, std::string_view token);
bool decode_answer(std::string_view datagram, std::string_view token, Answer& answer);

}  // namespace fourfold
