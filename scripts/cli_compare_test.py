#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Google Benchmark's own comparison tool reads our files."""

import glob
import json
import sys
import unittest

from cli_program import HEALTHY, MPIRUN, PROGRAM, REJECTED, SMOKE, WARNING, ProgramTest


def compare_tool():
    """compare.py of Google Benchmark, wherever the distribution put it."""
    for pattern in ("/usr/share/benchmark/compare.py", "/usr/share/*benchmark*/**/compare.py",
                    "/usr/lib/*benchmark*/**/compare.py"):
        found = glob.glob(pattern, recursive=True)
        if found:
            return found[0]
    raise FileNotFoundError("compare.py of Google Benchmark is in no place known (package "
                            "libbenchmark-tools)")


class CompareTest(ProgramTest):

    def names(self, file):
        return [b["name"] for b in json.loads(file.read_text())["benchmarks"]
                if b["run_type"] == "iteration"]

    def test_compare_py_lists_our_cases(self):
        files = [self.folder / "first.json", self.folder / "second.json"]
        for file in files:
            done = self.run_suite(f"--benchmark_out={file}", "--benchmark_out_format=json")
            self.assert_exit(done, *HEALTHY)
        cases = self.runs()[0] / "manifest.json"
        planned = json.loads(cases.read_text())["planned_cases"]
        done = self.run_command(sys.executable, compare_tool(), "--no-color", "benchmarks", *files)
        self.assert_exit(done, 0)
        for name in planned:
            self.assertRegex(done.stdout, rf"(?m)^{name}\S*\s+[-+]\d", name)

    def test_launches_are_repetitions_of_one_file(self):
        file = self.folder / "out.json"
        done = self.run_suite(f"--benchmark_out={file}", "--launches", "2",
                              "--benchmark_filter=^all_reduce")
        self.assert_exit(done, *HEALTHY)
        benchmarks = json.loads(file.read_text())["benchmarks"]
        self.assertEqual([b["repetition_index"] for b in benchmarks], [0, 1, 0, 1])
        for benchmark in benchmarks:
            self.assertGreater(benchmark["real_time"], 0)

    def test_a_disk_that_is_full_at_the_end_costs_the_file_and_not_the_report(self):
        done = self.run_suite("--benchmark_out=/dev/full", "--benchmark_filter=^all_reduce",
                              "--set", "measure.max_time=300ms")
        self.assert_exit(done, WARNING, REJECTED)  # not ACCEPTED
        self.assertIn("--benchmark_out: cannot write '/dev/full'", done.stderr)
        self.assertIn("tested 2 of 2 cases", done.stdout)
        self.assertNotIn("fail", done.stdout.lower())

    def test_under_mpirun_one_rank_writes_the_file(self):
        file = self.folder / "out.json"
        done = self.run_command(MPIRUN, 3, PROGRAM, "run", SMOKE, "--results", self.results,
                                f"--benchmark_out={file}", "--benchmark_filter=^all_reduce",
                                BENCHMARK_OUT=str(self.folder / "stray.json"))
        self.assert_exit(done, *HEALTHY)
        self.assertEqual(len(self.names(file)), 2)
        self.assertFalse((self.folder / "stray.json").exists())


if __name__ == "__main__":
    unittest.main()
