// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/plan/case.hpp"
#include "bench/plan/default_device.hpp"
#include "bench/plan/plan.hpp"

namespace fourfold {

/// Every case of an entry with the device that its kernel is of, in the order of the entry's lists.
struct PlacedStep {
  StepCase what;
  DeviceKind device;
};
std::vector<PlacedStep> step_cases(const StepSweep& sweep, const DefaultDevice& otherwise,
                                   const Capabilities& capabilities);

/// Whether the kernel has all of its products on such a device, and who reduces can reach that
/// device's memory; what its library lacks is not asked.
Support step_support(const StepCase& one, const DeviceInfo& device);

/// The part of a case's name behind the operation.
std::string step_name(const StepCase& one);

/// "5.436 GFLOP, 27MiB in 2 buckets".
std::string describe_step(const StepCase& one);

}  // namespace fourfold
