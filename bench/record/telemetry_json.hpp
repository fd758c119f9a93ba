// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/record/record.hpp"

namespace fourfold {

/// What one device said, as the JSON object that stands in a journal line, and back. The reader
/// throws for what the writer does not write.
std::string telemetry_json(const TelemetrySummary& telemetry);
TelemetrySummary parse_telemetry(const std::string& text);

}  // namespace fourfold
