// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace fourfold {

/// Where a job's NCCL answers questions about itself (its RAS subsystem, from 2.24 on):
/// NCCL_RAS_ADDR, else "localhost:28028".
std::string nccl_ras_address();

/// What it says to "STATUS" there, the whole text; "" where nobody listens, answers in time or
/// speaks this protocol (NCCL User Guide, "RAS": a line each way to begin with, then text until
/// the connection is closed). Takes `seconds` at most.
std::string ask_nccl_ras(const std::string& address, double seconds);

/// What stands under "Errors" and "Warnings" in such a text, in one line of at most `longest`
/// characters; "" where it complains of nothing.
std::string nccl_ras_complaints(const std::string& status, std::size_t longest);

}  // namespace fourfold
