#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Other programs' logs become records that report and judge take, and that never accept."""

import json
import unittest

from cli_program import ACCEPTED, BAD_INPUT, INCONCLUSIVE, REJECTED, ROOT, ProgramTest

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


class ImportTest(ProgramTest):

    def logs(self, count, name="nccl_tests_2_18.log"):
        """The same figures of as many starts."""
        text = (LOGS / name).read_text()
        for i in range(count):
            path = self.folder / f"{i}-{name}"
            path.write_text(f"start {i}\n{text}")
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
        suite = self.write_suite(TARGET.format(baseline=record, case=CASE))
        against = self.fourfold("judge", record, "--target", suite, "--baseline", record)
        self.assert_exit(against, INCONCLUSIVE)
        self.assertIn("capacity ratio 1.000 [1.000, 1.000] against the target", against.stdout)
        self.assertIn("measured by this program", against.stdout)

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
                           ("google_benchmark.json", ()), ("osu_alltoall.log", ("--ranks", "8"))):
            with self.subTest(name):
                _, done = self.imported(name, LOGS / name, *more)
                self.assertIn("in 1 launches, from 1 logs", done.stdout)

    def test_a_cut_log_is_refused_and_nothing_is_written(self):
        log = next(self.logs(1))
        log.write_text(log.read_text().partition("# Out of bounds")[0])
        done = self.fourfold("import", LOGS / "rccl_tests.log", log, "--out", self.folder / "out")
        self.assert_exit(done, BAD_INPUT)
        self.assertIn(f"{log}:31: cut short", done.stderr)
        self.assertFalse((self.folder / "out").exists())
        self.assert_exit(self.fourfold("import", self.folder / "none.log", "--out", "out"), BAD_INPUT)
        self.assert_exit(self.fourfold("import", log, "--out", self.folder), BAD_INPUT)
        self.assert_exit(self.fourfold("import", log, "--out", "x", "--collective", "y"), BAD_INPUT)


if __name__ == "__main__":
    unittest.main()
