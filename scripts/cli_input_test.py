#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Wrong input: exit code 4, the place and what was expected, at once, and nothing written."""

import re
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from cli_program import BAD_INPUT, MPIRUN, PROGRAM, ROOT, SMOKE, ProgramTest

MALFORMED = sorted((ROOT / "bench/config/testdata/malformed").glob("*.yaml"))
# Without the two seconds that Open MPI's mpirun sleeps after a job that failed (see MPIRUN).
MOST_SECONDS = 2
AT_A_TIME = 2


class MalformedSuiteTest(ProgramTest):

    def refused(self, file, command):
        began = time.monotonic()
        done = self.run_command(*command, "run", file, "--results", self.results)
        return file, done, time.monotonic() - began

    def assert_all_refused(self, *command):
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            for result in pool.map(lambda file: self.refused(file, command), MALFORMED):
                with self.subTest(result[0].name):
                    self.assert_refused(*result)
        self.assert_nothing_written()

    def assert_refused(self, file, done, seconds):
        """The first line of the file says where and what: "# expect LINE:COLUMN words", or without a
        place where the file as a whole is wrong."""
        place, words = re.match(r"# expect (\d+:\d+)? ?(.*)", file.read_text()).groups()
        place = f"{file}:{place}: " if place else f"{file}: "
        self.assert_exit(done, BAD_INPUT)
        complaints = [line for line in done.stderr.splitlines() if place in line]
        self.assertEqual(len(complaints), 1, done.stderr)
        self.assertIn(words, complaints[0])
        self.assertEqual(done.stdout, "")
        self.assertLess(seconds, MOST_SECONDS)

    def test_there_are_malformed_suites(self):
        self.assertGreater(len(MALFORMED), 40)

    def test_alone(self):
        self.assert_all_refused(PROGRAM)

    def test_under_mpirun_one_rank_speaks(self):
        self.assert_all_refused(MPIRUN, 3, PROGRAM)


class LauncherTest(ProgramTest):
    """What is wrong on one rank, or with what a launcher was told."""

    def test_more_ranks_than_a_machine_can_bear(self):
        done = self.run_command(PROGRAM, "run", SMOKE, "--ranks", "1000000", "--results", self.results)
        self.assert_exit(done, BAD_INPUT)
        self.assertIn("1000000 ranks are more than 512 for each of the", done.stderr)
        self.assert_nothing_written()

    def assert_said_once(self, done, says):
        self.assert_exit(done, BAD_INPUT)
        complaints = [line for line in done.stderr.splitlines() if line.startswith("fourfold: ")]
        self.assertEqual(len(complaints), 1, done.stderr)
        self.assertRegex(complaints[0], says)
        self.assertEqual(done.stdout, "")
        self.assert_nothing_written()

    def by_mpirun(self, *arguments):
        return self.run_command(MPIRUN, 3, PROGRAM, "run", *arguments, "--results", self.results)

    def test_a_suite_that_one_rank_alone_cannot_read(self):
        script = ('[ "$OMPI_COMM_WORLD_RANK" != 1 ] || set -- nowhere.yaml\n'
                  f'exec "{PROGRAM}" run "$1" --results "{self.results}"')
        done = self.run_command(MPIRUN, 3, "sh", "-c", script, "sh", SMOKE)
        self.assert_said_once(done, r"rank 1 on host \S+: nowhere\.yaml")

    def test_a_flag_that_one_rank_alone_does_not_know(self):
        script = ('[ "$OMPI_COMM_WORLD_RANK" != 2 ] || set -- --nonsense\n'
                  f'exec "{PROGRAM}" run "{SMOKE}" --results "{self.results}" "$@"')
        done = self.run_command(MPIRUN, 3, "sh", "-c", script, "sh")
        self.assert_said_once(done, r"rank 2 on host \S+: .*--nonsense")

    def test_an_unknown_flag(self):
        self.assert_said_once(self.by_mpirun(SMOKE, "--nonsense"), "--nonsense")

    def test_a_number_of_ranks_that_the_launcher_did_not_start(self):
        self.assert_said_once(self.by_mpirun(SMOKE, "--ranks", "2"),
                              "--ranks 2: the launcher started 3 ranks")

    def test_launches_of_a_launcher_that_starts_once(self):
        self.assert_said_once(self.by_mpirun(SMOKE, "--launches", "2"),
                              "--launches 2: .*Let fourfold start the launcher")

    def test_results_in_a_place_of_no_use(self):
        self.results = self.write_suite("a file")
        self.assert_said_once(self.by_mpirun(SMOKE), "--results: cannot write to")

    def test_benchmark_out_in_a_place_of_no_use(self):
        self.assert_said_once(self.by_mpirun(SMOKE, "--benchmark_out=nowhere/out.json"),
                              "--benchmark_out: cannot write to 'nowhere/out.json'")


class CommandLineTest(ProgramTest):

    def assert_bad_input(self, *arguments, says):
        done = self.fourfold(*arguments)
        self.assert_exit(done, BAD_INPUT)
        self.assertRegex(done.stderr, says)
        self.assert_nothing_written()
        self.assertEqual(list(self.folder.iterdir()), [])

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

    def test_a_launcher_that_is_not_there(self):
        for launcher, says in (("nosuch_launcher -x", "no program 'nosuch_launcher'"), ("", "is empty")):
            with self.subTest(launcher):
                self.assert_bad_input("run", SMOKE, "--results", self.results, "--mpirun", launcher,
                                      says=says)

    def test_no_ranks(self):
        self.assert_bad_input("run", SMOKE, "--ranks", "0", says="--ranks")

    def test_unknown_fault_names_the_nearest(self):
        self.assert_bad_input("run", SMOKE, "--results", self.results, "--inject", "wrong-elemnt",
                              says="did you mean 'wrong-element'")

    def test_slow_rank_beyond_the_run(self):
        self.assert_bad_input("run", SMOKE, "--results", self.results, "--inject", "slow-rank=7",
                              says="ranks 0 to 2")

    def test_results_in_a_place_of_no_use(self):
        for place in (SMOKE, SMOKE + "/below", "/proc/results"):
            self.assert_bad_input("run", SMOKE, "--results", place, says="--results: cannot write")

    def test_benchmark_out_in_a_place_of_no_use(self):
        for place in (self.folder, "nowhere/out.json", "/proc/out.json"):
            self.assert_bad_input("run", SMOKE, "--results", self.results,
                                  f"--benchmark_out={place}", says="--benchmark_out: cannot write")

    def test_unknown_report_format(self):
        self.assert_bad_input("report", self.folder, "--format", "pdf", says="pdf")

    def test_report_of_what_is_no_run(self):
        self.assert_bad_input("report", self.folder, says="manifest")

    def test_judge_of_what_is_not_there(self):
        self.assert_bad_input("judge", self.folder / "nowhere", says="nowhere")


if __name__ == "__main__":
    unittest.main()
