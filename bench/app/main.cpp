// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>
#include <optional>

#include "bench/app/commands.hpp"
#include "bench/import/collective_row.hpp"
#include "bench/report/comparison_report.hpp"
#include "bench/report/report.hpp"
#include "core/error.hpp"
#include "core/version.hpp"

namespace fourfold {
namespace {

/// Options that `run` and `plan` share.
void add_suite_options(CLI::App& command, RunOptions& options) {
  command.add_option("--set", options.overrides, "change a key of the suite: path=value")
      ->allow_extra_args(false);
  command.add_option("--ranks", options.ranks, "number of ranks (instead of the suite's)")
      ->check(CLI::Range(1, 1000000));
  command.add_option("--launches", options.launches, "process starts (instead of the suite's)")
      ->check(CLI::Range(1, 1000));
  command.add_option("--benchmark_filter", options.filter, "only the cases this expression finds");
}

void add_run_options(CLI::App& command, RunOptions& options, bool& list) {
  command.add_option("SUITE", options.suite,
                     "the suite to run, a YAML file; with --resume the record's own");
  add_suite_options(command, options);
  command.add_option("--resume", options.resume,
                     "go on with the run in this directory at its first case not finished");
  command.add_option("--hosts", options.hosts,
                     "a file of hosts ('host slots=8') that mpirun starts the ranks on, in another "
                     "order in each launch");
  command.add_flag("--exclude-failed", options.exclude_failed,
                   "go on without a host of --hosts that dies or hangs");
  command
      .add_option("--budget", options.budget,
                  "end in order before the first case that would not fit in so long: 20m; given "
                  "twice, the shorter holds")
      ->allow_extra_args(false);
  command.add_option("--results", options.results, "where the run's directory is made");
  command
      .add_option(
          "--inject", options.inject,
          "plant a fault: wrong-element, nan, wrong-tile, stale, slow-rank=R, tardy-rank=R, "
          "slow-rival=10%, or hang-, dead-, "
          "throw-, mismatch- or late-rank=R@PHASE (proves that it is found)")
      ->allow_extra_args(false);
  command.add_option("--mpirun", options.mpirun, "the launcher and its arguments");
  command.add_flag("--benchmark_list_tests", list, "list the cases and run nothing");
  command.add_option("--benchmark_out", options.benchmark.out,
                     "also write Google Benchmark's own result file");
  command
      .add_option("--benchmark_out_format", options.benchmark.out_format, "json, csv or console")
      ->check(CLI::IsMember({"json", "csv", "console"}));
  command.add_option("--directory", options.directory)->group("");
  command.add_option("--launch", options.launch)->group("");
  command.add_option("--watch", options.watch)->group("");
  command.add_option("--start", options.start)->group("");
  command.add_option("--asked-ranks", options.asked_ranks)->group("");
  command.add_option("--excluded", options.excluded)->allow_extra_args(false)->group("");
  command.add_flag("--continues", options.continues)->group("");
}

/// Options that `report` and `judge` share.
void add_judge_options(CLI::App& command, JudgeOptions& options) {
  command
      .add_option("RUN", options.directories, "a run's directory; several runs are judged as one")
      ->required()
      ->type_name("DIRECTORY");
  command.add_option(
      "--baseline", options.baseline,
      "compare with this run; where the target names a baseline, it must be that one");
  command.add_option("--target", options.target,
                     "judge by this target file, or the target of this suite, instead of the "
                     "run's own");
}

void add_import_options(CLI::App& command, ImportOptions& options) {
  command
      .add_option("LOG", options.logs, "logs of the same thing; another start of it is a launch")
      ->required();
  command.add_option("--out", options.out, "the record's directory, a new one")->required();
  command.add_flag("--launches-are-files", options.launches_are_files,
                   "each file is one launch, whatever is in it");
  command.add_option("--ranks", options.told.ranks, "how many ranks, where a log does not say")
      ->check(CLI::Range(1, 1000000));
  command
      .add_option("--collective", options.told.collective,
                  "which collective, where a log does not say: all_reduce, ...")
      ->check([](const std::string& name) {
        return is_logged_collective(name) ? "" : "'" + name + "' is no collective";
      });
}

/// What the commands about evidence are asked.
struct EvidenceArguments {
  SignOptions sign;
  std::string new_key;
  std::string verified_run;
  std::string public_key;
  std::vector<std::string> frozen_runs;
  std::string frozen_to;
};

void add_evidence_commands(CLI::App& app, EvidenceArguments& arguments) {
  CLI::App& keygen = *app.add_subcommand("keygen", "make a pair of keys to sign records with");
  keygen.add_option("FILE", arguments.new_key, "for the secret key; the public one: FILE.pub")
      ->required();
  CLI::App& sign = *app.add_subcommand("sign", "sign the record of a run, so that changes show");
  sign.add_option("RUN", arguments.sign.directory, "a run's directory, or a bundle's")->required();
  sign.add_option("--key", arguments.sign.key, "file with the secret key")->required();
  sign.add_option("--by", arguments.sign.by, "who signs, or what for, in your words");
  CLI::App& verify = *app.add_subcommand("verify", "whether a record is as it was signed");
  verify.add_option("RUN", arguments.verified_run, "a run's directory, or a bundle's")->required();
  verify.add_option("--key", arguments.public_key, "whose signature: a file, or ed25519:...");
  CLI::App& baseline = *app.add_subcommand("baseline", "baselines that targets compare with");
  baseline.require_subcommand(1);
  CLI::App& freeze = *baseline.add_subcommand("freeze", "make a baseline of runs of one machine");
  freeze.add_option("RUN", arguments.frozen_runs, "directories of runs")->required();
  freeze.add_option("--out", arguments.frozen_to, "the bundle's directory, a new one")->required();
}

/// Runs the one of them that was asked for, if any.
std::optional<ExitCode> evidence_command(const CLI::App& app, const EvidenceArguments& arguments) {
  if (app.got_subcommand("keygen")) return keygen_command(arguments.new_key);
  if (app.got_subcommand("sign")) return sign_command(arguments.sign);
  if (app.got_subcommand("verify")) {
    return verify_command(arguments.verified_run, arguments.public_key);
  }
  if (app.got_subcommand("baseline")) {
    return freeze_command(arguments.frozen_runs, arguments.frozen_to);
  }
  return std::nullopt;
}

std::string version_text() {
  return "fourfold " + std::string(version()) + " (" + std::string(git_revision()) + ")";
}

std::vector<std::string> format_names() {
  std::vector<std::string> names;
  for (const ReportFormat& format : report_formats()) names.emplace_back(format.name);
  return names;
}

std::vector<std::string> comparison_names() {
  std::vector<std::string> names;
  for (const ComparisonFormat& format : comparison_formats()) names.emplace_back(format.name);
  return names;
}

void add_compare_options(CLI::App& command, std::vector<std::string>& runs, std::string& format) {
  command
      .add_option("RUN", runs,
                  "directories of two runs or more; each of the others against the first")
      ->required()
      ->type_name("DIRECTORY")
      ->expected(-1);
  command.add_option("--format", format, "how")->check(CLI::IsMember(comparison_names()));
}

ExitCode run(int argc, char** argv) {
  CLI::App app{
      "Fourfold measures collectives and matmul, and judges whether a machine is as fast as "
      "promised."};
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 accepted, 1 warnings, 2 rejected or broken, 3 inconclusive or not all "
      "tested, 4 wrong input, 124 time-out.");

  RunOptions options;
  bool list = false;
  JudgeOptions judge_options;
  std::string format = "terminal";
  CLI::App& run_app = *app.add_subcommand("run", "measure a suite, record and judge it");
  add_run_options(run_app, options, list);
  CLI::App& plan_app = *app.add_subcommand("plan", "show what a suite would measure here");
  plan_app.add_option("SUITE", options.suite, "the suite, a YAML file")->required();
  add_suite_options(plan_app, options);
  CLI::App& report_app = *app.add_subcommand("report", "show the record of a run");
  add_judge_options(report_app, judge_options);
  report_app.add_option("--format", format, "how")->check(CLI::IsMember(format_names()));
  CLI::App& judge_app = *app.add_subcommand("judge", "judge the record of a run again");
  add_judge_options(judge_app, judge_options);
  bool power = false;
  judge_app.add_flag("--power", power,
                     "instead: how likely the target accepts or rejects machines of a known ratio");
  std::string tuned_run;
  std::string tuning_file;
  CLI::App& tune_app = *app.add_subcommand(
      "tune", "from a record of backend peer by each algorithm: which is best for which size");
  tune_app.add_option("RUN", tuned_run, "a run's directory")->required();
  tune_app.add_option("--out", tuning_file, "write a tuning file for suites, and print the table");
  ImportOptions import_options;
  CLI::App& import_app = *app.add_subcommand(
      "import", "make a record of logs of nccl-tests, rccl-tests, OSU, IMB or --benchmark_out");
  add_import_options(import_app, import_options);
  EvidenceArguments evidence;
  add_evidence_commands(app, evidence);
  std::vector<std::string> paths;
  CLI::App& compare_app = *app.add_subcommand(
      "compare", "show how many times as fast other machines are than the first, case by case");
  add_compare_options(compare_app, paths, format);
  CLI::App& facility_app =
      *app.add_subcommand("facility", "show what a specification says, and who says so");
  facility_app.add_option("FILE", paths, "as in configs/facilities")->required();
  std::vector<std::string> merged_runs;
  std::string merged_out;
  CLI::App& merge_app = *app.add_subcommand(
      "merge", "make one record of runs of the same suite, of other hosts or on other days");
  merge_app.add_option("RUN", merged_runs, "directories of runs")->required();
  merge_app.add_option("--out", merged_out, "the record's directory, a new one")->required();
  app.add_subcommand("devices", "show this machine's devices and libraries");
  app.add_subcommand("kernels", "show the matmul kernels");

  run_app.callback([&options] {
    if (options.suite.empty() && options.resume.empty()) throw CLI::RequiredError("SUITE");
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {  // --help, --version
      app.exit(error);
      return ExitCode::Accepted;
    }
    options.malformed = std::string(error.what()) + "\nRun with --help for more information.";
    if (!run_app.parsed()) throw InputError({}, options.malformed);
    return run_command(options);  // under a launcher, other ranks must hear of it
  }
  if (app.got_subcommand(&run_app)) return list ? list_command(options) : run_command(options);
  if (app.got_subcommand(&plan_app)) return plan_command(options);
  if (app.got_subcommand(&report_app)) return report_command(judge_options, format);
  if (app.got_subcommand(&judge_app))
    return power ? power_command(judge_options) : judge_command(judge_options);
  if (app.got_subcommand(&tune_app)) return tune_command(tuned_run, tuning_file);
  if (app.got_subcommand(&import_app)) return import_command(import_options);
  if (const auto code = evidence_command(app, evidence)) return *code;
  if (app.got_subcommand(&compare_app)) return compare_command(paths, format);
  if (app.got_subcommand(&facility_app)) return facility_command(paths);
  if (app.got_subcommand(&merge_app)) return merge_command(merged_runs, merged_out);
  if (app.got_subcommand("devices")) return devices_command();
  return kernels_command();
}

}  // namespace
}  // namespace fourfold

int main(int argc, char** argv) {
  using namespace fourfold;
  try {
    return static_cast<int>(run(argc, argv));
  } catch (const InputError& error) {
    std::cerr << "fourfold: " << error.what() << '\n';
    return static_cast<int>(ExitCode::BadInput);
  } catch (const std::exception& error) {
    std::cerr << "fourfold: " << error.what() << '\n';
    return static_cast<int>(ExitCode::Rejected);
  }
}
