// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

namespace fourfold {

/// What NCCL writes to its log while `step` runs, of the subsystem TUNING alone; `why_not` says why
/// nothing could be had, else it is "". NCCL's own settings of its log are as before afterwards, so
/// that timed calls write nothing. Not where NCCL_DEBUG is set: that log is the user's, and NCCL
/// would begin its file anew.
///
/// NCCL reads its log's variables once; ncclResetDebugInit makes it read them again. It has been
/// exported since 2.24, which is also the first version that logs algorithms by name.
std::string nccl_log_of(const std::function<void()>& step, std::string& why_not);

}  // namespace fourfold
