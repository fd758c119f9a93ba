// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace fourfold {

/// JSON between the sources of this room, so that parts of a line of tens of megabytes are not
/// written and read again on their way. No header but those of this room's sources has it.
using Json = nlohmann::ordered_json;

}  // namespace fourfold
