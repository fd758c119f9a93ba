// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bench/config/chip.hpp"
#include "bench/config/config.hpp"
#include "bench/record/evidence.hpp"
#include "bench/record/rank_numbers.hpp"
#include "bench/record/unit_inventory.hpp"
#include "collectives/expected.hpp"
#include "core/quantity.hpp"
#include "device/telemetry.hpp"

namespace fourfold {

/// What one call accomplishes; all that is needed to turn its time into a rate.
struct Work {
  Bytes message;          ///< S of a collective, 0 otherwise
  double bus_factor = 0;  ///< busbw = S/t x this
  Bytes memory;           ///< bytes a memory pattern reads and writes
  Flops flops;            ///< of a matmul, on one rank
};

/// What devices said of themselves while the samples of a trial were taken.
struct TrialTelemetry {
  TelemetrySummary rank_0;  ///< of the first rank's device
  /// By rank, 0 where it is not known; on hosts the first rank of each speaks for it.
  RankNumbers clock_mhz;
  RankNumbers power_w;
  RankNumbers temperature_c;
  RankNumbers slowed;  ///< largest share of the time for which one reason kept the clock down
};

/// What one group of a case's ranks took in a trial; of its own agreed times, the slowest rank's in
/// each sample.
struct GroupSummary {
  std::string name;    ///< of the host or the rack
  int first_rank = 0;  ///< the lowest
  int ranks = 0;
  double median_s = 0;
  double lower_s = 0;  ///< the median's interval at the case's confidence; 0: too few samples
  double upper_s = 0;
};

/// One matching of a pairwise case: who was paired with whom, and what each end took. All lists are
/// by rank; what a rank that sat out would say is 0.
struct PairRound {
  bool again = false;        ///< a second look, at what looked suspicious in the rounds before
  std::vector<int> partner;  ///< -1: it sat out
  /// Median of sending the message to the partner and having its answer of one element.
  std::vector<double> seconds;
  /// How many of these samples stalled: beyond twice that median, and by 50 ms and more.
  std::vector<int> stalled;
  int samples_up = 0;    ///< of each rank that sends to a higher one
  int samples_down = 0;  ///< of each that sends to a lower one
  /// The same computation on every rank's processor; empty: not timed in this round.
  std::vector<double> compute_s;
};

/// One way to split the ranks of a collective into smaller groups that all made it at the same
/// time, to find whose part it is that keeps the whole waiting.
struct GroupRound {
  bool again = false;           ///< a second look, at what was slow in the rounds before
  std::vector<int> group;       ///< by rank, from 0
  std::vector<double> seconds;  ///< by group: median of the slowest of its ranks
};

/// What another program says of a case in its log (bench/import), where it keeps no samples.
struct Reported {
  std::string by;  ///< "nccl-tests", "osu", "imb", ...
  std::string
      figure;  ///< what its one time is, in words: "mean over 20 calls, of the slowest rank"
  friend bool operator==(const Reported&, const Reported&) = default;
};

/// A log that was imported, as it was read.
struct ImportedLog {
  std::string path;
  std::string sha256;
  friend bool operator==(const ImportedLog&, const ImportedLog&) = default;
};

/// One adaptive measurement. Samples are seconds per call, agreed over ranks: element i of the four
/// vectors is one sample. Of a reported case (CaseRecord::reported) `seconds` is the one time that
/// was reported, and the other three are empty where the log does not tell them.
struct Trial {
  std::vector<double> seconds;  ///< the slowest rank's: the figure
  std::vector<int> slowest_rank;
  std::vector<double> mean_seconds;  ///< mean over ranks
  std::vector<double> fastest_seconds;
  int calls_per_sample = 1;
  std::string stopped;  ///< "precise", "max_time", "max_samples"; "reported" of another program's
  double warmup_s = 0;
  double elapsed_s = 0;       ///< wall time of the trial with all its overheads
  RankNumbers rank_median_s;  ///< each rank's own median, by rank
  /// By rank how much later than the first of all it begins a sample, median; empty: not measured.
  RankNumbers rank_late_s = {};
  /// Of a contest, element i of the same turns as seconds[i]; else empty. Then both are means of
  /// the four turns that a contender had, of the slowest rank in each.
  std::vector<double> rival_seconds = {};
  /// Of overlapped calls, where `seconds` are those of calls with a computation of the host inside;
  /// else empty. Element i of the same sample as seconds[i], of the slowest rank in each: the calls
  /// alone, and the computation alone.
  std::vector<double> pure_seconds = {};
  std::vector<double> compute_seconds = {};
  /// Of a training step, whose `pure_seconds` are those of its all_reduces alone and whose
  /// `compute_seconds` those of its products alone; else empty. Element i of the same step as
  /// seconds[i], of the slowest rank in each: how long the all_reduces were under way in it, and
  /// when its products were done.
  std::vector<double> pure_within_seconds = {};
  std::vector<double> compute_within_seconds = {};
  /// Where several groups did the case, each by itself; else empty. `seconds` are then those of the
  /// slowest group in each sample.
  std::vector<GroupSummary> groups = {};
  /// Of a pairwise case; else empty. `seconds` are then those of the slowest pair in each sample,
  /// of all rounds one after the other.
  std::vector<PairRound> pair_rounds = {};
  /// Of a collective that was bisected; else empty. Their samples are not among `seconds`.
  std::vector<GroupRound> group_rounds = {};
  std::optional<TrialTelemetry> telemetry = {};
  std::optional<bool> steady =
      {};  ///< under Load::Sustained: whether time, clock and power became so
  /// Of a reported time: half a unit of its last printed digit, in seconds. The true one lies
  /// within that of `seconds`; 0: it was told with all its digits, or how many is not known.
  double half_s = 0;
};

/// What a trial is about, a number for each sample: seconds per call; of a contest the ratio, the
/// rival's time over the first contender's (above 1: the first one is faster).
std::vector<double> figures(const Trial& trial);

/// Of overlapped calls and of training steps, for each sample how much of the shorter of the two,
/// call and computation, hides behind the other one: (pure + compute - together) / min(pure,
/// compute). Not clamped: below 0 the two hinder each other. Else empty.
std::vector<double> overlaps(const Trial& trial);

enum class CaseStatus { Measured, Skipped, Failed };

/// Result of comparing the timed buffers with what they must hold.
struct Correctness {
  bool checked = false;
  std::uint64_t elements = 0;  ///< compared, over all ranks and buffers
  std::optional<Mismatch> first;
  /// Of operations whose inputs are the same in every call and on every rank: the hash of the
  /// output (kernels/hash.hpp), and whether all verified calls on all ranks had the same bits.
  std::optional<std::uint64_t> hash = {};
  std::optional<bool> repeats = {};
};

/// One case in one launch: all of it from one start.
struct CaseRecord {
  int launch = 1;  ///< from 1
  int start = 1;   ///< of that launch (LaunchRecord::start)
  std::string name;
  std::string operation;  ///< "all_reduce", "gemm", "memory"
  std::string backend;    ///< "mpi", "nccl", "openblas", ...
  std::string dtype;
  std::string size;  ///< "1MiB" or "512x512x512"
  /// Of a contest the names that the two would have alone; `operation` is "contest" then, the
  /// fields above are the first one's, and `work` is empty.
  std::vector<std::string> contenders;
  CaseStatus status = CaseStatus::Measured;
  std::string reason;  ///< of a skip or a failure
  int ranks = 0;
  Work work;               ///< empty of contests and of overlapped calls
  double precision = 0;    ///< that was wanted (Measure::precision); 0: not known
  std::uint64_t seed = 0;  ///< of its random inputs (Measure::seed)
  std::string algorithm;   ///< as the library named it, or ""
  /// Calls that one CUDA graph launches at once; 0: each call was launched by itself.
  std::uint64_t graph_calls = 0;
  /// Whether groups made their calls one after the other (Trial::groups), not all at the same time.
  bool groups_in_turns = false;
  double oversubscription = 0;  ///< of a pairwise case, of racks (RackRule); 0: not known
  double settle_s = 0;          ///< Measure::settle of a sustained case; 0: a burst
  double hold_s = 0;            ///< Measure::hold likewise
  std::string verified_by;      ///< in words: how correctness was established, with its tolerance
  Correctness correctness;
  std::optional<Reported> reported = {};  ///< absent: this program has measured it
  std::vector<Trial> trials;
};

/// One start of the program's workers. A launch has one; where it was cut short, and then
/// completed, one more for each time.
struct LaunchRecord {
  int launch = 1;
  int start = 1;                        ///< from 1, of that launch
  std::string shard = {};               ///< of a merged record (Manifest::merged); else ""
  std::string started;                  ///< UTC, ISO 8601, to the millisecond
  std::vector<std::string> hosts;       ///< by rank
  std::vector<std::string> racks = {};  ///< by rank, "" where not known; empty: nobody asked
  double barrier_exit_skew_s = 0;
  std::vector<std::string> remarks = {};    ///< what happened in it and did not end it
  std::optional<Inventory> inventory = {};  ///< of the hardware; absent in older records
  bool ended = false;                       ///< whether its last line is there
  int exit_code = 0;                        ///< as the supervisor saw it
  /// "finished", "interrupted", "time-out", "lost: rank 5 on host b ...", "budget: ..."
  std::string end_reason;
  std::string ended_at = {};  ///< UTC; "" in older records
  /// Of a later start: when the record had been written to last before, for who died without a
  /// word.
  std::string resumed_after = {};
  std::vector<std::string> lost_hosts = {};  ///< by which it was lost, where that is known
  std::vector<std::string> excluded = {};    ///< hosts of the run that it was started without

  bool finished() const { return ended && exit_code == 0 && end_reason == "finished"; }
};

/// A record that `fourfold merge` put into a merged one.
struct MergedRecord {
  std::string path;
  std::string sha256;  ///< RunRecord::sha256 of it
  std::string started;
  std::string shard;  ///< "1"; records of the same hosts are one shard
  friend bool operator==(const MergedRecord&, const MergedRecord&) = default;
};

/// What a run keeps of the baseline that its target names: a copy of that record in RUN/baseline,
/// so that its verdict is the same when the baseline is gone or changed.
struct FrozenBaseline {
  std::string path;            ///< where it was: target.baseline
  std::string sha256;          ///< RunRecord::sha256 of the copy
  std::string signed_by = {};  ///< the key's word, or "": the copy then needs no signature
};

/// What was measured, where and with what. Written before the first case.
struct Manifest {
  /// 2: the journal's lines are chained. Records of version 1 are read, too; none is continued.
  static constexpr int kVersion = 2;
  int version = kVersion;
  std::string fourfold_version;
  std::string git_revision;         ///< "abc123..." or "abc123...-dirty"
  std::string program_sha256 = {};  ///< of the file that ran, or "" (older records, imports)
  std::string started;
  std::string suite_name;
  std::string suite_text;  ///< expanded YAML; the judge reads expectations and target from here
  std::string device_choice;
  int planned_launches = 1;
  int ranks = 1;
  std::vector<std::string> planned_cases;
  std::string filter;        ///< --benchmark_filter, or ""
  std::size_t left_out = 0;  ///< cases of the suite that it has left out
  /// Injected faults ("wrong-element"): a run with any never accepts.
  std::vector<std::string> injected;
  std::optional<FrozenBaseline> baseline;  ///< absent where no target names one
  /// Of a record that `fourfold import` made of other programs' logs; it never accepts by itself.
  std::vector<ImportedLog> imported = {};
  /// Of what `fourfold merge` made of records: those. Their shards were measured at different
  /// times.
  std::vector<MergedRecord> merged = {};
  /// Of the run's GPU, else of its host; absent where no file claims the device or the suite wants
  /// none. The record holds the text of its file, with every source, and so stands alone.
  std::optional<Chip> chip;
  /// Group -> name -> value: "host" (cpu, cores, memory, kernel, governor), "device", "versions",
  /// "mpi", "nccl", "environment" (an allow-list of variables that bear on speed; never all).
  std::map<std::string, std::map<std::string, std::string>> facts;
};

/// A run, as read back from its directory.
struct RunRecord {
  std::string directory;
  Manifest manifest;
  std::vector<LaunchRecord> launches;   ///< the last start of each
  std::vector<LaunchRecord> cut_short;  ///< earlier starts, in the order they were made
  std::vector<CaseRecord> cases;        ///< in the order they were measured
  /// A last line that a crash cut short was dropped; what it was, for the report.
  std::string truncated;
  std::string sha256;  ///< its identity: Evidence::head, or of a bundle that of its bundle.json
  Evidence evidence;
  bool suite_edited = false;  ///< suite.yaml is there and is not Manifest::suite_text any more
};

/// The start that the case belongs to, or nullptr where the journal lacks it.
const LaunchRecord* start_of(const RunRecord& record, int launch, int start);

/// Of all starts, each once, by name. They live as long as the record.
std::set<std::string_view> all_hosts(const RunRecord& record);

/// Manifest::facts, "" where it is not there.
std::string fact(const Manifest& manifest, const std::string& group, const std::string& name);

/// Whether any of it is what other programs have reported.
bool is_imported(const RunRecord& record);

/// Reads RUN/manifest.json and RUN/journal.jsonl, or a bundle of baselines
/// (bench/record/bundle.hpp). Throws InputError with file and line where they are not what this
/// version writes, where a chain is broken, and where a signature is there that does not hold; a
/// cut last line is not an error.
RunRecord load_record(const std::string& directory);

}  // namespace fourfold
