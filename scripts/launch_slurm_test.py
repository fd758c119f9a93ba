#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""scripts/launch_slurm with stand-ins for Slurm and for the program: which words reach it, in a first job
and in one that was queued again. slurm_test.py has it on Slurm itself."""

import os
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
BAD_INPUT = 4
WORDS = ("suite.yaml", "--launches", "5", "--budget", "20m", "--mpirun", "mpirun -x A", "--launches=5",
         "--set", "measure.max_time=1s", "--exclude-failed")
AGAIN = ("suite.yaml", "--budget", "20m", "--mpirun", "mpirun -x A", "--set", "measure.max_time=1s",
         "--exclude-failed")


class LaunchSlurmTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.results = self.folder / "results"
        self.tool("scontrol", "printf 'n1\\nn2\\nn3\\n'")
        self.tool("fourfold", "printf '%s\\n' \"$@\"")

    def tool(self, name, line):
        (self.folder / name).write_text(f"#!/bin/bash\n{line}\n")
        (self.folder / name).chmod(0o755)

    def launch(self, *words, left="1:00:00", **more):
        self.tool("squeue", f"echo {left}")
        variables = {"FOURFOLD": str(self.folder / "fourfold"), "FOURFOLD_RESULTS": str(self.results),
                     "SLURM_JOB_ID": "7", "SLURM_JOB_NODELIST": "n[1-3]",
                     "SLURM_TASKS_PER_NODE": "8(x2),4", "PATH": f"{self.folder}:{os.environ['PATH']}"}
        done = subprocess.run([HERE / "launch_slurm", *words], text=True, cwd=self.folder, check=False,
                              env=os.environ | variables | more, stdin=subprocess.DEVNULL, timeout=20,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.splitlines()

    def expected(self, words, *budget):
        own = self.results / "slurm-7"
        return ["run", *words, "--hosts", str(own / "allocation"), "--results", str(own), *budget]

    def record(self):
        run = self.results / "slurm-7/2026-11-22T01-02-03Z-suite"
        run.mkdir(parents=True)
        (run / "manifest.json").write_text("{}")
        return str(run)

    def test_a_first_job(self):
        code, words = self.launch(*WORDS)
        self.assertEqual((code, words), (0, self.expected(WORDS, "--budget", "3510s")))
        self.assertEqual((self.results / "slurm-7/allocation").read_text(),
                         "n1 slots=8\nn2 slots=8\nn3 slots=4\n")

    def test_a_job_that_is_queued_again_has_the_same_words(self):
        resume = ("--resume", self.record())
        code, words = self.launch(*WORDS)
        self.assertEqual((code, words), (0, self.expected((*resume, *AGAIN), "--budget", "3510s")))

    def test_it_waits_for_the_supervisor_and_the_ranks_of_the_last_start(self):
        run = Path(self.record())
        for file in (run / "lock", run / "journal.jsonl"):
            holder = subprocess.Popen(["flock", "--shared", file, "sleep", "1.5"])
            time.sleep(0.3)
            began = time.monotonic()
            self.assertEqual(self.launch(*WORDS)[0], 0)
            self.assertGreater(time.monotonic() - began, 0.8, file)
            self.assertEqual(holder.wait(), 0)

    def test_another_job_goes_on_with_a_record(self):
        run = self.record()
        code, words = self.launch(*WORDS, SLURM_JOB_ID="8", FOURFOLD_RESUME=run)
        self.assertEqual(code, 0)
        self.assertEqual(words[:3], ["run", "--resume", run])

    def test_the_time_that_is_left(self):
        for left, budget in (("2-03:00:10", ("--budget", "183520s")), ("20:00", ("--budget", "1110s")),
                             ("0:30", ("--budget", "1s")), ("UNLIMITED", ()), ("", ())):
            _, words = self.launch("suite.yaml", left=left)
            self.assertEqual(words, self.expected(("suite.yaml",), *budget), left)

    def test_a_shell_that_is_a_step_of_one_task_may_start_it(self):
        self.assertEqual(self.launch("suite.yaml", SLURM_STEP_NUM_TASKS="1")[0], 0)
        code, words = self.launch("suite.yaml", SLURM_STEP_NUM_TASKS="16")
        self.assertEqual(code, BAD_INPUT)
        self.assertIn("srun has started this more than once", words[0])

    def test_outside_a_job_it_says_so(self):
        code, words = self.launch("suite.yaml", SLURM_JOB_ID="")
        self.assertEqual(code, BAD_INPUT)
        self.assertIn("start it with sbatch", words[0])


if __name__ == "__main__":
    unittest.main()
