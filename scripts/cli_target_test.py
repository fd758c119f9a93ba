#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Four times or not: real records whose times were scaled, judged against a frozen baseline."""

import csv
import hashlib
import io
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
    record.rewrite(lines)


class TargetTest(ProgramTest):

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
        scale(self.candidate, factors)

    def judge(self, *options):
        return self.fourfold("judge", self.candidate.directory, *options)

    def other_suite(self, ratio):
        """A suite like the candidate's, with another target."""
        suite = self.folder / "other.yaml"
        target = TARGET.replace("4.0", str(ratio)).format(baseline=self.baseline.directory)
        suite.write_text(SUITE.format(launches=LAUNCHES) + target)
        return suite

    def test_four_times_the_baseline_is_accepted(self):
        self.deliver([4.0] * LAUNCHES)
        done = self.judge()
        self.assert_exit(done, ACCEPTED)
        self.assertIn("ACCEPT", done.stdout)

    def test_as_fast_as_the_baseline_is_rejected_with_ratio_one(self):
        self.deliver([1.0] * LAUNCHES)
        done = self.judge()
        self.assert_exit(done, REJECTED)
        self.assertIn("REJECT", done.stdout)
        self.assertRegex(done.stdout, r"\b1\.00")

    def test_noise_that_spans_the_target_is_inconclusive_and_says_what_would_settle_it(self):
        self.deliver([3.7, 4.5, 4.2, 4.6, 3.9])
        done = self.judge()
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("INCONCLUSIVE", done.stdout)
        self.assertRegex(done.stdout, r"\d+ more launches")

    def test_what_the_plan_risks_is_told_from_the_records(self):
        self.deliver((1.0, 1.01, 0.99, 1.005, 0.995))
        done = self.judge("--power")
        self.assert_exit(done, ACCEPTED)
        self.assertIn("4 times the baseline at 95 %", done.stdout)
        self.assertRegex(done.stdout, r"5 launches of the candidate, 5 of the baseline\n"
                                      r" +true ratio +ACCEPT +REJECT +undecided\n +3\.800 ")
        self.assertEqual(self.judge("--power").stdout, done.stdout)

    def test_the_verdict_needs_nothing_but_the_record(self):
        original = Path(self.kept.name, "baseline")
        hidden = original.with_name("hidden")
        self.deliver([4.0] * LAUNCHES)
        before = self.judge()
        original.rename(hidden)
        try:
            after = self.judge()
        finally:
            hidden.rename(original)
        self.assert_exit(after, ACCEPTED)
        self.assertEqual(after.stdout, before.stdout)
        self.assertIn("as frozen into this record", after.stdout)

    def test_a_frozen_baseline_that_was_changed_or_lost_accepts_nothing(self):
        self.deliver([4.0] * LAUNCHES)
        frozen = Record(self.candidate.directory / "baseline")
        scale(frozen, [0.5] * LAUNCHES)
        done = self.judge()
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("was changed after the run", " ".join(done.stdout.split()))
        shutil.rmtree(frozen.directory)
        self.assert_exit(self.judge(), INCONCLUSIVE)

    def test_without_a_copy_of_the_baseline_nothing_is_accepted(self):
        self.deliver([4.0] * LAUNCHES)
        suite = self.other_suite(2)
        suite.write_text(suite.read_text().replace("  baseline:", "  # baseline:"))
        done = self.judge("--target", suite)
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("names no baseline; give one with", " ".join(done.stdout.split()))
        self.assert_exit(self.judge("--target", suite, "--baseline", self.baseline.directory),
                         ACCEPTED)
        # A record from before baselines were copied: the original is not looked for.
        manifest = self.candidate.manifest()
        del manifest["baseline"]
        (self.candidate.directory / "manifest.json").write_text(json.dumps(manifest))
        self.candidate.rewrite(self.candidate.lines())
        done = self.judge()
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("this record keeps no copy of", done.stdout)

    def test_an_edited_suite_changes_no_verdict_and_is_told(self):
        self.deliver([1.0] * LAUNCHES)
        suite = self.candidate.directory / "suite.yaml"
        suite.write_text(suite.read_text().replace("ratio: 4", "ratio: 1"))
        done = self.judge()
        self.assert_exit(done, REJECTED)
        self.assertRegex(done.stdout, r"warning: suite\.yaml: it is not the suite that ran")

    def test_another_baseline_is_named_as_such(self):
        self.deliver([4.0] * LAUNCHES)
        half = Record(shutil.copytree(self.baseline.directory, self.folder / "half"))
        scale(half, [2.0] * LAUNCHES)
        done = self.judge("--baseline", half.directory)
        self.assert_exit(done, REJECTED)
        self.assertIn("against another baseline than the run's own: REJECT", done.stdout)
        self.assertIn("NOT the run's own", done.stdout)
        report = self.fourfold("report", self.candidate.directory, "--format", "json",
                               "--baseline", half.directory)
        target = json.loads(report.stdout)["judgement"]["target"]
        self.assertFalse(target["baseline"]["own"])
        self.assertEqual(target["baseline"]["path"], str(half.directory))
        # The same record under another path is no other baseline.
        same = self.judge("--baseline", self.baseline.directory)
        self.assert_exit(same, ACCEPTED)
        self.assertNotIn("NOT the run's own", same.stdout)

    def test_another_target_brings_what_was_bought(self):
        self.deliver([4.0] * LAUNCHES)
        suite = self.other_suite(4)
        self.assert_exit(self.judge("--target", suite), ACCEPTED)
        suite.write_text(suite.read_text()
                         + "expected: {racks: 8, nodes_per_rack: 18, gpus_per_node: 4}\n")
        done = self.judge("--target", suite)
        self.assert_exit(done, REJECTED)
        self.assertIn("574 of the contracted GPUs are missing", " ".join(done.stdout.split()))

    def test_another_target_is_named_as_such(self):
        self.deliver([4.0] * LAUNCHES)
        suite = self.other_suite(5)
        done = self.judge("--target", suite)
        self.assert_exit(done, REJECTED)
        self.assertIn("by another target than the run's own: REJECT", done.stdout)
        self.assertIn(f"target of {suite}, NOT the run's own", " ".join(done.stdout.split()))
        # A record whose suite has no target at all.
        plain = self.fourfold("judge", self.baseline.directory, "--target", self.other_suite(0.5))
        self.assert_exit(plain, ACCEPTED)

    def test_reports_for_machines_have_target_and_baseline(self):
        self.deliver([4.0] * LAUNCHES)
        directory = self.candidate.directory
        digest = self.candidate.manifest()["baseline"]["sha256"]
        target = json.loads(self.fourfold("report", directory, "--format", "json").stdout)[
            "judgement"]["target"]
        self.assertEqual(target["baseline"]["sha256"], digest)
        self.assertTrue(target["baseline"]["own"])
        text = self.fourfold("report", directory, "--format", "csv").stdout
        rows = {row["name"]: row for row in csv.DictReader(io.StringIO(text))}
        self.assertIn(digest, rows["target"]["reason"])
        for clause in target["clauses"]:
            self.assertEqual(rows["target/" + clause["name"]]["verdict"], clause["decision"])

    def test_the_hash_is_what_sha256sum_says(self):
        journal = self.candidate.directory / "baseline" / "journal.jsonl"
        digest = hashlib.sha256(journal.read_bytes().splitlines(keepends=True)[-1]).hexdigest()
        self.assertEqual(self.candidate.manifest()["baseline"]["sha256"], digest)

    def test_a_baseline_that_is_not_there_is_wrong_input(self):
        self.assert_exit(self.judge("--baseline", self.folder / "none"), BAD_INPUT)

    def test_a_bad_baseline_is_found_before_the_run_at_its_place(self):
        suite = self.write_suite(SUITE.format(launches=1) + TARGET.format(baseline="nowhere"))
        done = self.run_suite(suite=suite)
        self.assert_exit(done, BAD_INPUT)
        self.assertRegex(done.stderr, rf"{suite}:\d+:13: the baseline: .*nowhere")
        self.assert_nothing_written()
        other = TARGET.format(baseline=self.baseline.directory).replace("gemm/naive", "gemm/none")
        done = self.run_suite(suite=self.write_suite(SUITE.format(launches=1) + other))
        self.assert_exit(done, BAD_INPUT)
        self.assertRegex(done.stderr, rf"{suite}:\d+:\d+: .*finds no case in the baseline")
        self.assert_nothing_written()

    def test_a_suite_without_a_target_cannot_be_judged_by(self):
        suite = self.write_suite(SUITE.format(launches=1))
        done = self.judge("--target", suite)
        self.assert_exit(done, BAD_INPUT)
        self.assertIn("no target", done.stderr)


if __name__ == "__main__":
    unittest.main()
