#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Several hosts on one machine (scripts/testbed), and the program on them: who is slow, dead or hung
on which host is told as on one host, links are as fast as they were made, and nothing is left.

Where the machine permits no namespaces it ends with 77 and the reason: skipped.
"""

import functools
import os
import statistics
import subprocess
import sys

import test_bed
from cli_program import (HEALTHY, INCONCLUSIVE, PROGRAM, REJECTED, ProgramTest, plain_environment,
                         wait_until)
from test_bed import NOT_PERMITTED, TESTBED, left_of, run_tests

BED = f"test-{os.getpid()}"
SUITE = """\
fourfold: 1
suite: hosts
device: host
ranks: 4
hang_after: {hang_after}
measure: {{max_time: 50ms, warmup: 1ms, min_samples: 6, cache: hot, precision: 50%}}
cases:
  - {{collective: all_reduce, size: [8B, 8KiB]}}
"""


testbed = functools.partial(test_bed.testbed, bed=BED)


class BedTest(ProgramTest):
    """With four hosts in two racks that are there for all tests."""

    def run_on_hosts(self, *arguments, hang_after="60s", launcher="mpirun"):
        suite = self.write_suite(SUITE.format(hang_after=hang_after))
        return self.run_command(TESTBED / "exec", "h00", PROGRAM, "run", suite, "--results",
                                self.results, "--mpirun", TESTBED / launcher, *arguments,
                                FOURFOLD_BED=BED)

    def words(self, done):
        return " ".join(done.text.split())

    def test_a_run_across_hosts(self):
        done = self.run_on_hosts()
        self.assert_exit(done, *HEALTHY)
        self.assertIn("4 ranks on 4 hosts", done.text)
        self.assertEqual(self.record().lines()[0]["hosts"], ["h00", "h01", "h02", "h03"])

    def test_two_ranks_to_a_host_under_a_launcher_of_the_users(self):
        suite = self.write_suite(SUITE.format(hang_after="60s"))
        done = self.run_command(TESTBED / "mpirun", "--slots", 2, "--hosts", 3, "-n", 6, PROGRAM,
                                "run", suite, "--results", self.results, FOURFOLD_BED=BED)
        self.assert_exit(done, *HEALTHY)
        self.assertEqual(self.record().lines()[0]["hosts"],
                         ["h00", "h00", "h01", "h01", "h02", "h02"])

    def test_a_rank_that_dies_alone_on_its_host(self):
        done = self.run_on_hosts("--inject", "dead-rank=3")
        self.assert_exit(done, REJECTED)
        self.assertRegex(self.words(done), "lost: rank 3 on host h03 is dead or cut off")
        self.assertIn("lost: rank 3 on host h03", self.record().lines()[-1]["reason"])

    def test_a_rank_that_dies_under_a_launcher_of_the_users(self):
        suite = self.write_suite(SUITE.format(hang_after="60s"))
        self.run_command(TESTBED / "mpirun", "-n", 4, PROGRAM, "run", suite, "--results",
                         self.results, "--inject", "dead-rank=2", FOURFOLD_BED=BED)
        # The watching process writes it down, and outlives the launcher by a second.
        named = lambda: "lost: rank 2 on host h02" in self.record().lines()[-1].get("reason", "")
        self.assertTrue(wait_until(named, 10), self.record().lines()[-1])

    def test_a_rank_that_hangs(self):
        done = self.run_on_hosts("--inject", "hang-rank=1", hang_after="3s")
        self.assert_exit(done, REJECTED)
        self.assertRegex(self.words(done), "lost: rank 1 on host h01 has not entered all_reduce")

    def test_a_shaped_link_has_its_rate(self):
        self.addCleanup(testbed, "shape", "clear")
        self.assertEqual(testbed("shape", "host", "h01", "200mbit").returncode, 0)
        suite = self.write_suite(SUITE.format(hang_after="60s").replace(
            "all_reduce, size: [8B, 8KiB]", "broadcast, size: 4MiB"))
        payload = 200e6 / 8 * 1448 / 1514
        shares = []
        for attempt in range(3):  # a machine that is busy meanwhile makes it slower, never faster
            self.results = self.folder / f"attempt-{attempt}"
            done = self.run_command(TESTBED / "mpirun", "--hosts", 2, "-n", 2, PROGRAM, "run",
                                    suite, "--results", self.results, FOURFOLD_BED=BED)
            self.assert_exit(done, *HEALTHY)
            seconds = statistics.median(self.record().cases()[0]["trials"][0]["seconds"])
            shares.append(2**22 / seconds / payload)
            self.assertLess(shares[-1], 1.05)
            if shares[-1] > 0.95:
                break
        self.assertGreater(shares[-1], 0.95, shares)

    def test_the_rack_behind_a_slow_cable_is_named_and_so_is_what_is_missing(self):
        self.addCleanup(testbed, "shape", "clear")
        self.assertEqual(testbed("shape", "host", "h03", "20mbit").returncode, 0)
        suite = self.write_suite(
            SUITE.format(hang_after="60s").replace(
                "all_reduce, size: [8B, 8KiB]", "all_reduce, size: 256KiB, scope: [node, rack]")
            + f"racks: {{from: hosts, by: /run/fourfold-{BED}/racks}}\n"
            + "expected: {racks: 2, nodes_per_rack: 3, gpus_per_node: 1}\n")
        done = self.run_command(TESTBED / "exec", "h00", PROGRAM, "run", suite, "--results",
                                self.results, "--mpirun", TESTBED / "mpirun", FOURFOLD_BED=BED)
        self.assert_exit(done, INCONCLUSIVE)
        name = "all_reduce/mpi/f32/256KiB/rack/hot"
        self.assertRegex(done.stdout, rf"(?m)^  {name} .* r1$")
        self.assertIn("2 of the contracted GPUs are missing, each a rank: rack r0: 1 of 3 nodes, "
                      "rack r1: 1 of 3 nodes", self.words(done))
        self.assertIn("skipped (every node has one rank", self.words(done))
        self.assertEqual(self.record().lines()[0]["racks"], ["r0", "r0", "r1", "r1"])
        measured = [case for case in self.record().cases() if case["name"] == name]
        by_name = {one["name"]: one["median_s"] for one in measured[0]["trials"][0]["groups"]}
        # Reduced and handed back: 256 KiB cross the cable at least once.
        self.assertGreater(by_name["r1"], 2**18 / (20e6 / 8))
        self.assertLess(by_name["r0"], by_name["r1"])

    def test_a_host_with_a_quarter_of_a_processor(self):
        if testbed("cpu", "h02", 25).returncode == NOT_PERMITTED:
            self.skipTest("no control group for processors on this machine")
        self.addCleanup(testbed, "cpu", "h02", "max")
        share = ("import time\nbegan = time.monotonic()\n"
                 "while time.monotonic() - began < 0.5: pass\nprint(time.process_time() / 0.5)")
        done = testbed("exec", "h02", sys.executable, "-c", share)
        self.assertLess(float(done.stdout), 0.4)

    def test_a_host_has_its_own_name_address_and_memory(self):
        testbed("exec", "h01", "touch", "/dev/shm/mine")
        done = testbed("exec", 3, "bash", "-c",
                       "hostname; ls /sys/class/net | xargs; ls /dev/shm | wc -l; getent hosts h02")
        self.assertEqual(done.stdout.split(), ["h03", "eth0", "lo", "0", "10.77.1.1", "h02"])

    def test_wrong_arguments(self):
        for arguments in (("exec", "h04", "true"), ("exec", "h01"), ("shape", "host", "h01", "fast"),
                          ("shape", "path", "h01", "h01", "1mbit"), ("shape", "rack", "r2", "1mbit"),
                          ("cpu", "h01", "0"), ("mpirun", "--hosts", "5", "true"), ("up", "4")):
            done = testbed(*arguments)
            self.assertEqual(done.returncode, 4, (arguments, done.stdout))
        self.assertEqual(testbed("exec", "h01", "true", bed="no-such").returncode, NOT_PERMITTED)

    def test_a_bed_ends_by_itself_with_what_runs_on_it(self):
        bed = f"{BED}-short"
        self.addCleanup(testbed, "down", bed=bed)
        self.assertEqual(testbed("up", "--seconds", 1, 2, bed=bed).returncode, 0)
        run = subprocess.Popen([TESTBED / "exec", "h01", "sleep", "1000"],
                               env=plain_environment(FOURFOLD_BED=bed))
        self.assertNotEqual(run.wait(timeout=10), 0)
        self.assertTrue(wait_until(lambda: not left_of(bed), 10), left_of(bed))


if __name__ == "__main__":
    sys.exit(run_tests(testbed("up", "--seconds", 300, 4, 2), lambda: testbed("down"),
                       lambda: left_of(BED)))
