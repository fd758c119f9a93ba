// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectives/message_memory.hpp"
#include "collectives/peer_algorithm.hpp"
#include "core/data_type.hpp"

namespace fourfold {

struct Config;

/// By which algorithm `backend: peer` reduces a message of which size, and from which record that
/// is known: what a tuning file says, or the same map under `tuning:` in a suite.
struct Tuning {
  /// That it was measured in, and chooses in: Host or Device.
  MessageMemory memory = MessageMemory::Host;
  std::string machine;  ///< what that belongs to: the processor of the host, or the GPU
  int ranks = 0;        ///< of the record
  DataType dtype = DataType::f32;
  std::string revision;  ///< of the program that measured
  std::string record;    ///< name of the run's directory
  PeerTable table;       ///< origin: "tuning FILE" as the suite names it
};

/// As a suite's `tuning` reads it to the same Tuning (origin apart). Each line begins with
/// `indent`.
std::string tuning_yaml(const Tuning& tuning, std::string_view indent = "");

/// What the reader of a figure must know where a suite has a tuning: that no case of it is chosen
/// by that, or that it is of other ranks or of another processor or GPU. Empty where there is none.
std::vector<std::string> tuning_remarks(const Config& config, int ranks, std::string_view processor,
                                        std::string_view gpu);

}  // namespace fourfold
