#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""A run that one rank holds up ends in time, names that rank, keeps what it measured, and leaves no
process behind.

A selection; cli_hang_matrix.py plants every fault in every phase by every rank.
"""

import os
import signal
import socket
import subprocess
import threading
import time
import unittest

from cli_program import (ACCEPTED, PROGRAM, REJECTED, ROOT, WARNING, MPIRUN, ProgramTest,
                         plain_environment, process_table, wait_until)

# What may hang for longer than anything else in it stands still on a busy machine.
SUITE = """\
fourfold: 1
suite: hang
device: host
ranks: 3
hang_after: {hang_after}
measure: {{max_time: 20ms, warmup: 1ms, min_samples: 6, cache: hot}}
cases:
  - {{collective: all_reduce, size: [8B, 8KiB]}}
"""
FACILITY = ROOT / "configs/suites/facility.yaml"
FIRST, SECOND = "all_reduce/mpi/f32/8B/hot", "all_reduce/mpi/f32/8KiB/hot"
FAULTS = ("hang", "dead", "throw", "mismatch", "late")
PHASES = ("bootstrap", "init", "warm-up", "operation", "barrier", "teardown")
# Deadlines in units of hang_after, as bench/watch/deadlines.cpp has them.
UNITS = {"bootstrap": 5, "init": 3, "teardown": 2}
START_S = 8  # of a launch and of the report, on a slow machine


class StandInRas:
    """Answers one client as NCCL's RAS service does."""

    STATUS = "Job summary\n===========\n\nErrors\n======\n\nDEAD\n  1 job process is considered dead\n"

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"
        self.thread = threading.Thread(target=self.answer, daemon=True)
        self.thread.start()

    def answer(self):
        try:
            client, _ = self.server.accept()
        except OSError:
            return  # closed without a client
        with client, client.makefile("rw") as lines:
            for answer in ("SERVER PROTOCOL 2\n", "OK\n", self.STATUS):
                lines.readline()
                lines.write(answer)
                lines.flush()

    def close(self):
        self.server.close()
        self.thread.join(10)


class HangTest(ProgramTest):
    unit_s = 1  # hang_after of planted faults

    def suite(self, hang_after="1s"):
        return self.write_suite(SUITE.format(hang_after=hang_after))

    def tearDown(self):
        self.assertTrue(wait_until(lambda: not self.processes(), 10), self.processes())

    def inject(self, fault, rank, phase, ranks):
        # Late is between a quarter of a deadline and all of it: a machine that stands still for a
        # second must not make it the one or the other.
        began = time.monotonic()
        unit_s = 3 if fault == "late" else self.unit_s
        done = self.run_suite("--inject", f"{fault}-rank={rank}@{phase}", "--ranks", ranks,
                              suite=self.suite(f"{unit_s}s"))
        done.took = time.monotonic() - began
        done.words = " ".join(done.text.split())
        return done

    def measured(self):
        return [case["name"] for case in self.record().cases() if case["status"] == "measured"]

    def check(self, fault, rank, phase, ranks):
        done = self.inject(fault, rank, phase, ranks)
        if fault == "late":
            self.assert_exit(done, WARNING)
            self.assertRegex(done.words, rf"late: rank {rank} on host \S+ entered .* s after")
            self.assertEqual(self.measured(), [FIRST, SECOND])
            return
        self.assert_exit(done, REJECTED)
        # The case's allowance is at most 2 s here.
        self.assertLess(done.took, START_S + self.unit_s * UNITS.get(phase, 1) + 2 + 10, done.text)
        what = {"hang": "has not entered", "dead": "is dead", "throw": "failed: an error that was",
                "mismatch": "entered '.*' where .* entered '"}[fault]
        self.assertRegex(done.words, rf"lost: rank {rank} on host \S+ {what}")
        self.assertIn("MPI_Init" if phase == "bootstrap" and fault != "throw" else f"({phase}"
                      if phase != "barrier" else "(operation", done.words)
        if phase == "bootstrap":
            self.assertEqual(self.runs(), [])
        else:
            self.assertEqual(self.measured(), [FIRST, SECOND] if phase == "teardown" else [FIRST])
            self.assertIn("lost: rank", self.record().lines()[-1]["reason"])


class SelectionTest(HangTest):

    def test_a_rank_that_hangs(self):
        self.check("hang", 1, "operation", 3)

    def test_rank_0_that_hangs_in_a_barrier(self):
        self.check("hang", 0, "barrier", 3)

    def test_a_rank_that_never_calls_mpi_init(self):
        self.check("hang", 2, "bootstrap", 3)

    def test_a_rank_that_dies(self):
        self.check("dead", 2, "warm-up", 3)

    def test_a_rank_that_throws(self):
        self.check("throw", 0, "init", 3)

    def test_a_rank_at_odds(self):
        self.check("mismatch", 7, "operation", 8)

    def test_a_rank_at_odds_in_our_own_all_reduce(self):
        suite = self.write_suite(SUITE.format(hang_after="1s").replace("{collective", "{backend: "
                                                                       "peer, collective"))
        done = self.run_suite("--inject", "mismatch-rank=1", suite=suite)
        self.assert_exit(done, REJECTED)
        self.assertRegex(" ".join(done.text.split()),
                         r"lost: rank 1 on host \S+ entered 'all_reduce.*' where ranks 0, 2 on")

    def test_a_late_rank(self):
        self.check("late", 1, "teardown", 3)

    def pid_of_rank(self, rank):
        for pid, command, environment in process_table():
            own = str(self.folder).encode() in command
            if own and f"OMPI_COMM_WORLD_RANK={rank}\0".encode() in environment:
                return pid
        return None

    def stop_a_rank(self, command, rank):
        run = subprocess.Popen([str(word) for word in command], cwd=self.folder, text=True,
                               env=plain_environment(), start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
        self.addCleanup(run.stdout.close)
        journals = lambda: [r / "journal.jsonl" for r in self.runs()]
        first_is_there = lambda: any(j.exists() and FIRST in j.read_text() for j in journals())
        self.assertTrue(wait_until(first_is_there, 20))
        os.kill(self.pid_of_rank(rank), signal.SIGSTOP)
        try:
            text, _ = run.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            raise
        return run.returncode, " ".join(text.split())

    # A second case that lasts, so that a rank can be stopped in it.
    LASTING = SUITE.format(hang_after="1s").replace("size: [8B, 8KiB]", "size: 8B") + (
        "  - {collective: all_reduce, size: 8KiB, measure: {max_time: 10min, precision: 0.001%, "
        "max_samples: 1000000}}\n")

    def test_a_stopped_rank_0(self):
        suite = self.write_suite(self.LASTING)
        code, words = self.stop_a_rank([PROGRAM, "run", suite, "--results", self.results], 0)
        self.assertEqual(code, REJECTED, words)
        self.assertRegex(words, r"lost: rank 0 on host \S+ is stopped \(SIGSTOP")
        self.assertEqual(self.measured(), [FIRST])

    def test_a_stopped_rank_0_under_a_launcher_of_the_users(self):
        suite = self.write_suite(self.LASTING)
        code, words = self.stop_a_rank([MPIRUN, 3, PROGRAM, "run", suite, "--results",
                                        self.results], 0)
        self.assertNotEqual(code, ACCEPTED, words)
        self.assertRegex(words, r"the run is lost: rank 0 on host \S+ is stopped \(SIGSTOP")
        self.assertEqual(self.measured(), [FIRST])
        self.assert_exit(self.fourfold("judge", self.record().directory), REJECTED)

    def test_a_hang_under_a_launcher_of_the_users(self):
        done = self.run_command(MPIRUN, 3, PROGRAM, "run", self.suite(), "--results", self.results,
                                "--inject", "hang-rank=2")
        self.assert_exit(done, REJECTED)
        self.assertRegex(done.text, r"the run is lost: rank 2 on host \S+ has not entered all_red")
        self.assertEqual(self.measured(), [FIRST])
        judged = self.fourfold("judge", self.record().directory)
        self.assert_exit(judged, REJECTED)
        self.assertRegex(" ".join(judged.text.split()), r"lost: rank 2 on host \S+ has not entered")

    def test_ranks_that_differ_end_in_order_and_rank_0_says_it_for_all(self):
        usual = self.suite()
        odd = self.folder / "odd.yaml"
        odd.write_text(usual.read_text().replace("8KiB", "16KiB"))
        told = ("--results", self.results)
        done = self.run_command(MPIRUN, 2, PROGRAM, "run", usual, *told, ":", "-n", 1, PROGRAM, "run",
                                odd, *told)
        self.assert_exit(done, REJECTED)
        self.assertRegex(done.text, r"fourfold: ranks differ in the suite: rank 2 on host \S+ entry "
                                    r"\d+ of \d+ is '.*16KiB\]', on rank 0 of \d+ it is '.*8KiB\]'")
        self.assertEqual(done.text.count("fourfold: ranks differ"), 1)
        self.assertNotIn("MPI_ABORT", done.text)
        self.assertEqual(self.runs(), [])

    def test_nccl_is_asked_what_it_knows(self):
        ras = StandInRas()
        self.addCleanup(ras.close)
        suite = self.write_suite(SUITE.format(hang_after="1s")
                                 + "  - {collective: all_reduce, backend: nccl, size: 8B}\n")
        done = self.run_suite("--inject", "hang-rank=1", suite=suite, NCCL_RAS_ADDR=ras.address)
        self.assert_exit(done, REJECTED)
        words = " ".join(done.text.split())
        self.assertRegex(words, r"lost: rank 1 on host \S+ has not entered all_reduce")
        self.assertIn(f"NCCL's RAS service at {ras.address} says: DEAD; 1 job process is considered "
                      "dead (all of it: nccl_ras.txt)", words)
        self.assertEqual((self.record().directory / "nccl_ras.txt").read_text(), StandInRas.STATUS)

    def test_64_ranks_on_few_processors_complete_the_facility_suite(self):
        small = ("measure.max_time=20ms", "measure.warmup=1ms", "measure.min_samples=6",
                 "measure.cache=hot", "cases[0].size=[8B, 1KiB]", "cases[1].size=1KiB",
                 "cases[2].size=1KiB")
        done = self.run_suite("--ranks", "64", *(word for one in small for word in ("--set", one)),
                              suite=FACILITY)
        self.assertNotIn("lost", done.text)
        self.assert_exit(done, ACCEPTED, WARNING)
        self.assertEqual(self.measured(), self.record().manifest()["planned_cases"])
        self.assertGreaterEqual(len(self.measured()), 10)


if __name__ == "__main__":
    unittest.main()
