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
from pathlib import Path

from cli_program import (HEALTHY, INCONCLUSIVE, PROGRAM, REJECTED, WARNING, ProgramTest,
                         plain_environment, wait_until)
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


class SurviveTest(ProgramTest):

    def setUp(self):
        super().setUp()
        self.hosts = self.folder / "hosts"
        self.hosts.write_text("h00\nh01\nh02\nh03\n")
        self.suite = self.write_suite(SUITE)

    def command(self, *arguments):
        return [str(word) for word in (TESTBED / "exec", "h00", PROGRAM, "run", *arguments,
                                       "--mpirun", TESTBED / "mpirun")]

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

    def strike(self, host, with_signal, *arguments):
        """Runs, and sends the signal to all that runs on the host while the long case is in hand."""
        run = subprocess.Popen(self.command(*arguments), cwd=self.folder, text=True,
                               env=plain_environment(FOURFOLD_BED=BED), start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
        self.addCleanup(run.stdout.close)
        journals = lambda: [one / "journal.jsonl" for one in self.runs()]
        in_hand = lambda: any(one.exists() and BEFORE[1] in one.read_text() for one in journals())
        self.assertTrue(wait_until(in_hand, 25))
        struck = self.workers_on(host)
        self.assertTrue(struck)
        for pid in struck:
            os.kill(pid, with_signal)
        try:
            text, _ = run.communicate(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            raise
        finally:
            for pid in self.workers_on(host):  # those that hang, as a reboot would
                os.kill(pid, signal.SIGKILL)
        run.words = " ".join(text.split())
        run.text = text
        return run

    def measured(self):
        return {(case["launch"], case.get("start", 1), case["name"])
                for case in self.record().cases() if case["status"] == "measured"}

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
    sys.exit(run_tests(testbed("up", "--seconds", 300, 4, 2, bed=BED),
                       lambda: testbed("down", bed=BED), lambda: left_of(BED)))
