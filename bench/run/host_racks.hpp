// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/config/rack_rule.hpp"
#include "bench/run/host_list.hpp"

namespace fourfold {

/// By host of the list its rack, where the rule tells it by the host's name alone (a file, a
/// topology, a pattern), "" where it does not know that host; none where only ranks can tell.
/// Throws InputError where the rule's file is wrong.
std::vector<std::string> racks_of(const HostList& hosts, const RackRule& rule);

}  // namespace fourfold
