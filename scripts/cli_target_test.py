#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Four times or not: real records whose times were scaled, judged against a frozen baseline."""

import csv
import hashlib
import io
import json
import shutil
import unittest
from pathlib import Path

from cli_program import ACCEPTED, BAD_INPUT, INCONCLUSIVE, REJECTED, Record
from cli_scaled_runs import LAUNCHES, SUITE, ScaledRunsTest, of_another_day


class TargetTest(ScaledRunsTest):

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
        self.assertRegex(done.stdout, r"planned for about \d+ launches")

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

    def test_an_edited_suite_changes_no_verdict_and_is_told(self):
        self.deliver([1.0] * LAUNCHES)
        suite = self.candidate.directory / "suite.yaml"
        suite.write_text(suite.read_text().replace("ratio: 4", "ratio: 1"))
        done = self.judge()
        self.assert_exit(done, REJECTED)
        self.assertRegex(done.stdout, r"warning: suite\.yaml: it is not the suite that ran")

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
        plain = Record(shutil.copytree(self.baseline.directory, self.folder / "plain"))
        of_another_day(plain)
        done = self.fourfold("judge", plain.directory, "--target", self.other_suite(0.5))
        self.assert_exit(done, ACCEPTED)
        itself = self.fourfold("judge", self.baseline.directory, "--target", self.other_suite(0.5))
        self.assert_exit(itself, INCONCLUSIVE)
        self.assertIn("is this run itself", " ".join(itself.stdout.split()))

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

    def test_a_suite_without_a_target_cannot_be_judged_by(self):
        suite = self.write_suite(SUITE.format(launches=1))
        done = self.judge("--target", suite)
        self.assert_exit(done, BAD_INPUT)
        self.assertIn("no target", done.stderr)


if __name__ == "__main__":
    unittest.main()
