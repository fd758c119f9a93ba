#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""What a run leaves on disk, and what report and judge make of it: the same, whenever asked."""

import csv
import hashlib
import io
import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from cli_program import (ACCEPTED, BAD_INPUT, HEALTHY, PROGRAM, REJECTED, SMOKE, ProgramTest,
                         plain_environment)

FORMATS = ("terminal", "md", "csv", "json", "nccl-tests")
SECRETS = {"MY_SECRET_TOKEN": "planted-1", "NCCL_API_KEY": "planted-2", "AWS_SESSION": "planted-3",
           "PATH_OF_MINE": "planted-4"}


class RecordTest(ProgramTest):

    @classmethod
    def setUpClass(cls):
        """One run, of which every test has a copy."""
        cls.kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.kept.cleanup)
        cls.ran = subprocess.run(
            [PROGRAM, "run", SMOKE, "--results", cls.kept.name, "--launches", "2"],
            env=plain_environment(OMP_NUM_THREADS="1", NCCL_ALGO="Ring", NVIDIA_TF32_OVERRIDE="1",
                                  **SECRETS), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=50)

    def setUp(self):
        super().setUp()
        self.assertIn(self.ran.returncode, HEALTHY, self.ran.stdout + self.ran.stderr)
        shutil.copytree(self.kept.name, self.results)

    def report(self, form):
        done = self.fourfold("report", self.record().directory, "--format", form)
        self.assert_exit(done, ACCEPTED)
        self.assertEqual(done.stderr, "")
        return done.stdout

    def test_manifest(self):
        manifest = self.record().manifest()
        self.assertEqual(manifest["suite_name"], "host_smoke")
        self.assertEqual(manifest["planned_launches"], 2)
        self.assertEqual(manifest["ranks"], 3)
        self.assertEqual(manifest["injected"], [])
        self.assertTrue(manifest["fourfold_version"])
        self.assertTrue(manifest["git_revision"])
        self.assertTrue(manifest["facts"]["host"]["cpu"])
        program = hashlib.sha256(Path(PROGRAM).read_bytes()).hexdigest()
        self.assertEqual(manifest["program_sha256"], program)
        suite = (self.record().directory / "suite.yaml").read_bytes()
        self.assertEqual(manifest["suite_sha256"], hashlib.sha256(suite).hexdigest())
        hardware = [line for line in self.record().lines() if line["kind"] == "inventory"]
        self.assertEqual(len(hardware[0]["inventory"]["host_names"]), 1)
        self.assertTrue(hardware[0]["inventory"]["hosts"]["kinds"][0]["product"])
        self.assertEqual(hardware[1]["same_as"], 1)
        self.assertEqual(manifest["planned_cases"] * 2, self.record().names())

    def test_a_report_that_a_full_disk_cuts_is_an_error(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([PROGRAM, "report", self.record().directory, "--format", "json"],
                                  stdout=full, stderr=subprocess.PIPE, text=True, timeout=50)
        self.assertEqual(done.returncode, REJECTED)
        self.assertIn("cannot write to standard output", done.stderr)

    def test_a_record_edited_in_one_place_is_refused(self):
        journal = self.record().directory / "journal.jsonl"
        text = journal.read_text()
        edited = text.replace('"ranks":3', '"ranks":8')
        self.assertNotEqual(text, edited)
        journal.write_text(edited)
        done = self.fourfold("judge", self.record().directory)
        self.assert_exit(done, BAD_INPUT)
        self.assertRegex(done.stderr, r"journal\.jsonl:\d+: this line does not follow line \d+")
        self.record().rewrite(self.record().lines())
        done = self.fourfold("judge", self.record().directory)
        self.assert_exit(done, BAD_INPUT)
        self.assertIn("the record contradicts itself", done.stderr)
        self.assertIn("measured on 8 ranks, the run had 3", done.stderr)

    def test_a_filter_is_in_the_record_and_in_the_report(self):
        other = self.folder / "filtered"
        done = self.fourfold("run", SMOKE, "--results", other, "--benchmark_filter=-gemm|memory")
        self.assert_exit(done, *HEALTHY)
        self.assertIn("3 cases left out by --benchmark_filter", done.stdout)
        manifest = json.loads(next(other.iterdir()).joinpath("manifest.json").read_text())
        self.assertEqual((manifest["filter"], manifest["left_out"]), ("-gemm|memory", 3))

    def test_journal_is_lines_of_json_with_every_launch_ended(self):
        lines = self.record().lines()  # json.loads of each
        ends = [line for line in lines if "exit_code" in line]
        self.assertEqual([(end["launch"], end["exit_code"]) for end in ends], [(1, 0), (2, 0)])

    def test_samples_are_kept(self):
        for case in self.record().cases():
            for trial in case["trials"]:
                # A machine that stands still may cost a trial its ten: it then says what ended it.
                fewest = 2 if trial["stopped"] == "max_time" else 10
                self.assertGreaterEqual(len(trial["seconds"]), fewest)
                self.assertEqual(len(trial["seconds"]), len(trial["slowest_rank"]))
                self.assertTrue(all(s > 0 for s in trial["seconds"]))
                self.assertEqual(len(trial["rank_median_s"]), 3)

    def test_the_environment_is_an_allow_list(self):
        kept = self.record().manifest()["facts"]["environment"]
        self.assertEqual(kept["OMP_NUM_THREADS"], "1")
        self.assertEqual(kept["NCCL_ALGO"], "Ring")
        self.assertEqual(kept["NVIDIA_TF32_OVERRIDE"], "scrubbed: was 1")
        for file in self.record().directory.iterdir():
            text = file.read_text()
            for value in SECRETS.values():
                self.assertNotIn(value, text, file.name)
            self.assertNotIn("MY_SECRET_TOKEN", text)

    def test_reports_are_the_same_whenever_written(self):
        for form in FORMATS:
            with self.subTest(form):
                first = self.report(form)
                self.assertEqual(self.report(form), first)
                self.assertTrue(first.strip())

    def test_judging_again_says_what_the_run_said(self):
        original = next(Path(self.kept.name).iterdir())
        judged = [self.fourfold("judge", original) for _ in range(2)]
        self.assertEqual([j.stdout for j in judged], [self.ran.stdout] * 2)
        self.assertEqual([j.returncode for j in judged], [self.ran.returncode] * 2)

    def test_every_format_has_every_case(self):
        names = self.record().manifest()["planned_cases"]
        for form in ("csv", "json"):
            text = self.report(form)
            for name in names:
                self.assertIn(name, text, form)
        for form in ("terminal", "md"):  # tables by operation: the other parts stand in one line
            lines = self.report(form).splitlines()
            for name in names:
                operation, *parts = name.split("/")
                self.assertTrue(any(operation in line for line in lines), name)
                self.assertTrue(any(all(part in line for part in parts) for line in lines), name)

    def test_csv_and_json_parse(self):
        names = self.record().manifest()["planned_cases"]
        rows = list(csv.reader(io.StringIO(self.report("csv"))))
        self.assertEqual({len(row) for row in rows}, {len(rows[0])})
        self.assertEqual(len(rows), 1 + len(names))
        self.assertIsInstance(json.loads(self.report("json")), dict)

    def test_a_moved_record_is_judged_alike(self):
        first = self.fourfold("report", self.record().directory, "--format", "csv").stdout
        moved = self.folder / "elsewhere" / "kept"
        moved.parent.mkdir()
        self.record().directory.rename(moved)
        self.assertEqual(self.fourfold("report", moved, "--format", "csv").stdout, first)

    def test_a_cut_last_line_is_told_and_survived(self):
        journal = self.record().directory / "journal.jsonl"
        journal.write_bytes(journal.read_bytes()[:-20])
        done = self.fourfold("judge", self.record().directory)
        self.assertNotIn(done.returncode, (ACCEPTED, BAD_INPUT), done.text)

    def test_a_broken_line_within_is_an_error_with_its_place(self):
        journal = self.record().directory / "journal.jsonl"
        lines = journal.read_text().splitlines()
        lines[2] = lines[2][:-1]
        journal.write_text("\n".join(lines) + "\n")
        done = self.fourfold("judge", self.record().directory)
        self.assert_exit(done, BAD_INPUT)
        self.assertIn("journal.jsonl:3:", done.stderr)


if __name__ == "__main__":
    unittest.main()
