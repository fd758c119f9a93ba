#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Hosts that die or hang in the middle of a run across hosts (scripts/testbed): no finished case is
lost, the run ends by itself and names the host, --resume completes it, --exclude-failed goes on
without it.

Where the machine permits no namespaces it ends with 77 and the reason: skipped.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from cli_program import (BAD_INPUT, HEALTHY, INCONCLUSIVE, PROGRAM, REJECTED, ROOT, WARNING,
                         ProgramTest, plain_environment, wait_until)
from test_bed import TESTBED, left_of, run_tests, testbed

BED = f"survive-{os.getpid()}"
# Three short cases, one that lasts so that a host can fail in it, and one after it.
SUITE = """\
fourfold: 1
suite: survive
device: host
hang_after: 2s
measure: {max_time: 30ms, warmup: 1ms, min_samples: 6, cache: hot, precision: 50%}
cases:
  - {collective: all_reduce, size: [8B, 8KiB]}
  - {collective: all_gather, size: 8KiB, measure: {max_time: 4s, precision: 0.001%, max_samples: 1000000}}
  - {collective: broadcast, size: 8KiB}
"""
BEFORE = ["all_reduce/mpi/f32/8B/hot", "all_reduce/mpi/f32/8KiB/hot"]
IN_HAND = "all_gather/mpi/f32/8KiB/hot"
AFTER = "broadcast/mpi/f32/8KiB/hot"


class BedTest(ProgramTest):
    """Tests of the program on the hosts of this process's bed."""

    def setUp(self):
        super().setUp()
        self.hosts = self.folder / "hosts"
        self.hosts.write_text("h00\nh01\nh02\nh03\n")
        self.suite = self.write_suite(SUITE)

    def command(self, *arguments):
        return [str(word) for word in (TESTBED / "exec", "h00", PROGRAM, "run", *arguments,
                                       "--mpirun", TESTBED / "mpirun")]

    def measured(self):
        return {(case["launch"], case.get("start", 1), case["name"])
                for case in self.record().cases() if case["status"] == "measured"}


class SurviveTest(BedTest):

    def workers_on(self, host):
        """Whatever runs there but the host's holder: the launcher's daemon and its ranks."""
        holder = int(Path(f"/run/fourfold-{BED}/{host}.pid").read_text())
        network = os.readlink(f"/proc/{holder}/ns/net")
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if os.readlink(entry / "ns/net") == network and int(entry.name) != holder:
                    found.append(int(entry.name))
            except (OSError, ValueError):
                continue
        return found

    def strike(self, hosts, with_signal, *arguments):
        """Runs, and sends the signal to all that runs on these hosts while the long case is in hand."""
        run = subprocess.Popen(self.command(*arguments), cwd=self.folder, text=True,
                               env=plain_environment(FOURFOLD_BED=BED), start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
        self.addCleanup(run.stdout.close)
        journals = lambda: [one / "journal.jsonl" for one in self.runs()]
        in_hand = lambda: any(one.exists() and BEFORE[1] in one.read_text() for one in journals())
        self.assertTrue(wait_until(in_hand, 25))
        struck = [self.workers_on(host) for host in hosts.split()]
        for workers in struck:
            self.assertTrue(workers)
            for pid in workers:
                os.kill(pid, with_signal)
        try:
            text, _ = run.communicate(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            raise
        finally:
            for host in hosts.split():
                for pid in self.workers_on(host):  # those that hang, as a reboot would
                    os.kill(pid, signal.SIGKILL)
        run.words = " ".join(text.split())
        run.text = text
        return run

    def resume(self, *arguments):
        return self.run_command(*self.command("--resume", self.record().directory, *arguments),
                                FOURFOLD_BED=BED)

    def test_a_host_that_dies_is_named_and_the_run_is_resumed(self):
        run = self.strike("h02", signal.SIGKILL, self.suite, "--hosts", self.hosts, "--results",
                          self.results)
        self.assertEqual(run.returncode, REJECTED, run.text)
        self.assertRegex(run.words, "lost: rank 2 on host h02 is (dead|cut off)")
        self.assertIn(f"case in hand: {IN_HAND}; not resumed", run.words)
        self.assertIn("to go on: fourfold run --resume", run.words)
        self.assertEqual(self.measured(), {(1, 1, name) for name in BEFORE})
        self.assertEqual(self.record().lines()[-1]["lost_hosts"], ["h02"])
        done = self.resume()
        self.assert_exit(done, WARNING)
        self.assertEqual(self.measured(), {(1, 1, name) for name in BEFORE}
                         | {(1, 2, IN_HAND), (1, 2, AFTER)})
        self.assertIn("resumed by start 2", " ".join(done.text.split()))
        self.assertIn("tested 4 of 4 cases, 4 of 4 ranks, 1 of 1 launches", done.text)

    def test_a_host_that_hangs_is_excluded(self):
        run = self.strike("h01", signal.SIGSTOP, self.suite, "--hosts", self.hosts, "--results",
                          self.results, "--exclude-failed")
        self.assertEqual(run.returncode, REJECTED, run.text)
        self.assertIn("going on without h01: 3 of 4 hosts", run.words)
        self.assertRegex(run.words, "4 of 4 cases, 3 of 4 ranks, 1 of 1 launches, 3 of 4 nodes; h01 "
                                    "excluded: lost: rank 1 on host h01 is cut off")
        self.assertEqual(self.measured(), {(1, 1, name) for name in BEFORE}
                         | {(1, 2, IN_HAND), (1, 2, AFTER)})
        second = [line for line in self.record().lines() if line.get("kind") == "launch"][1]
        self.assertEqual((second["hosts"], second["excluded"]), (["h00", "h02", "h03"], ["h01"]))

    def test_a_host_that_hangs_is_named_and_the_run_is_resumed_once_it_is_back(self):
        run = self.strike("h03", signal.SIGSTOP, self.suite, "--hosts", self.hosts, "--results",
                          self.results)
        self.assertEqual(run.returncode, REJECTED, run.text)
        self.assertRegex(run.words, "lost: rank 3 on host h03 is (hung|cut off|stopped)")
        self.assertIn("to go on: fourfold run --resume", run.words)
        self.assertEqual(self.measured(), {(1, 1, name) for name in BEFORE})
        self.assertEqual(self.record().lines()[-1]["lost_hosts"], ["h03"])
        self.assert_exit(self.resume(), WARNING)
        self.assertEqual(self.measured(), {(1, 1, name) for name in BEFORE}
                         | {(1, 2, IN_HAND), (1, 2, AFTER)})

    def test_what_is_resumed_on_other_hosts_says_so(self):
        self.hosts.write_text("h00\nh01\n")
        self.strike("h01", signal.SIGKILL, self.suite, "--hosts", self.hosts, "--results", self.results)
        self.assertEqual(self.record().lines()[-1]["lost_hosts"], ["h01"])
        self.hosts.write_text("h02\nh03\n")
        done = self.resume("--hosts", self.hosts)
        self.assert_exit(done, INCONCLUSIVE)
        words = " ".join(done.text.split())
        self.assertIn("1 of 1 launches; not all on the same hosts: 2 cases on h00, h01; 2 cases on h02, "
                      "h03", words)
        self.assertIn(f"on h02, h03 {IN_HAND}, {AFTER}", words)

    def test_half_of_the_hosts_die_and_the_run_goes_on_without_them(self):
        # The launcher sees it within a second; the watch would take a minute.
        suite = self.write_suite(SUITE.replace("hang_after: 2s", "hang_after: 60s"))
        run = self.strike("h01 h02", signal.SIGKILL, suite, "--hosts", self.hosts, "--results",
                          self.results, "--exclude-failed")
        self.assertEqual(run.returncode, REJECTED, run.text)
        self.assertIn("going on without h01, h02: 2 of 4 hosts", run.words)
        lost = [line["lost_hosts"] for line in self.record().lines() if line.get("lost_hosts")]
        self.assertEqual(lost, [["h01", "h02"]])
        self.assertEqual(self.measured(), {(1, 1, name) for name in BEFORE}
                         | {(1, 2, IN_HAND), (1, 2, AFTER)})

    def test_more_than_half_of_the_hosts_die_and_are_named(self):
        suite = self.write_suite(SUITE.replace("hang_after: 2s", "hang_after: 60s"))
        run = self.strike("h01 h02 h03", signal.SIGKILL, suite, "--hosts", self.hosts,
                          "--results", self.results, "--exclude-failed")
        self.assertEqual(run.returncode, REJECTED, run.text)
        self.assertRegex(run.words, "lost: ranks 1 on host h01, 2 on host h02, 3 on host h03 are "
                                    "dead or cut off")
        self.assertIn("h01, h02, h03 cannot be excluded: fewer than half of the hosts", run.words)
        self.assertEqual(self.record().lines()[-1]["lost_hosts"], ["h01", "h02", "h03"])
        before = (self.record().directory / "journal.jsonl").read_text()
        refused = self.resume("--exclude-failed")
        self.assert_exit(refused, BAD_INPUT)
        self.assertIn("without them fewer than half of its 4 hosts would be left",
                      " ".join(refused.text.split()))
        self.assertEqual((self.record().directory / "journal.jsonl").read_text(), before)

    def test_a_host_that_is_off_from_the_start_is_named(self):
        suite = self.write_suite(SUITE.replace("4s", "30ms"))
        self.hosts.write_text("h00\nh01\nh02\nh77\n")
        run = self.command(suite, "--hosts", self.hosts, "--results", self.results)
        done = self.run_command(*run, FOURFOLD_BED=BED)
        self.assert_exit(done, REJECTED)
        self.assertIn("1 of 4 hosts cannot be started on: h77", " ".join(done.text.split()))
        self.assertEqual(self.runs(), [])
        done = self.run_command(*run, "--exclude-failed", FOURFOLD_BED=BED)
        self.assert_exit(done, INCONCLUSIVE)
        words = " ".join(done.text.split())
        self.assertIn("going on without h77: 3 of 4 hosts", words)
        self.assertIn("3 of 4 nodes; h77 excluded: before the first start", words)
        remarks = [line["text"] for line in self.record().lines() if line.get("kind") == "remark"]
        self.assertIn("1 of 4 hosts cannot be started on: h77", remarks)
        self.assertEqual({name for _, _, name in self.measured()}, {*BEFORE, IN_HAND, AFTER})

    def test_a_search_for_hosts_that_are_off_ends_with_the_budget(self):
        self.hosts.write_text("h00\nh01\nh02\nh77\n")
        began = time.monotonic()
        done = self.run_command(*self.command(self.suite, "--hosts", self.hosts, "--results",
                                              self.results, "--exclude-failed", "--budget", "1s"),
                                FOURFOLD_BED=BED)
        self.assertLess(time.monotonic() - began, 15)
        self.assert_exit(done, INCONCLUSIVE)
        # As it comes: before h77 was found, or before a start without it.
        self.assertRegex(" ".join(done.text.split()),
                         "nothing was measured: the budget of 1 s was used up before the first "
                         "start that could begin; 1 of 4 hosts|search for hosts that cannot be started on was "
                         "given up")
        self.assertEqual(self.runs(), [])

    def test_launch_mpirun_hands_a_signal_on(self):
        command = [str(TESTBED / "exec"), "h00", str(ROOT / "scripts/launch_mpirun"), str(self.hosts),
                   "1", str(self.suite), "--results", str(self.results)]
        environment = plain_environment(FOURFOLD_BED=BED, FOURFOLD=PROGRAM,
                                        FOURFOLD_MPIRUN=str(TESTBED / "mpirun"))
        run = subprocess.Popen(command, cwd=self.folder, text=True, env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
        self.addCleanup(run.stdout.close)
        in_hand = lambda: any(BEFORE[1] in (one / "journal.jsonl").read_text() for one in self.runs()
                              if (one / "journal.jsonl").exists())
        self.assertTrue(wait_until(in_hand, 25))
        run.send_signal(signal.SIGTERM)
        text, _ = run.communicate(timeout=20)
        self.assertEqual(run.returncode, INCONCLUSIVE, text)
        self.assertEqual(self.record().lines()[-1]["reason"], "interrupted")
        self.assertEqual([self.workers_on(host) for host in ("h01", "h02", "h03")], [[], [], []])

    def test_launches_permute_the_hosts(self):
        suite = self.write_suite(SUITE.replace("4s", "30ms"))
        done = self.run_command(*self.command(suite, "--hosts", self.hosts, "--results",
                                              self.results, "--launches", 3), FOURFOLD_BED=BED)
        self.assert_exit(done, *HEALTHY)
        orders = [tuple(line["hosts"]) for line in self.record().lines()
                  if line.get("kind") == "launch"]
        self.assertEqual(len(set(orders)), 3, orders)
        self.assertEqual(orders[0], ("h00", "h01", "h02", "h03"))
        for order in orders:
            self.assertEqual(sorted(order), sorted(orders[0]))


if __name__ == "__main__":
    sys.exit(run_tests(testbed("up", "--seconds", 320, 4, 2, bed=BED),
                       lambda: testbed("down", bed=BED), lambda: left_of(BED)))
