// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fourfold {

using Facts = std::map<std::string, std::string>;

/// What one rank tells of the hardware under it. Values that could not be read are "unknown: " and
/// why.
struct UnitFacts {
  std::string host;
  Facts of_host;  ///< empty but of the first rank of each host
  Facts of_gpu;   ///< empty where the rank has none
};

/// As text between ranks, and back; throws Error for what is none.
std::string unit_facts_text(const UnitFacts& facts);
UnitFacts parse_unit_facts(const std::string& text);

/// Parts of a machine: what alike ones have in common once, and what is each one's own.
struct PartTable {
  std::vector<Facts> kinds;
  std::vector<int> kind;                                ///< of each part, an index of kinds
  std::map<std::string, std::vector<std::string>> own;  ///< by part, "" where not known
  friend bool operator==(const PartTable&, const PartTable&) = default;
};

/// The machine of a launch.
struct Inventory {
  std::vector<std::string> host_names;
  PartTable hosts;
  PartTable gpus;  ///< by rank; empty where ranks have none
  friend bool operator==(const Inventory&, const Inventory&) = default;
};

/// From what all ranks tell, by rank.
Inventory take_inventory(const std::vector<UnitFacts>& ranks);

/// "12500 hosts of 1 kind, serial known of 12500; 100000 GPUs of 2 kinds, serial known of 99998".
std::string describe(const Inventory& inventory);

/// Maker, product, serial and firmware of the host (SYS/class/dmi/id, some of it for root only) and
/// of its InfiniBand and RoCE adapters (SYS/class/infiniband).
Facts host_identity(const std::filesystem::path& sys);

/// SHA-256 of the running program's file; "unknown: " and why.
std::string program_sha256();

}  // namespace fourfold
