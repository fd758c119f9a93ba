// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/record/record.hpp"

namespace fourfold {

// Why two runs are not parts of one thing, in words; "" where they may be. Pure, but that suites
// are read from the manifests, which throws InputError where one cannot be.

/// Whether they may become one record (`fourfold merge`): the same suite (but for its number of
/// ranks and launches), filter, program (version, revision, the file's hash), libraries and kind of
/// device.
std::string difference(const Manifest& first, const Manifest& second);

/// The first line in which two suites differ, or "". Lines `ranks:` and `launches:` do not count:
/// ranks are told otherwise, and launches may be added.
std::string suite_difference(const std::string& first, const std::string& second);

/// Whether the launches of both are of one machine by one program: ranks, hosts, device, processor,
/// and the program's version, revision and file. Libraries and drivers may differ: sites patch.
std::string machine_difference(const RunRecord& first, const RunRecord& second);

/// Whether both measured the same: machine_difference(), the suite (but for its number of
/// launches), and the cases. Campaigns, and what is frozen as one baseline. Imported logs have no
/// suite.
std::string campaign_difference(const RunRecord& first, const RunRecord& second);

/// suite_sha256() of what the run says it has measured; "" of imported logs.
std::string suite_of(const RunRecord& run);

}  // namespace fourfold
