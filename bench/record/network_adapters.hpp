// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/quantity.hpp"

namespace fourfold {

/// Network adapters of a host that are alike: as many active ports of one rate, per direction.
struct AdapterGroup {
  int ports = 0;
  BytesPerSecond rate;  ///< of one port
};

/// The host's active ports: InfiniBand and RoCE from SYS/class/infiniband, and where there are
/// none, network interfaces of real hardware that are up and tell their speed, from SYS/class/net.
/// Fastest first. What does not tell its rate (most virtual interfaces) is left out. Which of them
/// a library uses is not known from this.
std::vector<AdapterGroup> network_adapters(const std::filesystem::path& sys);

/// "8 x 400 Gbit/s, 2 x 100 Gbit/s", as it stands in the manifest; "" for none.
std::string format_adapters(const std::vector<AdapterGroup>& groups);

/// The fastest group of such a text; nothing where it is none.
std::optional<AdapterGroup> parse_fastest_adapters(const std::string& text);

}  // namespace fourfold
