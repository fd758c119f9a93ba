// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fourfold {

/// What the program tells its caller. Part of the contract with users: never renumbered.
enum class ExitCode : int {
  Accepted = 0,      ///< accepted, healthy: everything asked for was tested and is good
  Warning = 1,       ///< everything was tested, something is worth a look
  Rejected = 2,      ///< rejected, unhealthy: wrong results, below target, or a run that failed
  Inconclusive = 3,  ///< the evidence does not settle it, or not everything was tested
  BadInput = 4,      ///< the suite, a file or a flag is wrong; nothing was run or written
  TimedOut = 124,    ///< a deadline passed; what had been measured is in the record
};

}  // namespace fourfold
