// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace fourfold {

/// By what it is told which rack a rank is in; `racks:` in a suite.
struct RackRule {
  enum class From {
    Auto,      ///< Nvlink where every rank has it, else Slurm where every rank has it; a single
               ///< host is a rack of its name; else unknown
    Nvlink,    ///< GPUs of one NVLink domain (cluster and clique of the fabric, by NVML)
    Slurm,     ///< hosts of one leaf switch, by SLURM_TOPOLOGY_ADDR
    Hosts,     ///< a file of lines `host rack`
    Topology,  ///< what `scontrol show topology` printed
    Pattern,   ///< a part of the host's name
  };
  From from = From::Auto;
  std::string text;           ///< absolute path, or the pattern
  SourcePosition where = {};  ///< in the suite
  /// What all nodes of a rack can carry together, over what its uplink carries; absent: not known.
  std::optional<double> oversubscription = {};
};

/// What a rank knows of its own rack; "" where it knows nothing.
struct RackFacts {
  std::string host;
  std::string fabric;  ///< NVLink domain of its GPU
  std::string slurm;   ///< leaf switch
};

using RackTable = std::map<std::string, std::string, std::less<>>;  ///< rack by host

/// Lines of a host and its rack, with blanks between; empty lines and what follows a # are passed
/// over. Throws InputError with file, line and column for anything else and for a host that stands
/// there twice.
RackTable parse_rack_file(std::string_view text, const std::string& file);

/// Leaf switches (`SwitchName=s0 Level=0 LinkSpeed=1 Nodes=h[00-03,07]`) or blocks (`BlockName=b1
/// BlockIndex=0 Nodes=h[00-03]`) as `scontrol show topology` prints them; lines of other levels are
/// passed over. Throws as parse_rack_file.
RackTable parse_slurm_topology(std::string_view text, const std::string& file);

/// The leaf switch in SLURM_TOPOLOGY_ADDR ("core.rack0.h03", with SLURM_TOPOLOGY_ADDR_PATTERN
/// "switch.switch.node"), or "" where there is none or the address is another host's: a launcher
/// may have handed on its own.
std::string slurm_rack(std::string_view address, std::string_view pattern, std::string_view host);

/// The rack of each rank, by rank; "" where it is not known. Reads the file that the rule names;
/// throws InputError where that is wrong.
std::vector<std::string> find_racks(const RackRule& rule, std::span<const RackFacts> ranks);
/// As a suite writes it.
std::string racks_yaml(const RackRule& rule);
/// Throws what find_racks would, without any rank.
void check_racks(const RackRule& rule);

}  // namespace fourfold
