// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/run/run_options.hpp"

namespace fourfold {

/// One rank of one launch: joins the MPI job, agrees with the others on suite and machine, measures
/// every planned case and, on rank 0, keeps the record. Throws InputError before anything is
/// written when the suite or the launch is wrong; a failure of one rank in the middle ends the
/// whole job.
RunOutcome run_worker(const RunOptions& options);

}  // namespace fourfold
