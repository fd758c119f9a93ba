// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bench/record/record.hpp"

namespace fourfold {

/// One record of several runs of the same suite by the same program (difference()). Runs on the
/// same hosts are one shard, and the launches of the later are further ones of the earlier. Runs on
/// other hosts are shards of their own, as racks that were tested on different nights: their cases
/// get the shard's number at the end of their names ("/shard:2"), since nothing in the record was
/// done by two shards together. Interruptions, exclusions and injected faults stay. A frozen
/// baseline does not: which of several would be the record's?
///
/// Throws InputError for fewer than two, for runs that are unlike, imported or merged themselves,
/// or given twice, and for hosts that only partly are those of another run.
RunRecord merged_record(const std::vector<RunRecord>& runs);

/// The shard that a case's name says: "2" of "gemm/x/shard:2"; "" where it says none.
std::string shard_of(std::string_view case_name);
/// The name that the suite gave the case.
std::string_view without_shard(std::string_view case_name);

/// Writes manifest and journal of a record that is complete into a new directory, of which nothing
/// is left where that fails. Throws InputError where it is there already, Error where it cannot be
/// written.
void write_record(const RunRecord& record, const std::string& directory);

}  // namespace fourfold
