#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Planted faults are found and named; interrupted and killed runs keep what they measured."""

import json
import os
import re
import signal
import unittest

from cli_program import (BAD_INPUT, INCONCLUSIVE, PROGRAM, REJECTED, SHIM, SMOKE, WARNING, ACCEPTED,
                         HEALTHY, ProgramTest, wait_until)

# One case that is done at once, then one that would take minutes.
LONG_SUITE = """\
fourfold: 1
suite: long
device: host
ranks: 2
measure: {max_time: 20ms, warmup: 1ms}
cases:
  - {collective: all_reduce, size: 8B}
  - {collective: all_reduce, size: 1MiB,
     measure: {max_time: 10min, precision: 0.0001%, max_samples: 1000000}}
"""
SHORT_CASE = "all_reduce/mpi/f32/8B"
LONG_CASE = "all_reduce/mpi/f32/1MiB"


class InjectionTest(ProgramTest):

    def assert_mismatch_named(self, fault):
        done = self.run_suite("--inject", fault, "--benchmark_filter=^(all_reduce|gemm|memory)")
        self.assert_exit(done, REJECTED)
        self.assertRegex(done.text, r"rank \d+, (call \d+, )?(element \d+|row \d+)")
        self.assertRegex(done.text, r"expected \S+.*got \S+")
        for case in self.record().cases():
            with self.subTest(case["name"]):
                first = case["correctness"]["first"]
                self.assertIsNotNone(first)
                self.assertNotEqual(first["got_bits"], first["expected_bits"])
                if fault == "nan" and case["dtype"] not in ("i8", "i32"):
                    self.assertEqual(first["got"], "nan")
        self.assertEqual(self.record().manifest()["injected"], [fault])

    def test_wrong_element(self):
        self.assert_mismatch_named("wrong-element")

    def test_wrong_tile(self):
        self.assert_mismatch_named("wrong-tile")

    def test_stale_output(self):
        self.assert_mismatch_named("stale")

    def test_nan(self):
        self.assert_mismatch_named("nan")

    def test_slow_rank(self):
        # Large enough that a rank which only waits for its processor is not the slowest one.
        done = self.run_suite("--inject", "slow-rank=1", "--ranks", "2", "--set",
                              "measure.max_time=300ms", "--set", "cases=[{collective: all_reduce, "
                              "size: [64KiB, 256KiB]}]")
        self.assert_exit(done, WARNING)
        self.assertRegex(done.text, r"rank 1\b.*slow|slow.*rank 1\b")
        self.assertEqual(self.record().manifest()["injected"], ["slow-rank=1"])


class BrokenLibraryTest(ProgramTest):

    def test_an_all_reduce_that_stops_reducing_is_seen(self):
        suite = self.write_suite("""\
fourfold: 1
suite: broken
device: host
ranks: 2
measure: {timing: per_call, cache: hot, warmup: 1ms, max_time: 1s, min_samples: 5000, max_samples: 5000}
cases: [{collective: all_reduce, size: 4KiB}]
""")
        self.assert_exit(self.run_suite(suite=suite), *HEALTHY)
        broken = self.run_broken("stops", suite)
        self.assert_exit(broken, REJECTED)
        self.assertRegex(broken.text, r"rank 0, element 0: expected \S+ .*got -?nan")

    def run_broken(self, how, suite):
        mpirun = f"mpirun --oversubscribe -x LD_PRELOAD={SHIM} -x FOURFOLD_BROKEN_MPI={how}"
        return self.run_suite("--mpirun", mpirun, suite=suite)

    def random_sums(self):
        return self.write_suite("""\
fourfold: 1
suite: broken
device: host
ranks: 3
measure: {warmup: 1ms, max_time: 100ms}
cases: [{collective: all_reduce, size: 4KiB}]
""")

    def test_an_all_reduce_that_compresses_what_it_sends_is_seen(self):
        broken = self.run_broken("compresses", self.random_sums())
        self.assert_exit(broken, REJECTED)
        self.assertRegex(broken.text, r"wrong\s+result\s+of\s+random\s+inputs: rank 0")

    def test_a_varying_order_of_summation_is_told(self):
        suite = self.random_sums()
        self.assert_exit(self.run_suite(suite=suite), *HEALTHY)
        self.assertEqual(self.reported_bits(), {"repeats": True})
        varied = self.run_broken("varies", suite)
        self.assert_exit(varied, *HEALTHY)
        self.assertRegex(varied.text, r"adds\s+in\s+a\s+varying\s+order")
        self.assertEqual(self.reported_bits(), {"repeats": False})

    def reported_bits(self):
        report = json.loads(self.fourfold("report", str(self.runs()[-1]), "--format", "json").stdout)
        bits = report["cases"][0]["output_bits"]
        self.assertRegex(bits.pop("hash"), "^[0-9a-f]{16}$")
        return bits


class EndTest(ProgramTest):

    def start_long_run(self):
        """A run that has finished its short case and is inside its long one."""
        run = self.start_suite(self.write_suite(LONG_SUITE))
        self.addCleanup(self.end, run)

        def short_case_is_in_the_record():
            return any(SHORT_CASE in (directory / "journal.jsonl").read_text()
                       for directory in self.runs() if (directory / "journal.jsonl").exists())
        if not wait_until(short_case_is_in_the_record, 20):
            self.end(run)
            self.fail("the short case never finished: " + run.stdout.read())
        return run

    def end(self, run):
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()

    def assert_no_process_left(self):
        self.assertTrue(wait_until(lambda: not self.processes(), 15), self.processes())

    def assert_interrupted(self, interrupt, number):
        run = self.start_long_run()
        interrupt(run.pid, number)
        text, _ = run.communicate(timeout=25)
        self.assertEqual(run.returncode, INCONCLUSIVE, text)
        self.assertIn("interrupted", text)
        self.assertIn(SHORT_CASE, text)
        self.assert_no_process_left()
        measured = [c["name"] for c in self.record().cases() if c["status"] == "measured"]
        self.assertEqual(measured, [SHORT_CASE])

    def test_interrupt_of_the_supervisor(self):
        self.assert_interrupted(os.kill, signal.SIGINT)

    def test_interrupt_from_the_terminal(self):
        self.assert_interrupted(os.killpg, signal.SIGINT)

    def test_terminate(self):
        self.assert_interrupted(os.kill, signal.SIGTERM)

    def test_kill_leaves_a_readable_record_and_no_process(self):
        run = self.start_long_run()
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        self.assert_no_process_left()
        report = self.fourfold("report", self.record().directory, "--format", "csv")
        self.assert_exit(report, ACCEPTED)
        self.assertIn(SHORT_CASE, report.stdout)
        judged = self.fourfold("judge", self.record().directory)
        self.assert_exit(judged, INCONCLUSIVE)
        self.assertIn(LONG_CASE, judged.stdout)

    def test_a_time_out_before_the_first_case_is_one_too(self):
        # Whether the workers got as far as a manifest, and so to a record, is chance.
        done = self.run_suite("--set", "launch_timeout=1ms")
        self.assert_exit(done, 124)
        self.assertIn("time-out", done.text)

    def test_launch_timeout_is_a_time_out(self):
        suite = self.write_suite(LONG_SUITE.replace("ranks: 2", "ranks: 2\nlaunch_timeout: 4s"))
        done = self.run_suite(suite=suite)
        self.assert_exit(done, 124)
        self.assertIn("time-out", done.text)
        self.assert_no_process_left()
        self.assertIn(SHORT_CASE, self.record().names())


class MislaunchTest(ProgramTest):

    def test_single_rank_jobs_are_an_error(self):
        done = self.run_command("mpiexec.mpich", "-n", 3, PROGRAM, "run", SMOKE, "--results",
                                self.results)
        self.assert_exit(done, BAD_INPUT)
        self.assertTrue(re.search("ranks do not find each other", done.text), done.text)
        self.assert_nothing_written()


if __name__ == "__main__":
    unittest.main()
