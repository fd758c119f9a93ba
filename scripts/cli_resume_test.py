#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""A run that is cut short is gone on with, ends in time when its time is limited, and is merged with
others; what cannot be one record is refused."""

import json
import signal
import unittest

from cli_program import (BAD_INPUT, HEALTHY, INCONCLUSIVE, MPIRUN, PROGRAM, REJECTED, WARNING,
                         ProgramTest, Record, wait_until)

SUITE = """\
fourfold: 1
suite: resume
device: host
ranks: 2
launches: {launches}
measure: {{max_time: 30ms, warmup: 1ms, min_samples: 6, cache: hot, precision: 50%, max_samples: 1000000}}
cases:
  - {{collective: all_reduce, size: 8B}}
  - {{collective: all_reduce, size: 1KiB, measure: {{max_time: {time}, precision: {precision}}}}}
  - {{collective: all_reduce, size: 8KiB}}
"""
FIRST, SECOND, THIRD = (f"all_reduce/mpi/f32/{size}/hot" for size in ("8B", "1KiB", "8KiB"))


class ResumeTest(ProgramTest):

    def suite(self, time="50ms", launches=1, precision="50%"):
        return self.write_suite(SUITE.format(time=time, launches=launches, precision=precision))

    def lasting(self, **more):
        return self.suite(time="3s", precision="0.001%", **more)

    def cut_short(self, with_signal, suite):
        """A run that got the signal in its second case."""
        run = self.start_suite(suite)
        first_is_there = lambda: any(FIRST in (one / "journal.jsonl").read_text()
                                     for one in self.runs() if (one / "journal.jsonl").exists())
        self.assertTrue(wait_until(first_is_there, 20))
        run.send_signal(with_signal)
        run.communicate(timeout=30)
        self.assertTrue(wait_until(lambda: not self.processes(), 20), self.processes())
        return run

    def resume(self, *arguments):
        done = self.fourfold("run", "--resume", self.record().directory, *arguments)
        done.words = " ".join(done.text.split())
        return done

    def measured(self):
        return [(case["launch"], case.get("start", 1), case["name"])
                for case in self.record().cases()]

    def test_an_interrupted_run(self):
        self.cut_short(signal.SIGINT, self.lasting(launches=2))
        report = " ".join(self.fourfold("report", self.record().directory).stdout.split())
        self.assertRegex(report, rf"interruptions \d+-\S+Z, launch 1: interrupted; case in hand: "
                                 rf"{SECOND}; not resumed")
        self.assertIn(f"2 of 3 cases of launch 1 (interrupted): {SECOND}, {THIRD}", report)
        self.assertIn("3 of 3 cases of launch 2 (not begun)", report)
        done = self.resume()
        self.assert_exit(done, *HEALTHY)
        self.assertEqual(self.measured(), [(1, 1, FIRST), (1, 2, SECOND), (1, 2, THIRD)]
                         + [(2, 1, name) for name in (FIRST, SECOND, THIRD)])
        self.assertIn("3 of 3 cases, 2 of 2 ranks, 2 of 2 launches", done.words)
        self.assertIn("interrupted; case in hand: " + SECOND + "; resumed by start 2", done.words)
        told = json.loads(self.fourfold("report", self.record().directory, "--format",
                                        "json").stdout)["run"]
        self.assertNotIn("unfinished", told)
        self.assertEqual([(one["launch"], one["cause"], one["case_in_hand"], one["completed"])
                          for one in told["interruptions"]], [(1, "interrupted", SECOND, True)])
        before = self.record().lines()
        again = self.resume()
        self.assert_exit(again, done.returncode)  # it is judged
        self.assertIn("nothing is left to do", again.stderr)
        self.assertIn("3 of 3 cases, 2 of 2 ranks, 2 of 2 launches", " ".join(again.stdout.split()))
        self.assertEqual(self.record().lines(), before)

    def test_one_that_stopped_without_a_word_under_a_launcher(self):
        self.cut_short(signal.SIGKILL, self.lasting())
        self.assertEqual(self.record().lines()[-1]["kind"], "case")
        done = self.run_command(MPIRUN, 2, PROGRAM, "run", "--resume", self.record().directory)
        self.assert_exit(done, *HEALTHY)
        self.assertEqual(self.measured(), [(1, 1, FIRST), (1, 2, SECOND), (1, 2, THIRD)])
        self.assertRegex(" ".join(done.text.split()), r"\d+-\S+Z, launch 1, start 1: stopped without "
                                                      r"a word; case in hand: \S+1KiB/hot; resumed")

    def test_a_rank_that_died(self):
        done = self.run_suite("--inject", "dead-rank=1@init", suite=self.suite())
        self.assert_exit(done, REJECTED)
        done = self.resume()
        self.assert_exit(done, WARNING)
        self.assertEqual(self.measured(), [(1, 1, FIRST), (1, 1, SECOND), (1, 2, THIRD)])

    def test_what_is_unlike_is_refused_and_changes_nothing(self):
        self.run_suite("--inject", "dead-rank=1@init", suite=self.suite())
        record = self.record().directory
        before = (record / "journal.jsonl").read_text()
        other = self.write_suite(SUITE.format(time="70ms", launches=1, precision="50%"))
        manifest = (record / "manifest.json").read_text()
        for arguments, edit, why in (
                ((other,), None, "differ in the suite: "),
                (("--ranks", 3), None, "the run has 2 ranks, and here are 3"),
                (("--launches", 2), None, "a record has its number of launches"),
                ((), ("fourfold_version", "9.9.9"), "the program's version: '9.9.9' and"),
                ((), ("program_sha256", "0" * 64), "program_sha256: '000"),
                ((), ("mpi", "Other MPI 1.0"), "mpi: 'Other MPI 1.0' and")):
            with self.subTest(why):
                if edit:
                    changed = json.loads(manifest)
                    place = changed if edit[0] in changed else changed["facts"]["versions"]
                    place[edit[0]] = edit[1]
                    (record / "manifest.json").write_text(json.dumps(changed))
                    self.record().rewrite(self.record().lines())
                    edited = (record / "journal.jsonl").read_text()
                done = self.resume(*arguments)
                self.assert_exit(done, BAD_INPUT)
                self.assertIn(why, done.words)
                self.assertEqual((record / "journal.jsonl").read_text(), edited if edit else before)
                (record / "manifest.json").write_text(manifest)
                (record / "journal.jsonl").write_text(before)

    def test_a_budget_ends_it_in_order(self):
        done = self.run_suite("--budget", "20s", suite=self.suite(time="22s", launches=2))
        self.assert_exit(done, INCONCLUSIVE)
        self.assertEqual(self.measured(), [(1, 1, FIRST)])
        end = self.record().lines()[-1]
        self.assertEqual((end["reason"], end["exit_code"]),
                         (f"budget: 20 s were used up; left: 2 of 3 cases, from {SECOND} on", 0))
        words = " ".join(done.text.split())
        self.assertIn(f"not finished 2 of 3 cases of launch 1 ({end['reason']}): {SECOND}, {THIRD}",
                      words)
        done = self.resume("--budget", "10m")
        self.assert_exit(done, *HEALTHY)
        self.assertEqual(self.measured(), [(1, 1, FIRST), (1, 2, SECOND), (1, 2, THIRD)]
                         + [(2, 1, name) for name in (FIRST, SECOND, THIRD)])

    def test_a_budget_in_which_nothing_can_begin(self):
        done = self.run_suite("--budget", "1h", "--budget", "1ms", suite=self.suite())
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("nothing was measured: the budget of 1 s was used up before the first start",
                      " ".join(done.text.split()))
        self.assertEqual(self.runs(), [])

    def test_a_budget_under_a_launcher(self):
        suite = self.suite(time="1min", precision="0.001%")
        done = self.run_command(MPIRUN, 3, PROGRAM, "run", suite, "--results", self.results,
                                "--budget", "30s", "--ranks", "3")
        self.assert_exit(done, INCONCLUSIVE)
        self.assertRegex(self.record().lines()[-1]["reason"],
                         rf"^budget: 30 s of it left \d+ s for {SECOND}, which may take 1 min")
        self.assertEqual(self.measured(), [(1, 1, FIRST)])

    def test_excluding_needs_to_know_the_hosts(self):
        done = self.run_suite("--exclude-failed", suite=self.suite())
        self.assert_exit(done, BAD_INPUT)
        self.assertIn("give them with --hosts FILE", done.text)
        done = self.run_command(MPIRUN, 2, PROGRAM, "run", self.suite(), "--results", self.results,
                                "--exclude-failed")
        self.assert_exit(done, BAD_INPUT)
        self.assertIn("a launcher has started these ranks, and only it could start them again",
                      done.text)
        self.assert_nothing_written()

    def test_runs_on_the_same_hosts_are_merged_as_further_launches(self):
        for _ in range(2):
            self.assert_exit(self.run_suite(suite=self.suite()), *HEALTHY)
        out = self.folder / "merged"
        done = self.fourfold("merge", *self.runs(), "--out", out)
        self.assert_exit(done, 0)
        self.assertIn("2 records of 1 shard", done.stdout)
        self.assertEqual(Record(out).names(), [FIRST, SECOND, THIRD] * 2)
        judged = self.fourfold("judge", out)
        self.assert_exit(judged, *HEALTHY)
        self.assertIn("tested 3 of 3 cases, 2 of 2 ranks, 2 of 2 launches", judged.stdout)
        self.assert_exit(self.fourfold("merge", *self.runs(), "--out", out), BAD_INPUT)
        self.assert_exit(self.resume_of(out), BAD_INPUT)

    def resume_of(self, directory):
        return self.fourfold("run", "--resume", directory)

    def test_unlike_runs_are_not_merged(self):
        self.run_suite(suite=self.suite())
        self.run_suite(suite=self.suite(time="60ms"))
        done = self.fourfold("merge", *self.runs(), "--out", self.folder / "merged")
        self.assert_exit(done, BAD_INPUT)
        self.assertRegex(done.text, r"cannot be merged with .*, they differ in the suite: ' +measure:")
        self.assertFalse((self.folder / "merged").exists())


if __name__ == "__main__":
    unittest.main()
