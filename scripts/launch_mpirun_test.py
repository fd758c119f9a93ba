#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""scripts/launch_mpirun with a program that tells how it was started; survive_test.py has it on hosts."""

import os
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
BAD_INPUT, ENDED_IN_ORDER = 4, 33
# Tells its words and what is in its file of hosts; with WAIT it ends in order on SIGTERM.
PROGRAM = f"""#!/bin/bash
trap 'exit {ENDED_IN_ORDER}' TERM
echo "$@"
while [ $# -gt 1 ]; do [ "$1" != --hosts ] || cat "$2"; shift; done
[ -z "${{WAIT:-}}" ] || for i in {{1..200}}; do sleep 0.05; done
"""


class LaunchMpirunTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.program = self.folder / "fourfold"
        self.program.write_text(PROGRAM)
        self.program.chmod(0o755)
        self.hosts = self.folder / "hosts"
        self.hosts.write_text("# ours\nn1:2 slots=4\n\n  n2  # a broken fan\r\nn3\r\n")

    def start(self, *words, **more):
        return subprocess.Popen([HERE / "launch_mpirun", *map(str, words)], text=True,
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT,
                                env=os.environ | {"FOURFOLD": str(self.program)} | more)

    def told(self, *words, **more):
        run = self.start(*words, **more)
        text, _ = run.communicate(timeout=20)
        return run.returncode, text.splitlines()

    def test_hosts_and_words_reach_the_program(self):
        code, lines = self.told(self.hosts, 8, "my suite.yaml", "--launches", 5, FOURFOLD_MPIRUN="mpirun -x A")
        self.assertEqual(code, 0)
        self.assertRegex(lines[0], r"^run my suite\.yaml --launches 5 --mpirun mpirun -x A --hosts \S+$")
        self.assertEqual(lines[1:], ["", "n1 slots=8", "", "n2 slots=8", "n3 slots=8"],
                         "lines keep their numbers")

    def test_a_run_is_gone_on_with(self):
        code, lines = self.told(self.hosts, 2, "--resume", "results/runs/one")
        self.assertEqual(code, 0)
        self.assertTrue(lines[0].startswith("run --resume results/runs/one --mpirun"), lines[0])

    def test_a_signal_meets_the_run(self):
        run = self.start(self.hosts, 1, "suite.yaml", WAIT="yes")
        self.assertIn("suite.yaml", run.stdout.readline())
        run.send_signal(signal.SIGTERM)
        text, _ = run.communicate(timeout=20)
        self.assertEqual(run.returncode, ENDED_IN_ORDER, text)

    def test_wrong_arguments(self):
        for words, why in (((self.hosts, 8), "usage"), ((self.hosts, 0, "suite.yaml"), "usage"),
                           ((self.folder / "none", 8, "suite.yaml"), "none: cannot be read"),
                           ((self.folder, 8, "suite.yaml"), "cannot be read")):
            code, lines = self.told(*words)
            self.assertEqual(code, BAD_INPUT, words)
            self.assertIn(why, lines[0])


if __name__ == "__main__":
    unittest.main()
