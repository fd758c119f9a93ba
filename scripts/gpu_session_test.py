#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""scripts/gpu_session: with this build's program on a machine without a GPU, and in bundles whose
programs act as on a machine with two."""

import json
import shutil
import signal
import subprocess
import unittest

from cli_program import PROGRAM, ROOT, ProgramTest, plain_environment, wait_until

# Every program leaves a line in $CALLS.
SAY = 'echo "${0##*/} $*" >>"$CALLS"\n'
FOURFOLD = SAY + """
case $1 in
  --version) echo "fourfold 1.2.3 (abc)" ;;
  devices) printf "${DEVICES:-host  a CPU\\ncuda:0  An \\"X\\"\\ncuda:1  An X\\nNCCL 2\\n}" ;;
  plan) [ "$7 $8" != "--set measure.max_time=wrong" ] || { echo "max_time: no time"; exit 4; } ;;
  run)
    case "$*" in
      *shared_gpu.yaml*hang-rank=1*)
        echo "lost: rank ${HUNG:-1} on host h has not entered all_reduce #3"
        exit 2 ;;
      *shared_gpu.yaml*)
        echo "tested ${TESTED:-9} of 9 cases"
        exit 3 ;;
    esac
    for last; do :; done
    mkdir "$last/now-gpu" && touch "$last/now-gpu/manifest.json"
    sleep "${RUN_SECONDS:-0}"
    exit "${RUN_EXIT:-0}" ;;
  report) echo "# figures" ;;
esac
"""
PASSED = SAY + 'echo "[==========] Running"\necho "[       OK ] Types/NaiveOnGpu.Is/0 (1 ms)"\n'
SKIPPED = (SAY + 'echo "[==========] Running"\necho "[       OK ] OpenCudaDevice.Refuses (1 ms)"\n'
           'echo "[  SKIPPED ] 7 tests, listed below:"\n')
FAILED = PASSED + 'echo "[  FAILED  ] Types/NaiveOnGpu.Is/1"\nexit 1\n'
CORRECTNESS = ("device_test", "kernels_test", "collectives_mpi_test")


class GpuSessionTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.bundle = self.folder / "bundle"
        self.out = self.folder / "out"
        self.calls = self.folder / "calls"
        (self.bundle / "bin").mkdir(parents=True)
        shutil.copy(ROOT / "scripts/gpu_session", self.bundle)
        (self.bundle / "environment").write_text("PATH=$here/bin:$PATH\n")
        self.program("../fourfold", FOURFOLD)
        self.program("nvidia-smi", SAY)
        self.program("mpirun", SAY + 'while [ "${1#bin/}" = "$1" ]; do shift; done; exec "$1"\n')
        self.program("compute-sanitizer", SAY)
        for name in CORRECTNESS:
            self.program(name, PASSED)

    def program(self, name, text):
        file = self.bundle / "bin" / name
        file.write_text("#!/bin/sh\n" + text)
        file.chmod(0o755)

    def session(self, *arguments, **environment):
        return self.run_command(self.bundle / "gpu_session", *arguments, self.out,
                                CALLS=str(self.calls), **environment)

    def called(self):
        return [line.split()[0] for line in self.calls.read_text().splitlines()]

    def json(self):
        return json.loads((self.out / "session.json").read_text())

    def exits(self):
        return {step["name"]: step["exit"] for step in self.json()["steps"]}

    def test_without_a_gpu_it_is_not_tested(self):
        devices = self.fourfold("devices").stdout
        if "cuda:0" in devices:
            self.skipTest("this machine has a GPU")
        (self.bundle / "fourfold").unlink()
        (self.bundle / "fourfold").symlink_to(PROGRAM)
        done = self.session()
        self.assert_exit(done, 3)
        self.assertIn("not tested: no GPU: ", done.stdout)
        session = self.json()
        self.assertEqual((session["exit"], session["gpu"], session["ranks"]), (3, [], 0))
        self.assertIn("no GPU", session["reason"])
        self.assertTrue(session["revision"].startswith("fourfold "), session)
        self.assertNotIn("kernels_test", self.called())

    def test_correctness_comes_before_figures_and_the_sanitizers_last(self):
        done = self.session()
        self.assert_exit(done, 0)
        self.assertEqual(list(self.exits()), ["nvidia-smi", "devices", "plan", *CORRECTNESS, "run",
                                              "report", "memcheck", "racecheck"])
        self.assertEqual(set(self.exits().values()), {0})
        session = self.json()
        self.assertEqual(session["gpu"], ['An "X"', "An X"])
        self.assertEqual((session["ranks"], session["exit"]), (2, 0))
        self.assertEqual((self.out / "report.md").read_text(), "# figures\n")
        calls = self.calls.read_text()
        self.assertRegex(calls, r"mpirun .*-n 1 bin/collectives_mpi_test .* : -n 1 bin/coll")
        self.assertIn("run configs/suites/gpu.yaml --ranks 2 --launches 1 "
                      "--set measure.max_time=500ms --results", calls)
        self.assertRegex(done.stdout, r"kernels_test +0 +\d+  1 tests passed, 0 skipped")

    def test_another_suite(self):
        suite = self.out.parent / "mine.yaml"
        suite.write_text("fourfold: 1\n")
        self.assert_exit(self.session("--suite", suite), 0)
        self.assertIn(f"run {suite.resolve()} --ranks 2", self.calls.read_text())
        self.assert_exit(self.session("--suite", self.out.parent / "none.yaml"), 4)

    def test_ranks_share_a_gpu_that_is_alone(self):
        (self.bundle / "configs/suites").mkdir(parents=True)
        shutil.copy(ROOT / "configs/suites/shared_gpu.yaml", self.bundle / "configs/suites")
        for wrong in ({}, {"TESTED": "8"}, {"HUNG": "0"}):
            with self.subTest(wrong):
                self.assert_exit(self.session(DEVICES="cuda:0  An X\\n", **wrong), 2 if wrong else 0)
                exits = self.exits()
                self.assertEqual([exits[f"shared_{one}"] for one in ("by_2", "by_3", "hang", "hang_peer")],
                                 [3, 3, 2, 2])
                self.assertEqual([exits[f"peers_on_one_gpu_{ranks}"] for ranks in (2, 3)], [0, 0])
                shutil.rmtree(self.out)
        calls = self.calls.read_text()
        self.assertRegex(calls, r"shared_gpu\.yaml --ranks 3 --results")
        for backend in ("nccl", "peer"):  # the fault strikes the last case that is left
            self.assertRegex(calls, rf"hang-rank=1 --benchmark_filter /{backend}/ --results")
        self.assertRegex(calls, r"-n 3 bin/collectives_mpi_test --gtest_filter=PeersOnGpus")
        self.assert_exit(self.session(), 0)
        self.assertNotIn("shared_hang", self.exits())

    def test_nothing_is_measured_once_a_result_was_wrong(self):
        for name in CORRECTNESS:
            with self.subTest(name):
                self.program(name, FAILED)
                done = self.session()
                self.program(name, PASSED)
                self.assert_exit(done, 2)
                self.assertEqual(self.exits()[name], 1)
                self.assertNotIn("run", self.exits())
                self.assertNotIn("fourfold run", self.calls.read_text())
                self.assertIn(f"tests of correctness failed: {name}", self.json()["reason"])
                shutil.rmtree(self.out)

    def test_tests_that_saw_no_gpu_do_not_count(self):
        self.program("device_test", SKIPPED)
        self.assert_exit(self.session(), 3)
        self.assertIn("device_test (none of its tests ran on a GPU)", self.json()["reason"])

    def test_a_test_that_is_not_there_does_not_count(self):
        (self.bundle / "bin/kernels_test").unlink()
        self.assert_exit(self.session(), 3)
        self.assertIsNone(self.exits()["kernels_test"])

    def test_the_runs_verdict_is_the_sessions(self):
        self.assert_exit(self.session(RUN_EXIT="2"), 2)
        self.assertEqual(self.exits()["run"], 2)
        self.assertIn("memcheck", self.exits())

    def test_a_finding_of_compute_sanitizer_is_a_fault(self):
        self.program("compute-sanitizer", SAY + '[ "$2" = memcheck ] || exit 9\n')
        self.assert_exit(self.session(), 2)
        self.assertEqual((self.exits()["memcheck"], self.exits()["racecheck"]), (0, 9))

    def test_what_takes_too_long_is_stopped_and_reported(self):
        done = self.session("--seconds", "144", RUN_SECONDS="60")
        self.assert_exit(done, 124)
        self.assertEqual(self.exits()["run"], 124)
        self.assertTrue((self.out / "report.md").exists())

    def test_what_no_time_was_left_for_is_not_tested(self):
        done = self.session("--seconds", "20")
        self.assert_exit(done, 3)
        self.assertIsNone(self.exits()["run"])
        self.assertIn("no time was left to measure", self.json()["reason"])

    def test_an_interrupted_session_says_so(self):
        session = subprocess.Popen([str(self.bundle / "gpu_session"), str(self.out)],
                                   env=plain_environment(CALLS=str(self.calls), RUN_SECONDS="60"),
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(session.stdout.close)
        self.assertTrue(wait_until((self.out / "now-gpu/manifest.json").exists, 20))
        session.send_signal(signal.SIGTERM)
        self.assertEqual(session.wait(10), 2)
        self.assertIn("interrupted", self.json()["reason"])
        self.assertTrue(wait_until(lambda: not self.processes(), 5), self.processes())

    def test_wrong_input_is_refused_before_anything_is_tested(self):
        self.assert_exit(self.session("--max-time", "wrong"), 4)
        self.assertNotIn("device_test", self.called())
        again = self.session()
        self.assert_exit(again, 4)
        self.assertIn("holds a session already", again.stderr)
        self.assert_exit(self.session("--seconds", "ten"), 4)
        self.assert_exit(self.session("--fast"), 4)


if __name__ == "__main__":
    unittest.main()
