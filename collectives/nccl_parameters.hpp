// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace fourfold {

/// NCCL's environment variables that bear on speed or on the path data takes, as far as they are
/// set, with their values, and its configuration files where they exist ("/etc/nccl.conf",
/// "present"): NCCL reads those too, and what they say is not seen here. An allow-list: a variable
/// that could hold a secret or only names a log never gets into a record.
std::vector<std::pair<std::string, std::string>> nccl_parameters();

}  // namespace fourfold
