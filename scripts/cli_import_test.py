#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Other programs' logs become records that report and judge take, and that never accept."""

import json
import unittest

from cli_program import (ACCEPTED, BAD_INPUT, HEALTHY, INCONCLUSIVE, REJECTED, ROOT,
                         ProgramTest)

LOGS = ROOT / "bench/import/testdata"
CASE = "all_to_all/nccl/f32/8MiB/by:nccl-tests"
TARGET = """fourfold: 1
suite: target
cases:
  - {{collective: all_to_all, backend: mpi, size: 8MiB}}
target:
  baseline: {baseline}
  ratio: 1
  min_launches: 2
  dimensions:
    - {{metric: "{case}", weight: 1}}
"""


# What each rank does by itself, and what all do together.
OUR_FILE = """fourfold: 1
suite: file
device: host
ranks: 2
launches: 2
measure: {max_time: 20ms, max_samples: 50, warmup: 2ms, cache: hot}
cases:
  - {collective: all_reduce, size: 64KiB}
  - {gemm: naive, dtype: f64, shape: 32, input: integers}
  - {memory: copy, size: 1MiB}
"""
GEMM = "gemm/naive/f64/32x32x32/integers/hot"
AGAINST_FILE = """fourfold_target: 1
name: against_file
target:
  ratio: 0.001
  min_launches: 2
  dimensions:
    - {metric: all_reduce/mpi/f32/64KiB/hot}
    - {metric: gemm/naive/f64/32x32x32/integers/hot}
    - {metric: memory/host/copy/1MiB/hot}
"""
# Two ranks of this machine, and a made-up log of the same collective by another program.
RUN = """fourfold: 1
suite: today
device: host
ranks: 2
launches: 2
measure: {max_time: 20ms, max_samples: 50, warmup: 2ms, cache: hot, timing: per_call}
cases:
  - {collective: all_reduce, size: [1KiB, 4KiB]}
"""
YESTERDAY = """# OSU MPI Allreduce Latency Test v5.8
# Size       Avg Latency(us)
1024                 1000.0%d
2048                 1500.00
"""
AGAINST_LOG = """fourfold_target: 1
name: against_log
target:
  ratio: %g
  min_launches: 2
  dimensions:
    - {metric: all_reduce/mpi/f32/1KiB/hot/per_call, weight: 1}
"""


class ImportTest(ProgramTest):

    def logs(self, count, name="nccl_tests_2_18.log", first=0):
        """Of as many starts, which differ in a digit."""
        text = (LOGS / name).read_text()
        for i in range(first, first + count):
            path = self.folder / f"{i}-{name}"
            path.write_text(text.replace("263.35", f"263.3{5 + i}"))
            yield path

    def imported(self, directory, *logs):
        done = self.fourfold("import", *logs, "--out", self.folder / directory)
        self.assert_exit(done, ACCEPTED)
        return self.folder / directory, done

    def test_a_record_is_reported_judged_and_a_baseline_and_never_accepts(self):
        record, done = self.imported("a", *self.logs(3))
        self.assertIn("6 cases of 16 ranks in 3 launches, from 3 logs of nccl-tests", done.stdout)
        report = self.fourfold("report", record, "--format", "json")
        self.assert_exit(report, ACCEPTED)
        case = next(one for one in json.loads(report.stdout)["cases"] if one["name"] == CASE)
        self.assertTrue(case["correct"])
        judged = self.fourfold("judge", record)
        self.assert_exit(judged, INCONCLUSIVE)
        self.assertIn("accepts nothing by it", judged.stdout)
        other, _ = self.imported("b", *self.logs(2, first=3))
        suite = self.write_suite(TARGET.format(baseline=other, case=CASE))
        against = self.fourfold("judge", record, "--target", suite, "--baseline", other)
        self.assert_exit(against, INCONCLUSIVE)
        self.assertIn("capacity ratio 1.0001 [0.9997, 1.001] against", against.stdout)
        self.assertIn("measured by this program", against.stdout)
        suite = self.write_suite(TARGET.format(baseline=record, case=CASE))
        itself = self.fourfold("judge", record, "--target", suite, "--baseline", record)
        self.assert_exit(itself, INCONCLUSIVE)
        self.assertIn("is this run itself, or has launches of it", " ".join(itself.stdout.split()))
        self.assertIn("no capacity ratio could be formed", " ".join(itself.stdout.split()))

    def test_yesterdays_log_is_compared_with_todays_run_and_is_its_baseline(self):
        self.assert_exit(self.run_suite(suite=self.write_suite(RUN)), *HEALTHY, INCONCLUSIVE)
        today = self.record().directory
        logs = []
        for launch in (1, 2):
            logs.append(self.folder / f"yesterday-{launch}.log")
            logs[-1].write_text(YESTERDAY % launch)
        yesterday, _ = self.imported("yesterday", *logs, "--ranks", "2")
        for first, other in ((yesterday, today), (today, yesterday)):
            compared = self.fourfold("compare", first, other, "--format", "json")
            self.assert_exit(compared, ACCEPTED)
            one = json.loads(compared.stdout)["comparisons"][0]
            self.assertEqual(len(one["cases"]), 1, "4 KiB are not in the log")
            notes = " ".join(one["cases"][0]["notes"])
            self.assertIn("the log of osu does not tell: algorithm (auto in the other)", notes)
            self.assertIn("results that were not checked", notes)
            self.assertIn("mean over calls and ranks", notes)
            ratio = one["cases"][0]["call"]["ratio"]
            self.assertGreater(ratio if first == yesterday else 1 / ratio, 1, "a millisecond was slow")
        target = self.folder / "target.yaml"
        for ratio, code, said in ((1.0, INCONCLUSIVE, "not settled: measured alike"),
                                  (1e6, REJECTED, "not met: capacity ratio")):
            target.write_text(AGAINST_LOG % ratio)
            judged = self.fourfold("judge", today, "--target", target, "--baseline", yesterday)
            self.assert_exit(judged, code)
            self.assertIn(said, " ".join(judged.stdout.split()))
        own = self.write_suite(RUN + AGAINST_LOG.partition("name: against_log\n")[2] % 1.0 +
                               f"  baseline: {yesterday}\n")
        ran = self.fourfold("run", own, "--results", self.folder / "own")
        self.assert_exit(ran, INCONCLUSIVE)
        self.assertIn("not settled: measured alike", " ".join(ran.stdout.split()))
        power = self.fourfold("judge", today, "--target", target, "--baseline", yesterday, "--power")
        self.assert_exit(power, BAD_INPUT)
        self.assertIn("beside a log's figure nothing accepts", power.stderr)

    def test_a_file_of_benchmark_out_is_a_baseline_as_the_run_that_wrote_it(self):
        file = self.folder / "out.json"
        ran = self.run_suite(f"--benchmark_out={file}", suite=self.write_suite(OUR_FILE))
        self.assert_exit(ran, *HEALTHY, INCONCLUSIVE)
        run = self.record().directory
        target = self.folder / "target.yaml"
        target.write_text(AGAINST_FILE)
        record, _ = self.imported("file", file)
        compared = self.fourfold("compare", run, record, "--format", "json")
        for case in json.loads(compared.stdout)["comparisons"][0]["cases"]:
            self.assertAlmostEqual(case["machine"], 1, 6, case)
        frozen = self.fourfold("baseline", "freeze", record, "--out", self.folder / "frozen")
        self.assert_exit(frozen, ACCEPTED)
        self.assertNotIn("has no rate", frozen.stdout)
        judged = self.fourfold("judge", run, "--target", target, "--baseline", self.folder / "frozen")
        self.assertIn("capacity ratio", judged.stdout)
        self.assertNotIn("no rate", judged.stdout)
        # Files of before had no times of each rank.
        text = json.loads(file.read_text())
        for one in text["benchmarks"]:
            one.pop("label", None)
        file.write_text(json.dumps(text, indent=2))
        record, _ = self.imported("old", file)
        frozen = self.fourfold("baseline", "freeze", record, "--out", self.folder / "old-frozen")
        self.assert_exit(frozen, ACCEPTED)
        self.assertIn(f"{GEMM} has no rate, and serves for no dimension: its file tells the "
                      "slowest rank's time alone", frozen.stdout)
        self.assertNotIn(GEMM, (self.folder / "old-frozen/rates.csv").read_text())
        judged = self.fourfold("judge", run, "--target", target, "--baseline",
                               self.folder / "old-frozen")
        self.assert_exit(judged, INCONCLUSIVE, REJECTED)  # of two cores one may be the slower
        self.assertIn("sum over ranks by their own", " ".join(judged.stdout.split()))
        text["benchmarks"] = [one for one in text["benchmarks"] if "gemm" in one["name"]]
        file.write_text(json.dumps(text, indent=2))
        record, _ = self.imported("gemm", file)
        frozen = self.fourfold("baseline", "freeze", record, "--out", self.folder / "gemm-frozen")
        self.assert_exit(frozen, BAD_INPUT)
        self.assertIn("no case of them has a rate of the whole machine", frozen.stderr)

    def test_a_difference_of_the_last_digit_that_is_printed_is_none(self):
        sides = []
        for side, time in enumerate((1.60, 1.61, 3.20)):
            logs = []
            for launch in (1, 2):
                logs.append(self.folder / f"{side}-{launch}.log")
                logs[-1].write_text("# OSU MPI Allreduce Latency Test v5.8\n"
                                    "# Size       Avg Latency(us)\n"
                                    f"1024         {time:.2f}\n2048         {200 + 9 * launch}.00\n")
            sides.append(self.imported(f"side-{side}", *logs, "--ranks", "2")[0])
        case = "all_reduce/mpi/f32/1KiB/hot/per_call/by:osu_average"
        target = self.folder / "target.yaml"
        target.write_text(AGAINST_LOG.replace("all_reduce/mpi/f32/1KiB/hot/per_call", case) % 1.0)
        for other, differ, code in ((1, False, INCONCLUSIVE), (2, True, REJECTED)):
            compared = self.fourfold("compare", sides[0], sides[other], "--format", "json")
            self.assert_exit(compared, ACCEPTED)
            one = json.loads(compared.stdout)["comparisons"][0]["cases"][0]
            self.assertEqual(one["p_holm"] < 0.05, differ, one)
            self.assertIn("known to 0.3", " ".join(one["notes"]))
            judged = self.fourfold("judge", sides[other], "--target", target, "--baseline", sides[0])
            self.assert_exit(judged, code)

    def test_a_log_that_was_pasted_is_refused_with_both_lines(self):
        log = next(self.logs(1))
        log.write_text(5 * log.read_text())
        done = self.fourfold("import", log, "--out", self.folder / "out")
        self.assert_exit(done, BAD_INPUT)
        self.assertIn(f"{log}:38: the figures of all 6 cases that it shares with {log}:3", done.stderr)

    def test_ranks_that_share_a_gpu_are_no_baseline(self):
        text = (LOGS / "nccl_tests_2_18_mpi.log").read_text()
        logs = [self.folder / "1.log", self.folder / "2.log"]
        for log, time in zip(logs, ("7728.29", "7728.39")):
            log.write_text(text.replace("7728.29", time))
        record, done = self.imported("shared", *logs)
        self.assertIn(f"2 ranks name node1 0000:02:00 in {logs[0]}:4", done.stdout)
        frozen = self.fourfold("baseline", "freeze", record, "--out", self.folder / "frozen")
        self.assert_exit(frozen, BAD_INPUT)
        self.assertIn("2 of its ranks shared a GPU; it cannot serve as one", frozen.stderr)
        self.assertIn("node1 0000:02:00", self.fourfold("judge", record).stdout)
        compared = self.fourfold("compare", record, record)
        self.assertIn("2 ranks shared a GPU", compared.stdout)

    def test_wrong_results_reject(self):
        log = next(self.logs(1))
        text = log.read_text().replace("29.86       0", "29.86      50")
        log.write_text(text.replace(": 0 OK", ": 1 FAILED"))
        record, _ = self.imported("wrong", log)
        judged = self.fourfold("judge", record)
        self.assert_exit(judged, REJECTED)
        self.assertIn("wrong result: nccl-tests' own check: 50 wrong", judged.stdout)

    def test_every_format_is_taken(self):
        for name, more in (("nccl_tests.json", ()), ("rccl_tests.log", ()), ("imb.log", ()),
                           ("nccl_tests_2_18_mpi.log", ()),
                           ("google_benchmark.json", ()), ("osu_alltoall.log", ("--ranks", "8")),
                           ("posted/nccl_tests_2_13_kubernetes.log", ()),
                           ("posted/imb_allreduce_2018.log", ())):
            with self.subTest(name):
                _, done = self.imported(name.replace("/", "-"), LOGS / name, *more)
                self.assertIn("in 1 launches, from 1 logs", done.stdout)

    def test_a_cut_log_is_refused_and_nothing_is_written(self):
        log = next(self.logs(1))
        log.write_text(log.read_text().partition("# Out of bounds")[0])
        done = self.fourfold("import", LOGS / "rccl_tests.log", log, "--out", self.folder / "out")
        self.assert_exit(done, BAD_INPUT)
        self.assertIn(f"{log}:30: cut short", done.stderr)
        self.assertFalse((self.folder / "out").exists())
        self.assert_exit(self.fourfold("import", self.folder / "none.log", "--out", "out"), BAD_INPUT)
        self.assert_exit(self.fourfold("import", log, "--out", self.folder), BAD_INPUT)
        self.assert_exit(self.fourfold("import", log, "--out", "x", "--collective", "y"), BAD_INPUT)


if __name__ == "__main__":
    unittest.main()
