#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""scripts/launch_slurm on real Slurm (scripts/testbed/slurm_bed): the same record as mpirun gives, and
a job that is queued again goes on with it.

Where the machine has no Slurm or does not permit it, it ends with 77 and the reason: skipped.
"""

import os
import re
import subprocess
import sys
import tempfile

from cli_program import (ACCEPTED, HEALTHY, MPIRUN, PROGRAM, ROOT, ProgramTest, Record,
                         plain_environment, wait_until)
from test_bed import run_tests

SLURM_BED = ROOT / "scripts/testbed/slurm_bed"
RACK = ROOT / "configs/suites/rack.yaml"
QUICK = ("--set", "measure.max_time=30ms", "--set", "measure.warmup=1ms")
# Nodes of the bed share this machine's memory, so that MPI's own would take them for one host.
OVER_LOOPBACK = {"OMPI_MCA_btl": "self,tcp", "OMPI_MCA_btl_tcp_if_include": "lo",
                 "OMPI_MCA_mpi_yield_when_idle": "1"}
LASTING = """\
fourfold: 1
suite: requeued
device: host
measure: {max_time: 30ms, warmup: 1ms, min_samples: 6, cache: hot, precision: 50%, max_samples: 1000000}
cases:
  - {collective: all_reduce, size: 8B}
  - {collective: all_reduce, size: 8KiB, measure: {max_time: 4s, precision: 0.001%}}
"""
FIRST, SECOND = "all_reduce/mpi/f32/8B/hot", "all_reduce/mpi/f32/8KiB/hot"


class SlurmTest(ProgramTest):

    def slurm(self, *command, check=True):
        environment = plain_environment(SLURM_CONF=CONF, FOURFOLD=PROGRAM,
                                        FOURFOLD_RESULTS=str(self.results), **OVER_LOOPBACK)
        return subprocess.run([str(word) for word in command], cwd=ROOT, env=environment, text=True,
                              timeout=50, check=check, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def sbatch(self, *arguments, wait):
        self.out = self.folder / "out"
        done = self.slurm("sbatch", *(["--wait"] if wait else []), "--nodes", 2,
                          "--ntasks-per-node", 2, "--time", 10, "--output", self.out,
                          ROOT / "scripts/launch_slurm", *arguments, check=False)
        self.text = self.out.read_text() if self.out.exists() else ""
        self.job = re.search(r"batch job (\d+)", done.stdout)[1]
        return done

    def run_of_job(self):
        runs = [one for one in (self.results / f"slurm-{self.job}").iterdir() if one.is_dir()]
        self.assertEqual(len(runs), 1, runs)
        return Record(runs[0])

    def test_the_same_record_as_mpirun(self):
        done = self.sbatch(RACK, *QUICK, wait=True)
        self.assertIn(done.returncode, HEALTHY, self.text)
        slurms = self.run_of_job()
        done = self.run_command(MPIRUN, 4, PROGRAM, "run", RACK, "--results", self.folder / "mpirun",
                                *QUICK, "--ranks", 4)
        self.assert_exit(done, *HEALTHY)
        mpiruns = Record(next((self.folder / "mpirun").iterdir()))
        self.assertEqual(slurms.names(), mpiruns.names())
        self.assertEqual(slurms.lines()[0]["hosts"], mpiruns.lines()[0]["hosts"])
        # The rest is of the moment (load, clock) or the launcher's (its variables, parameters of MPI
        # that it sets, how many nodes it makes of this host).
        for name in ("suite_text", "ranks", "planned_launches", "planned_cases", "device_choice",
                     "filter", "injected", "fourfold_version", "git_revision", "chip"):
            self.assertEqual(slurms.manifest()[name], mpiruns.manifest()[name], name)
        for group in ("versions", "device"):
            self.assertEqual(slurms.manifest()["facts"][group], mpiruns.manifest()["facts"][group])
        for name in ("cpu", "cores", "kernel", "memory"):
            self.assertEqual(slurms.manifest()["facts"]["host"].get(name),
                             mpiruns.manifest()["facts"]["host"].get(name))

    def test_a_job_that_is_queued_again_goes_on(self):
        self.sbatch(self.write_suite(LASTING), wait=False)
        self.assertTrue(wait_until(
            lambda: self.out.exists() and FIRST in self.out.read_text(), 30), self.out)
        self.slurm("scontrol", "requeue", self.job)
        # Slurm waits for two minutes; nobody else does.
        at_once = lambda: self.slurm("scontrol", "update", f"jobid={self.job}", "starttime=now",
                                     check=False).returncode == 0
        pending = lambda: "PENDING" in self.slurm("squeue", "-h", "-o", "%T").stdout
        self.assertTrue(wait_until(lambda: pending() and at_once(), 20))
        ended = lambda: self.slurm("squeue", "-h").stdout.strip() == ""
        self.assertTrue(wait_until(ended, 40), self.out.read_text())
        measured = [(case.get("start", 1), case["name"]) for case in self.run_of_job().cases()]
        self.assertEqual(measured, [(1, FIRST), (2, SECOND)])
        judged = self.fourfold("judge", self.run_of_job().directory)
        self.assert_exit(judged, *HEALTHY)
        self.assertRegex(" ".join(judged.text.split()),
                         r"launch 1, start 1: interrupted; case in hand: \S+ resumed by start 2")

    def test_under_srun_it_says_that_it_is_none_for_it(self):
        done = self.slurm("srun", "--ntasks", 2, ROOT / "scripts/launch_slurm", RACK, check=False)
        self.assertIn("give it to sbatch", done.stdout)
        self.assertNotEqual(done.returncode, ACCEPTED)


def slurm_bed(script, *arguments):
    return subprocess.run([SLURM_BED, script, *arguments], text=True, timeout=60, check=False,
                          env=plain_environment(), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


def main():
    global CONF
    with tempfile.TemporaryDirectory(prefix="fourfold-slurm-") as folder:
        bed = f"{folder}/bed"
        CONF = f"{bed}/slurm.conf"
        return run_tests(slurm_bed("up", bed, "2"), lambda: slurm_bed("down", bed),
                         lambda: os.path.exists(bed))


if __name__ == "__main__":
    sys.exit(main())
