// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/config/config.hpp"
#include "bench/record/journal.hpp"
#include "bench/watch/run_watch.hpp"

namespace fourfold {

/// If the suite may use NCCL: has its RAS service asked, on this host, when the run is lost.
void ask_nccl_on_loss(RunWatch& watch, const Config& config);

/// Takes what the watch has to say of a launch into the record: its remarks, and where NCCL
/// answered, the whole text as DIRECTORY/nccl_ras.txt and what it complains of as a remark.
void write_remarks(const RunWatch& watch, const std::string& directory, int launch,
                   Journal& journal);

}  // namespace fourfold
