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

/// `fourfold report RUN... --format F [--baseline RUN] [--target FILE]`: records, arranged. Success
/// when it could be written, whatever the judgement in it says.
ExitCode report_command(const JudgeOptions& options, const std::string& format);

/// `fourfold judge RUN... [--baseline RUN] [--target FILE]`: the verdict from the records alone,
/// and its exit code.
ExitCode judge_command(const JudgeOptions& options);

/// `fourfold judge RUN --power`: what risk for buyer and vendor lies in the target's plan.
ExitCode power_command(const JudgeOptions& options);

/// `fourfold tune RUN [--out FILE]`: by which algorithm `peer` should reduce which size, from a
/// record of it by each (bench/judge/tune.hpp). Prints a tuning file, or the table alone where
/// `out` is the file to write.
ExitCode tune_command(const std::string& directory, const std::string& out);

/// `fourfold import LOG... --out DIR`: logs of other programs as a record (docs/import.md).
ExitCode import_command(const ImportOptions& options);

/// What to sign, by what, and the signer's words.
struct SignOptions {
  std::string directory;
  std::string key;  ///< file of the secret key
  std::string by;
};

/// `fourfold keygen FILE`: a new secret key in FILE, its public key in FILE.pub.
ExitCode keygen_command(const std::string& path);

/// `fourfold sign RUN --key FILE [--by WORDS]` (docs/evidence.md).
ExitCode sign_command(const SignOptions& options);

/// `fourfold verify RUN [--key PUBLIC]`: who signed it, and that nothing was changed since; where
/// nobody has signed it, exit code 3.
ExitCode verify_command(const std::string& directory, const std::string& key);

/// `fourfold baseline freeze RUN... --out DIR`: runs of one machine as a baseline that stands alone
/// (bench/record/bundle.hpp). Throws InputError where they cannot serve as one.
ExitCode freeze_command(const std::vector<std::string>& runs, const std::string& out);
/// `fourfold compare A B [C...] --format F`: each record beside the first
/// (bench/judge/compare_records.hpp). Success when it could be written, whatever is faster.
ExitCode compare_command(const std::vector<std::string>& directories, const std::string& format);

/// `fourfold facility FILE...`: what specifications say, who says so, and what of it is in doubt.
ExitCode facility_command(const std::vector<std::string>& files);

/// `fourfold devices`: what is here, and why what is not is not.
ExitCode devices_command();

/// `fourfold kernels`: the catalogue of matmul kernels, and which this machine can run.
ExitCode kernels_command();

}  // namespace fourfold
