// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "bench/record/record.hpp"

namespace fourfold {

/// TrialTelemetry as a part of a journal line. The reader throws Error or nlohmann's exceptions for
/// what the writer does not write.
nlohmann::ordered_json telemetry_json(const TrialTelemetry& telemetry);
TrialTelemetry read_telemetry(const nlohmann::ordered_json& json);

}  // namespace fourfold
