# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Two real records, a baseline and a candidate whose suite has a target that names it; their times are
scaled to be as fast as a test wants."""

import json
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from cli_program import PROGRAM, ProgramTest, Record, plain_environment

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


def scale_trial(trial, slower):
    """Its times become `slower` times as long, and those of all units alike: what is made of them is
    about ratios, not about this machine's two cores."""
    middle = statistics.median(trial["seconds"])
    trial["rank_median_s"] = [middle] * len(trial["rank_median_s"])
    trial["fastest_seconds"] = list(trial["seconds"])
    trial["elapsed_s"] *= slower
    for key in ("seconds", "mean_seconds", "fastest_seconds", "rank_median_s"):
        trial[key] = [t * slower for t in trial[key]]


def scale(record, factors):
    """Every launch becomes a copy of the first, its times divided by that launch's factor."""
    lines = record.lines()
    first = {line["name"]: json.dumps(line["trials"]) for line in lines
             if line["kind"] == "case" and line["launch"] == 1}
    for line in lines:
        if line["kind"] != "case":
            continue
        line["trials"] = json.loads(first[line["name"]])
        for trial in line["trials"]:
            scale_trial(trial, 1 / factors[line["launch"] - 1])
    record.rewrite(lines)


def of_another_day(record):
    """So that its launches are not those that it is a copy of: no run is a baseline of its own."""
    lines = record.lines()
    for line in lines:
        if line["kind"] == "launch":
            line["started"] = "2001" + line["started"][4:]
    record.rewrite(lines)


class ScaledRunsTest(ProgramTest):

    @classmethod
    def setUpClass(cls):
        """A baseline, and a candidate whose suite has a target that names it."""
        cls.kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.kept.cleanup)
        folder = Path(cls.kept.name)
        baseline = cls.run_once(folder / "baseline", SUITE.format(launches=LAUNCHES))
        scale(baseline, [1.0] * LAUNCHES)
        target = TARGET.format(baseline=baseline.directory)
        cls.run_once(folder / "candidate", SUITE.format(launches=LAUNCHES) + target)

    @classmethod
    def run_once(cls, folder, suite):
        folder.mkdir()
        (folder / "suite.yaml").write_text(suite)
        ran = subprocess.run([PROGRAM, "run", folder / "suite.yaml", "--results", folder / "runs"],
                             env=plain_environment(), text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=80)
        runs = list((folder / "runs").iterdir()) if (folder / "runs").is_dir() else []
        if len(runs) != 1:
            raise AssertionError(ran.stdout)
        return Record(runs[0])

    def setUp(self):
        super().setUp()
        self.baseline = self.copy_of("baseline")
        self.candidate = self.copy_of("candidate")

    def copy_of(self, name):
        run = next(Path(self.kept.name, name, "runs").iterdir())
        return Record(shutil.copytree(run, self.folder / name))

    def deliver(self, factors):
        """The candidate delivers so many times the baseline, launch by launch."""
        shutil.copy(self.baseline.directory / "journal.jsonl", self.candidate.directory)
        of_another_day(self.candidate)
        scale(self.candidate, factors)

    def judge(self, *options):
        return self.fourfold("judge", self.candidate.directory, *options)

    def other_suite(self, ratio):
        """A suite like the candidate's, with another target."""
        suite = self.folder / "other.yaml"
        target = TARGET.replace("4.0", str(ratio)).format(baseline=self.baseline.directory)
        suite.write_text(SUITE.format(launches=LAUNCHES) + target)
        return suite
