#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Wrong input: exit code 4, the place and what was expected, at once, and nothing written."""

import re
import time
import unittest

from cli_program import BAD_INPUT, MPIRUN, PROGRAM, ROOT, SMOKE, ProgramTest

MALFORMED = sorted((ROOT / "bench/config/testdata/malformed").glob("*.yaml"))
# Under mpirun: every so many-th file, which is enough to see that many ranks behave as one does.
EVERY = 8
MOST_SECONDS = 2
# mpirun itself waits a second for the other ranks once one has ended with an error.
MOST_SECONDS_MPIRUN = 4


class MalformedSuiteTest(ProgramTest):

    def assert_refused(self, file, command, most_seconds):
        """The first line of the file says where and what: "# expect LINE:COLUMN words", or without a
        place where the file as a whole is wrong."""
        place, words = re.match(r"# expect (\d+:\d+)? ?(.*)", file.read_text()).groups()
        place = f"{file}:{place}: " if place else f"{file}: "
        began = time.monotonic()
        done = self.run_command(*command, "run", file, "--results", self.results)
        seconds = time.monotonic() - began
        self.assert_exit(done, BAD_INPUT)
        complaints = [line for line in done.stderr.splitlines() if place in line]
        self.assertEqual(len(complaints), 1, done.stderr)
        self.assertIn(words, complaints[0])
        self.assertEqual(done.stdout, "")
        self.assert_nothing_written()
        self.assertLess(seconds, most_seconds)

    def test_there_are_malformed_suites(self):
        self.assertGreater(len(MALFORMED), 40)

    def test_alone(self):
        for file in MALFORMED:
            with self.subTest(file.name):
                self.assert_refused(file, [PROGRAM], MOST_SECONDS)

    def test_under_mpirun_one_rank_speaks(self):
        for file in MALFORMED[::EVERY]:
            with self.subTest(file.name):
                self.assert_refused(file, [MPIRUN, 3, PROGRAM], MOST_SECONDS_MPIRUN)


class CommandLineTest(ProgramTest):

    def assert_bad_input(self, *arguments, says):
        done = self.fourfold(*arguments)
        self.assert_exit(done, BAD_INPUT)
        self.assertRegex(done.stderr, says)
        self.assert_nothing_written()

    def test_no_command(self):
        self.assert_bad_input(says="(?i)subcommand")

    def test_unknown_command(self):
        self.assert_bad_input("runn", SMOKE, says="(?i)runn|subcommand")

    def test_unknown_flag(self):
        self.assert_bad_input("run", SMOKE, "--nonsense", says="--nonsense")

    def test_missing_suite(self):
        self.assert_bad_input("run", "no_such.yaml", says=r"no_such\.yaml")

    def test_set_of_an_unknown_key_names_the_nearest(self):
        self.assert_bad_input("run", SMOKE, "--set", "measure.max_tme=1s", says="max_time")

    def test_set_with_a_wrong_value(self):
        self.assert_bad_input("run", SMOKE, "--set", "measure.max_time=fast", says="fast")

    def test_set_of_an_entry_that_is_not_there(self):
        self.assert_bad_input("run", SMOKE, "--set", "cases[99].size=8B", says="99")

    def test_no_ranks(self):
        self.assert_bad_input("run", SMOKE, "--ranks", "0", says="--ranks")

    def test_unknown_fault_names_the_nearest(self):
        self.assert_bad_input("run", SMOKE, "--results", self.results, "--inject", "wrong-elemnt",
                              says="did you mean 'wrong-element'")

    def test_slow_rank_beyond_the_run(self):
        self.assert_bad_input("run", SMOKE, "--results", self.results, "--inject", "slow-rank=7",
                              says="ranks 0 to 2")

    def test_unknown_report_format(self):
        self.assert_bad_input("report", self.folder, "--format", "pdf", says="pdf")

    def test_report_of_what_is_no_run(self):
        self.assert_bad_input("report", self.folder, says="manifest")

    def test_judge_of_what_is_not_there(self):
        self.assert_bad_input("judge", self.folder / "nowhere", says="nowhere")


if __name__ == "__main__":
    unittest.main()
