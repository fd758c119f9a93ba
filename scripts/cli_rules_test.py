#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Runs of several days judged by a target file, and machines beside each other: one real launch,
copied into records whose times were scaled."""

import csv
import io
import json
import shutil
import unittest

from cli_campaigns import QUIET, CampaignTest
from cli_program import ACCEPTED, BAD_INPUT, INCONCLUSIVE, REJECTED, ROOT

FACILITY = """
fourfold_facility: 1
name: the hall
description: a made-up one
status: planned
gpus: {{value: {gpus}, unit: GPU, source: {{document: none, date: 2026}}, unconfirmed: made up}}
"""


class RulesTest(CampaignTest):

    def test_runs_of_two_days_are_one_campaign(self):
        self.make("baseline", 1)
        days = [self.make("monday", 4.5, QUIET[:3], 2), self.make("tuesday", 4.5, QUIET[3:], 3)]
        done = self.judge(*days, "--target", self.rules())
        self.assert_exit(done, ACCEPTED)
        self.assertIn("5 of this run and 5 of the baseline have every dimension", done.flat)
        self.assertIn("accept: days: launches of 2 days (UTC)", done.flat)
        self.assertIn("category: optimized", done.flat)
        self.assertEqual(done.stdout, self.judge(*reversed(days), "--target", self.rules()).stdout)
        one = self.judge(self.make("friday", 4.5, QUIET, 6), "--target", self.rules())
        self.assert_exit(one, INCONCLUSIVE)
        self.assertIn("a launch on each of 1 more", one.flat)
        self.assertIn("expected to settle it: 5 more launches", one.flat)
        twice = self.judge(days[0], days[0], "--target", self.rules())
        self.assert_exit(twice, BAD_INPUT)
        self.assertIn("each counts once", twice.stderr)

    def test_a_baseline_of_two_suites_is_not_frozen(self):
        def other_text(manifest, lines):
            manifest["suite_text"] = manifest["suite_text"].replace("[64KiB]", "[8B]")

        one = self.make("one", 1, QUIET, 2)
        two = self.make("two", 1, QUIET, 3, change=other_text)
        done = self.fourfold("baseline", "freeze", one, two, "--out", self.folder / "bundle")
        self.assert_exit(done, BAD_INPUT)
        self.assertRegex(done.stderr, f"{two}: not of the same suite on the same machine as {one}: "
                                      "its suite 'tender' has another text: ")
        self.assertFalse((self.folder / "bundle").exists())

    def test_what_is_not_whole_is_no_baseline(self):
        """Neither frozen nor compared with: it would lower what the candidate has to reach."""
        def without_a_rank(manifest, lines):
            for line in lines:
                for trial in line.get("trials", []) if line.get("operation") == "gemm" else []:
                    trial["rank_median_s"][1] = 0

        def died(manifest, lines):
            for line in lines:
                if line["kind"] == "end":
                    line |= {"exit_code": 137, "reason": "killed by signal 9"}

        def of_twenty(manifest, lines):
            manifest["planned_launches"] = 20

        run = self.make("monday", 4.5, QUIET, 2)
        rules = self.rules()
        rules.write_text(rules.read_text().replace("min_days: 2", "min_days: 1"))
        for change, why in ((without_a_rank, "integers/hot has times of 1 of its 2 ranks"),
                            (died, "launch 1: killed by signal 9"),
                            (of_twenty, "5 of its 20 planned launches were made")):
            directory = self.make("baseline", 1, change=change)
            frozen = self.fourfold("baseline", "freeze", directory, "--out", self.folder / "bundle")
            self.assert_exit(frozen, BAD_INPUT)
            self.assertIn(why, frozen.stderr)
            self.assertFalse((self.folder / "bundle").exists())
            done = self.judge(run, "--target", rules)
            self.assert_exit(done, INCONCLUSIVE)
            self.assertIn(why, done.flat)
            shutil.rmtree(directory)
        self.make("baseline", 1)
        self.assert_exit(self.judge(run, "--target", rules), ACCEPTED)

    def test_what_was_bought_and_not_measured_rejects(self):
        self.make("baseline", 1)
        runs = [self.make("monday", 4.5, QUIET, 2), self.make("tuesday", 4.5, QUIET, 3)]
        hall = self.folder / "hall.yaml"
        hall.write_text(FACILITY.format(gpus=8))
        done = self.judge(*runs, "--target", self.rules("facility: hall.yaml"))
        self.assert_exit(done, REJECTED)
        self.assertIn("contracted: 8 units of the hall", done.flat)
        self.assertIn("tested 2 of 8 contracted units", done.flat)
        done = self.judge(*runs, "--target", self.rules("baseline_facility: hall.yaml"))
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("its record has 2 of the 8 units of the hall", done.flat)

    def test_a_specification_is_no_baseline(self):
        run = self.make("monday", 4.5)
        hall = self.folder / "hall.yaml"
        hall.write_text(FACILITY.format(gpus=2))
        rules = self.rules(baseline="hall.yaml")
        done = self.judge(run, "--target", rules)
        self.assert_exit(done, BAD_INPUT)
        self.assertRegex(done.stderr, rf"{rules}:\d+:13: .*hall.yaml is a specification")
        done = self.judge(run, "--target", self.rules(), "--baseline", hall)
        self.assert_exit(done, BAD_INPUT)
        self.assertIn("is a specification", done.stderr)

    def test_specifications_are_printed_with_their_doubts(self):
        done = self.fourfold("facility", ROOT / "configs/facilities/jupiter_booster.yaml")
        self.assert_exit(done, ACCEPTED)
        self.assertIn("JUPITER Booster, production: a specification, not a measurement", done.stdout)
        self.assertIn("23536 GPU", done.stdout)
        self.assertIn("UNCONFIRMED: ", done.stdout)
        self.assert_exit(self.fourfold("facility", self.rules()), BAD_INPUT)

    def test_machines_beside_each_other(self):
        def zeros(manifest, lines):
            name, other = "gemm/naive/f64/32x32x32/integers/hot", "gemm/naive/f64/32x32x32/zeros/hot"
            manifest["planned_cases"] = [other if n == name else n for n in manifest["planned_cases"]]
            for line in lines:
                if line.get("name") == name:
                    line["name"] = other

        old, new = self.make("old", 1), self.make("new", 2)
        third = self.make("third", 1, QUIET[::-1], change=zeros)
        done = self.fourfold("compare", old, new, third)
        self.assert_exit(done, ACCEPTED)
        self.assertRegex(done.stdout, r"naive/f64/32x32x32/integers/hot +\S+ +\S+ +2\.000x \[1\.9")
        self.assertRegex(done.stdout, r"mpi/f32/64KiB/hot .* 1\.000x \[0\.9.* ~ 1\.00\n")
        self.assertIn("not alike: input zeros, not integers", " ".join(done.stdout.split()))
        text = self.fourfold("compare", old, new, "--format", "csv").stdout
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual({row["status"] for row in rows}, {"compared", "family"})
        for row in rows:
            self.assertAlmostEqual(float(row["ratio"]), 2, places=6)
        parsed = json.loads(self.fourfold("compare", old, new, "--format", "json").stdout)
        self.assertTrue(all(one["different"] for one in parsed["comparisons"][0]["cases"]))
        self.assertIn("## B against A", self.fourfold("compare", old, new, "--format", "md").stdout)
        self.assertIn("by machine, chip and watt", done.stdout)
        alone = self.fourfold("compare", old)
        self.assert_exit(alone, BAD_INPUT)
        self.assertIn("name two runs or more", alone.stderr)
        self.assertIn("compare [OPTIONS] RUN...", self.fourfold("compare", "--help").stdout)
        self.assert_exit(self.fourfold("compare", old, self.folder / "none"), BAD_INPUT)


if __name__ == "__main__":
    unittest.main()
