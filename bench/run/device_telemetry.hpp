// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "bench/record/record.hpp"
#include "bench/run/session.hpp"

namespace fourfold {

/// What every rank's device said of itself between two moments of TelemetryClock, on rank 0;
/// elsewhere nothing. Collective.
std::optional<TrialTelemetry> gather_telemetry(Session& session, DeviceKind device,
                                               TelemetryClock::time_point begin,
                                               TelemetryClock::time_point end);

/// Clock and power of the window, the least and the most over ranks, each 0 where no rank knows it:
/// for Settling. The same on every rank; collective.
std::vector<double> agreed_state(Session& session, DeviceKind device,
                                 TelemetryClock::time_point begin, TelemetryClock::time_point end);

}  // namespace fourfold
