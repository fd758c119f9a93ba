#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Four times or not: a real record judged against copies of itself whose times were scaled."""

import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from cli_program import (ACCEPTED, BAD_INPUT, INCONCLUSIVE, PROGRAM, REJECTED, ProgramTest, Record,
                         plain_environment)

LAUNCHES = 5
SUITE = """
fourfold: 1
suite: capacity
device: host
ranks: 2
launches: {launches}
measure: {{max_time: 20ms, max_samples: 50, warmup: 2ms, cache: hot}}
cases:
  - collective: all_reduce
    size: 64KiB
  - gemm: naive
    dtype: f64
    shape: 32
    input: integers
"""
TARGET = """
target:
  ratio: 4.0
  baseline: {baseline}
  dimensions:
    - {{metric: all_reduce/mpi/f32/64KiB/hot, weight: 1}}
    - {{metric: gemm/naive/f64/32x32x32/integers/hot, weight: 1}}
"""


def scale(record, factors):
    """Every launch becomes a copy of the first, its times divided by that launch's factor."""
    path = record.directory / "journal.jsonl"
    lines = record.lines()
    first = {line["name"]: json.dumps(line["trials"]) for line in lines
             if line["kind"] == "case" and line["launch"] == 1}
    for line in lines:
        if line["kind"] != "case":
            continue
        line["trials"] = json.loads(first[line["name"]])
        for trial in line["trials"]:
            # All units alike: this is about the ratio, not about this machine's two cores.
            trial["rank_median_s"] = [trial["rank_median_s"][0]] * len(trial["rank_median_s"])
            trial["fastest_seconds"] = list(trial["seconds"])
            for key in ("seconds", "mean_seconds", "fastest_seconds", "rank_median_s"):
                trial[key] = [t / factors[line["launch"] - 1] for t in trial[key]]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


class TargetTest(ProgramTest):

    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.kept.cleanup)
        suite = Path(cls.kept.name) / "suite.yaml"
        suite.write_text(SUITE.format(launches=LAUNCHES))
        cls.ran = subprocess.run([PROGRAM, "run", suite, "--results", f"{cls.kept.name}/runs"],
                                 env=plain_environment(), text=True, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE, timeout=80)

    def setUp(self):
        super().setUp()
        runs = list(Path(self.kept.name, "runs").iterdir())
        self.assertEqual(len(runs), 1, self.ran.stdout + self.ran.stderr)
        self.baseline = self.copy_of(runs[0], "baseline")
        scale(self.baseline, [1.0] * LAUNCHES)

    def copy_of(self, directory, name):
        return Record(shutil.copytree(directory, self.folder / name))

    def judge(self, factors):
        """A candidate that delivers so many times the baseline, launch by launch, judged."""
        candidate = self.copy_of(self.baseline.directory, "candidate")
        scale(candidate, factors)
        suite = candidate.directory / "suite.yaml"
        suite.write_text(suite.read_text() + TARGET.format(baseline=self.baseline.directory))
        return self.fourfold("judge", candidate.directory)

    def test_four_times_itself_is_accepted(self):
        done = self.judge([4.0] * LAUNCHES)
        self.assert_exit(done, ACCEPTED)
        self.assertIn("ACCEPT", done.stdout)

    def test_itself_is_rejected_with_ratio_one(self):
        done = self.judge([1.0] * LAUNCHES)
        self.assert_exit(done, REJECTED)
        self.assertIn("REJECT", done.stdout)
        self.assertRegex(done.stdout, r"\b1\.00")

    def test_noise_that_spans_the_target_is_inconclusive_and_says_what_would_settle_it(self):
        done = self.judge([3.7, 4.5, 4.2, 4.6, 3.9])
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("INCONCLUSIVE", done.stdout)
        self.assertRegex(done.stdout, r"\d+ more launches")

    def test_a_baseline_that_is_not_there_is_wrong_input(self):
        done = self.fourfold("judge", self.baseline.directory, "--baseline", self.folder / "none")
        self.assert_exit(done, BAD_INPUT)


if __name__ == "__main__":
    unittest.main()
