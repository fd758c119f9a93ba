#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Errors on which all ranks agree, across hosts (scripts/testbed), with --exclude-failed: the host whose
own the error is is left out, and where it is nobody's the run ends and no healthy host is left out.

Where the machine permits no namespaces it ends with 77 and the reason: skipped.
"""

import os
import subprocess
import sys

from cli_program import INCONCLUSIVE, REJECTED, plain_environment, wait_until
from survive_test import AFTER, BED, BEFORE, IN_HAND, SUITE
from test_bed import TESTBED, left_of, run_tests, testbed
import survive_test


class AgreedErrorTest(survive_test.BedTest):

    def on_host(self, host, *command):
        done = self.run_command(TESTBED / "exec", host, *command, FOURFOLD_BED=BED)
        self.assertEqual(done.returncode, 0, done.text)
        return done.stdout

    def over(self, hosts, results, *arguments):
        """A run of the short cases over these hosts, in this order; its .words too."""
        suite = self.write_suite(SUITE.replace("4s", "30ms"))
        self.hosts.write_text("".join(host + "\n" for host in hosts.split()))
        done = self.run_command(*self.command(suite, "--hosts", self.hosts, "--results", results,
                                              *arguments), FOURFOLD_BED=BED)
        done.words = " ".join(done.text.split())
        return done

    def excluding(self, hosts, results):
        return self.over(hosts, results, "--exclude-failed")

    def assert_nobody_is_blamed(self, done, words):
        self.assert_exit(done, REJECTED)
        self.assertRegex(done.words, "the workers ended before their first case: lost: " + words)
        self.assertNotIn("going on without", done.words)
        self.assertNotIn("excluded", done.words)

    def assert_goes_on_without(self, done, host, words):
        self.assert_exit(done, INCONCLUSIVE)
        self.assertRegex(done.words, f"rank . on host {host} failed: {words}")
        self.assertIn(f"going on without {host}: 3 of 4 hosts", done.words)
        self.assertIn(f"3 of 4 nodes; {host} excluded", done.words)
        self.assertEqual({name for _, _, name in self.measured()}, {*BEFORE, IN_HAND, AFTER})

    def test_a_folder_of_results_that_hosts_do_not_share(self):
        for hosts, arguments in (("h01 h00", []), ("h01 h00", ["--exclude-failed"]),
                                 ("h03 h00 h01 h02", ["--exclude-failed"])):
            with self.subTest(hosts=hosts, arguments=arguments):
                done = self.over(hosts, "/dev/shm/results", *arguments)  # each has one of its own
                self.assert_nobody_is_blamed(done, rf"/dev/shm/results/\S+ is not there on host "
                                                   rf"{hosts[:3]}: the folder of --results")

    def test_the_host_that_does_not_see_the_folder_is_left_out(self):
        self.results.mkdir()
        self.on_host("h02", "mount", "-t", "tmpfs", "none", self.results)
        self.addCleanup(self.on_host, "h02", "umount", self.results)
        done = self.excluding("h02 h00 h01 h03", self.results)
        self.assert_goes_on_without(done, "h02", r"\S+ is not there on host h02")

    def test_the_host_that_lacks_what_the_others_have_is_left_out(self):
        library = "/usr/lib/x86_64-linux-gnu/libopenblas.so.0"
        if not os.path.exists(library):
            self.skipTest(f"there is no {library} that a host could lack")
        self.on_host("h01", "mount", "--bind", "/dev/null", os.path.realpath(library))
        self.addCleanup(self.on_host, "h01", "umount", os.path.realpath(library))
        differ = "ranks differ in what their machines have: rank . on host h01: entry"
        # Also as rank 0, with which all are compared that are like each other.
        for hosts in ("h00 h01 h02 h03", "h01 h00 h02 h03"):
            with self.subTest(hosts=hosts):
                self.results = self.folder / hosts.replace(" ", "-")
                self.assert_goes_on_without(self.excluding(hosts, self.results), "h01", differ)
        # Of two that differ nobody knows which is the one that lacks something.
        self.assert_nobody_is_blamed(self.excluding("h00 h01", self.folder / "two"),
                                     "ranks differ in what their machines have: rank 1 on host h01")

    def test_nobody_is_to_blame_for_a_full_disk(self):
        disk = self.folder / "disk"
        disk.mkdir()
        self.on_host("h00", "mount", "-t", "tmpfs", "-o", "size=12k", "none", disk)
        self.addCleanup(self.on_host, "h00", "umount", disk)
        self.assert_nobody_is_blamed(self.excluding("h00 h01 h02", disk),
                                     "rank 0 on host h00: .*No space left on device")

    def test_nobody_is_to_blame_for_a_disk_that_fills_meanwhile(self):
        disk = self.folder / "disk"
        disk.mkdir()
        self.on_host("h00", "mount", "-t", "tmpfs", "-o", "size=1m", "none", disk)
        self.addCleanup(self.on_host, "h00", "umount", disk)
        self.hosts.write_text("h00\nh01\nh02\n")
        run = subprocess.Popen(self.command(self.suite, "--hosts", self.hosts, "--results", disk,
                                            "--exclude-failed"), cwd=self.folder, text=True,
                               env=plain_environment(FOURFOLD_BED=BED), start_new_session=True,
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
        self.addCleanup(run.stdout.close)
        journal = f"cat {disk}/*/journal.jsonl 2>/dev/null || true"
        in_hand = lambda: BEFORE[1] in self.on_host("h00", "sh", "-c", journal)
        self.assertTrue(wait_until(in_hand, 25))
        self.on_host("h00", "sh", "-c", f"head -c 2m /dev/zero >{disk}/zeros || true")
        text, _ = run.communicate(timeout=40)
        words = " ".join(text.split())
        self.assertEqual(run.returncode, REJECTED, text)
        self.assertRegex(words, "rank 0 on host h00: cannot .* No space left on device")
        self.assertNotIn("going on without", words)


if __name__ == "__main__":
    sys.exit(run_tests(testbed("up", "--seconds", 200, 4, 2, bed=BED),
                       lambda: testbed("down", bed=BED), lambda: left_of(BED)))
