#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""cli_hang_matrix.py [--seconds N] [WORD...]: every planted fault in every phase by every rank of 3 and
of 8 ends in time, with the right rank named, earlier cases kept and no process left behind.

Each mostly waits for a deadline, so there are as many at a time as there are pairs of processors; all of
them take some twenty minutes on two. After
N seconds no other is begun, and how many were not run is said: those come first that say most, each
fault in each phase by rank 0, then by the last rank. WORDs choose: cli_hang_matrix.py 3 hang teardown.
Exit code 1 when any did not end as it must.
"""

import argparse
import itertools
import os
import queue
import sys
import threading
import time
import unittest

from cli_hang_test import FAULTS, PHASES, HangTest
from cli_program import wait_until

AT_A_TIME = max(1, os.cpu_count() // 2)


class PlantedFault(HangTest):
    """One run with one fault."""

    unit_s = 2  # there are hundreds: not one may take a machine that stands still for a hang

    def __init__(self, ranks, fault, phase, rank):
        super().__init__("check_it")
        self.planted = (fault, rank, phase, ranks)

    def __str__(self):
        fault, rank, phase, ranks = self.planted
        return f"{fault}-rank={rank}@{phase} of {ranks} ranks"

    def check_it(self):
        self.check(*self.planted)
        self.assertTrue(wait_until(lambda: not self.processes(), 10), self.processes())


def matrix(words):
    """All that the words choose, in the order to run them in."""
    kinds = [kind for kind in itertools.product((3, 8), FAULTS, PHASES)
             if kind[1:] != ("mismatch", "bootstrap")  # nobody has entered anything yet
             and set(map(str, kind)).issuperset(words)]
    faults = [(turn, PlantedFault(*kind, rank)) for kind in kinds
              for turn, rank in enumerate((0, *range(kind[0] - 1, 0, -1)))]
    return [fault for _, fault in sorted(faults, key=lambda one: one[0])]


def run_all(faults, end):
    """What became of those that were begun before `end` (None: all), and how many were not."""
    waiting = queue.SimpleQueue()
    for fault in faults:
        waiting.put(fault)
    results = [unittest.TestResult() for _ in range(AT_A_TIME)]

    def work(result):
        while end is None or time.monotonic() < end:
            try:
                waiting.get_nowait().run(result)
            except queue.Empty:
                return

    threads = [threading.Thread(target=work, args=(result,)) for result in results]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results, waiting.qsize()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int)
    parser.add_argument("words", nargs="*")
    asked = parser.parse_args()
    faults = matrix(set(asked.words))
    if not faults:
        sys.exit(f"no planted fault is all of: {' '.join(asked.words)}")
    end = None if asked.seconds is None else time.monotonic() + asked.seconds
    results, left = run_all(faults, end)
    wrong = [found for result in results for found in result.failures + result.errors]
    for fault, text in wrong:
        print(f"== {fault}\n{text}")
    ran = sum(result.testsRun for result in results)
    print(f"cli_hang_matrix: {len(faults)} faults, {ran} planted, {len(wrong)} did not end as they must")
    if left > 0:
        print(f"cli_hang_matrix: NOT PLANTED for want of time: {left}, by ranks in the middle first")
    if ran == 0:
        sys.exit("cli_hang_matrix: nothing was planted")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
