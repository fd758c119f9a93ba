// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bench/config/rack_rule.hpp"
#include "bench/config/sweeps.hpp"
#include "bench/config/tuning.hpp"
#include "core/error.hpp"
#include "core/quantity.hpp"

namespace fourfold {

/// What the timed region holds.
enum class Timing {
  Auto,     ///< as many calls per sample as make it `min_sample_time` long
  PerCall,  ///< exactly one call between two barriers, as MPI benchmarks do
};

/// Whether a call finds its data in the cache.
enum class CacheState {
  Cold,  ///< buffers rotate over at least twice the last-level cache
  Hot,   ///< one set of buffers, used again and again
};

/// In which state of the chip a figure is taken.
enum class Load {
  Burst,      ///< soon after the case begins: clocks are still high
  Sustained,  ///< once time, clock and power have become steady under this very load
};

/// How a case is measured; each key of `measure:` in a suite. Defaults here are the program's.
struct Measure {
  double precision = 0.01;   ///< stop when the interval is narrower than this times the median
  double confidence = 0.95;  ///< of that interval
  int trials = 1;            ///< measurements of the case in one launch
  Seconds max_time{1.0};     ///< of one trial, after warm-up
  int min_samples = 10;
  int max_samples = 2000;
  Seconds warmup{0.05};            ///< at most; ends earlier once two blocks agree within 5 %
  Seconds min_sample_time{20e-6};  ///< Timing::Auto batches calls up to this
  Timing timing = Timing::Auto;
  CacheState cache = CacheState::Cold;
  Load load = Load::Burst;
  Seconds settle{5};       ///< Load::Sustained warms up at least this long
  Seconds hold{10};        ///< and then measures at least this long
  std::uint64_t seed = 0;  ///< of the random inputs of a matmul and of memory patterns
};

struct Sweep {
  std::variant<CollectiveSweep, GemmSweep, MemorySweep, CommunicatorSweep, VirtualRanksSweep,
               PairwiseSweep, StepSweep>
      what;
  Measure measure;
  SourcePosition where;
  /// `contenders: [a, b]`: this entry is a, and its cases are measured against those of b, one by
  /// one in the order of the sweeps. nullptr: measured alone.
  std::shared_ptr<const Sweep> rival = nullptr;
};

/// Which figure of a case an expectation, a limit or a dimension speaks of.
enum class Metric {
  Time,        ///< seconds per call, lower is better
  Algbw,       ///< message bytes per second
  Busbw,       ///< algbw x bus factor
  Memory,      ///< bytes read and written per second
  Flops,       ///< operations per second of one rank
  Ratio,       ///< of a contest: how many times as fast the first contender is as the second
  StepRate,    ///< of a training step: steps per second
  Efficiency,  ///< of a training step: its products alone over all of it (weak scaling)
  Overlap,     ///< of overlapped calls and training steps: share of the shorter part that is hidden
};
std::string_view name(Metric metric);
/// "s", "B/s", "FLOP/s", "step/s" or "x".
std::string_view base_unit(Metric metric);

/// `{match, metric, value, unit, lower, upper}`: the figure of every case that matches lies within
/// [value (1 + lower), value (1 + upper)]; an absent bound does not bind, so that by default a
/// faster machine never fails.
struct Expectation {
  std::string match;  ///< glob over case names
  Metric metric = Metric::Time;
  double value = 0;             ///< in the metric's base unit
  std::optional<double> lower;  ///< fraction, e.g. -0.05
  std::optional<double> upper;
  bool from_machine = false;  ///< of a machine file: it serves many suites and may match nothing
  SourcePosition where;
};

/// `{match, metric, at_most, unit, source}`: what physics allows; a figure beyond it is SUSPECT.
struct Limit {
  std::string match;
  Metric metric = Metric::Flops;
  double at_most = 0;  ///< base unit; for Time it is the least time
  std::string source;
  bool from_machine = false;
  SourcePosition where;
};

/// One dimension of the target: the delivered facility rate of the one case `match` names.
struct Dimension {
  std::string match;
  double weight = 1;
  SourcePosition where;
};

/// How far the program may have been changed for the runs of a tender; what each allows is checked
/// (docs/method_verdict.md).
enum class Category { Baseline, Ported, Optimized };
std::string_view name(Category category);

/// How often launches must succeed: at least this share of them, shown at this confidence. Without
/// a failure that takes ln(1 - confidence) / ln(share) launches in a row, 59 for 95 % at 95 %.
struct Stability {
  double share = 0.95;
  double confidence = 0.95;
  std::string suite;  ///< name of the suite whose launches count; "": that of the figures
  std::string suite_sha256 = {};  ///< suite_sha256() of it; "": any of that name counts
};

/// The `target:` block; the defaults are those of docs/method.md.
struct Target {
  double ratio = 4.0;
  double confidence = 0.95;
  double floor = 0.9;       ///< of each dimension, times the ratio
  double tolerance = 0.05;  ///< of each unit against the fleet's median
  int min_launches = 5;
  int min_days = 1;  ///< on which launches were started
  /// Launches at which it may be judged, ascending; empty: at min_launches.
  std::vector<int> looks = {};
  int resumed = 0;  ///< launches with figures that may have been made in several starts
  std::optional<Category> category;    ///< absent: any program by any backend
  std::optional<Stability> stability;  ///< absent: nothing is asked
  std::optional<int> units;            ///< contracted ranks; absent: as many as the run had
  std::string baseline;  ///< a run directory, absolute (written relative to the suite), or ""
  SourcePosition baseline_where;
  /// What the baseline's record must be, wherever it lies: its identity (RunRecord::sha256), and
  /// the key that must have signed it ("ed25519:..."); "" where the target does not pin it.
  std::string baseline_sha256 = {};
  std::string baseline_signed_by = {};
  std::string suite_sha256 = {};  ///< suite_sha256() of the runs with the figures; "": any text
  std::string signed_by;  ///< key that must have signed the run's record: "ed25519:...", or ""
  std::vector<Dimension> dimensions;
  SourcePosition where;
  // Of a target file that names facilities; "" and absent otherwise.
  std::string facility;               ///< name of what was bought
  std::string baseline_facility;      ///< name of what it is compared with
  std::optional<int> baseline_units;  ///< of that one; the baseline must have them all
};

/// A file by whose content something was judged.
struct RulesFile {
  std::string path;
  std::string sha256;  ///< of its bytes
};

/// `expected:` - what was bought.
struct Contract {
  int racks = 1;
  int nodes_per_rack = 1;
  int gpus_per_node = 1;
  int units() const { return racks * nodes_per_rack * gpus_per_node; }
};

enum class DeviceChoice { Auto, Host, Cuda };

/// A whole suite, checked and with every default filled in.
struct Config {
  std::string file;  ///< as given by the user
  std::string name;
  std::string description;
  DeviceChoice device = DeviceChoice::Auto;
  int ranks = 2;  ///< per launch, when fourfold starts the launcher
  /// Ranks of a host may outnumber its GPUs and share them: to see that all works, not how fast.
  bool share_gpus = false;
  int launches = 1;
  std::optional<Seconds> launch_timeout;  ///< of one launch; absent: from the plan's estimate
  /// From this all deadlines of phases are made: how long a run may stand still.
  Seconds hang_after{60};
  std::vector<Sweep> sweeps;
  std::string chip = "auto";  ///< "auto", "none", or the absolute path of a chip file
  SourcePosition chip_where;
  std::string machine;                    ///< name from the machine file, or ""
  std::optional<Tuning> tuning;           ///< by what `peer` chooses; absent: by the program's own
  std::vector<Expectation> expectations;  ///< the suite's own, then the machine's
  std::vector<Limit> limits;              ///< likewise
  std::optional<Target> target;
  RackRule racks;
  std::optional<Contract> expected;
};

/// Reads a suite and the machine and tuning files it names. `overrides` are `path=value` as in
/// `--set measure.max_time=2s` or `--set cases[0].size=[1KiB,2KiB]`; the value is YAML.
/// Throws InputError for anything wrong with any of them.
Config load_config(const std::string& file, const std::vector<std::string>& overrides);

/// The same from the text of a suite; `file` is what errors call it and where its relative paths
/// start.
Config parse_config(const std::string& text, const std::string& file);

/// The suite with everything spelt out (sweeps as lists, defaults filled in, overrides,
/// machine and tuning file merged), as YAML that load_config reads to the same Config (positions
/// apart).
std::string expanded(const Config& config);

/// Which suite it is, as a contract pins it: SHA-256 of its expanded text, whatever numbers of
/// ranks and launches it is run with and whatever hardware it expects. Of this version of the
/// program: one that knows more keys spells out more.
std::string suite_sha256(const Config& config);

}  // namespace fourfold
