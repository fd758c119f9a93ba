// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "bench/app/judged.hpp"
#include "bench/import/import_logs.hpp"
#include "bench/run/run_options.hpp"
#include "core/exit_code.hpp"

namespace fourfold {

// The subcommands, one function each. They print for people on standard output, and throw
// InputError for what the user got wrong.

/// `fourfold run SUITE`: measure, record, judge, report.
ExitCode run_command(const RunOptions& options);

/// `fourfold run SUITE --benchmark_list_tests`: the names, one a line; runs nothing.
ExitCode list_command(const RunOptions& options);

/// `fourfold plan SUITE`: every case, every skip with its reason, a time estimate; runs nothing.
ExitCode plan_command(const RunOptions& options);

/// `fourfold report RUN --format F [--baseline RUN] [--target SUITE]`: a record, arranged. Success
/// when it could be written, whatever the judgement in it says.
ExitCode report_command(const JudgeOptions& options, const std::string& format);

/// `fourfold judge RUN [--baseline RUN] [--target SUITE]`: the verdict from the record alone, and
/// its exit code.
ExitCode judge_command(const JudgeOptions& options);

/// `fourfold judge RUN --power`: what risk for buyer and vendor lies in the target's plan.
ExitCode power_command(const JudgeOptions& options);

/// `fourfold tune RUN [--out FILE]`: by which algorithm `peer` should reduce which size, from a
/// record of it by each (bench/judge/tune.hpp). Prints a tuning file, or the table alone where
/// `out` is the file to write.
ExitCode tune_command(const std::string& directory, const std::string& out);

/// `fourfold import LOG... --out DIR`: logs of other programs as a record (docs/import.md).
ExitCode import_command(const ImportOptions& options);

/// `fourfold merge RUN... --out DIR`: runs of shards, or further launches, as one record
/// (bench/record/merge_records.hpp).
ExitCode merge_command(const std::vector<std::string>& runs, const std::string& out);

/// `fourfold devices`: what is here, and why what is not is not.
ExitCode devices_command();

/// `fourfold kernels`: the catalogue of matmul kernels, and which this machine can run.
ExitCode kernels_command();

}  // namespace fourfold
