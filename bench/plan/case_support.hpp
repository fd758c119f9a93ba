// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/plan/case.hpp"
#include "bench/plan/plan.hpp"

namespace fourfold {

/// Whether such a machine can run the case: its device is there and allowed, its library is there
/// and has the call, its buffers fit. Pure; the reason is for the person who reads the plan.
Support case_support(const Case& one, const Capabilities& capabilities, DeviceChoice choice);

}  // namespace fourfold
