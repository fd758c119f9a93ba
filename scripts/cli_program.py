# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""The program as its users meet it: started as a process, seen by what it prints, writes and returns.

Tests of it derive from ProgramTest. The program is named by the environment variable FOURFOLD (CTest
sets it), else it is the one in build/host.
"""

import hashlib
import json
import os
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("FOURFOLD", str(ROOT / "build/host/fourfold"))
# A broken MPI library to preload.
SHIM = os.environ.get("FOURFOLD_SHIM",
                      str(ROOT / "build/host/collectives/libbroken_mpi.so"))
SMOKE = str(ROOT / "configs/suites/host_smoke.yaml")
GPU = str(ROOT / "configs/suites/gpu.yaml")
KERNELS = str(ROOT / "configs/suites/kernels.yaml")
MPIRUN = str(ROOT / "scripts/mpirun_here")

ACCEPTED, WARNING, REJECTED, INCONCLUSIVE, BAD_INPUT = 0, 1, 2, 3, 4
# A healthy run of a suite that is too short for figures may come with a warning.
HEALTHY = (ACCEPTED, WARNING)


def plain_environment(**more):
    """The caller's environment without what a launcher or a user of Google Benchmark left in it."""
    launchers = ("OMPI_", "PMI_", "PMIX_", "SLURM_", "BENCHMARK_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(launchers)}
    return plain | more


def wait_until(condition, seconds):
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def process_table():
    """(pid, command line, environment) of every process that can be looked at, the two as bytes."""
    for entry in Path("/proc").iterdir():
        try:
            yield (int(entry.name), (entry / "cmdline").read_bytes(),
                   (entry / "environ").read_bytes())
        except (OSError, ValueError):
            continue


class Record:
    """A run's directory."""

    def __init__(self, directory):
        self.directory = Path(directory)

    def manifest(self):
        return json.loads((self.directory / "manifest.json").read_text())

    def lines(self):
        return [json.loads(line) for line in
                (self.directory / "journal.jsonl").read_text().splitlines()]

    def rewrite(self, lines):
        """The journal anew, of these objects, chained as the program does it."""
        previous = hashlib.sha256((self.directory / "manifest.json").read_bytes()).hexdigest()
        text = ""
        for line in lines:
            line = json.dumps(line | {"previous": previous}, separators=(",", ":")) + "\n"
            previous = hashlib.sha256(line.encode()).hexdigest()
            text += line
        (self.directory / "journal.jsonl").write_text(text)

    def cases(self):
        return [line for line in self.lines() if "trials" in line]

    def names(self):
        return [case["name"] for case in self.cases()]


class ProgramTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="fourfold-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.results = self.folder / "results"

    def run_command(self, *command, timeout=50, **environment):
        """A finished process with .returncode, .stdout, .stderr and .text (both)."""
        done = subprocess.run([str(word) for word in command], cwd=self.folder, timeout=timeout,
                              env=plain_environment(**environment), text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        done.text = done.stdout + done.stderr
        return done

    def fourfold(self, *arguments, **environment):
        return self.run_command(PROGRAM, *arguments, **environment)

    def run_suite(self, *arguments, suite=SMOKE, **environment):
        return self.fourfold("run", suite, "--results", self.results, *arguments, **environment)

    def start_suite(self, suite):
        """A run in a process group of its own, as a terminal would start it."""
        run = subprocess.Popen([PROGRAM, "run", str(suite), "--results", str(self.results)],
                               cwd=self.folder, env=plain_environment(), text=True,
                               start_new_session=True, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(run.stdout.close)
        return run

    def runs(self):
        return sorted(self.results.iterdir()) if self.results.is_dir() else []

    def record(self):
        """Of the one run there is."""
        self.assertEqual(len(self.runs()), 1, self.runs())
        return Record(self.runs()[0])

    def assert_exit(self, done, *codes):
        self.assertIn(done.returncode, codes, done.text)

    def assert_nothing_written(self):
        self.assertEqual(self.runs(), [])

    def write_suite(self, text):
        suite = self.folder / "suite.yaml"
        suite.write_text(text)
        return suite

    def processes(self):
        """Command lines of processes that name this test's folder: the run and its workers."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(self.folder).encode() in command and entry.name != str(os.getpid()):
                found.append(command.replace(b"\0", b" ").decode())
        return found
