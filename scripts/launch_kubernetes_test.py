#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""The MPIJob of scripts/launch_kubernetes.yaml: against a schema of ours, in what a schema cannot say, and
in what its launcher does.

mpijob_v2beta1.schema.json is no copy of Kubeflow's: it has the parts that the manifest uses, and refuses
all else. Both were compared with manifests/base/kubeflow.org_mpijobs.yaml of kubeflow/mpi-operator at
caa3c47 (v0.8.2, 2026-07-03), which has v2beta1 alone: the manifest is valid by its openAPIV3Schema, and
every key of it is there (it knows runPolicy.managedBy and schedulingPolicy besides, and the whole of a pod).
"""

import copy
import json
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import jsonschema
import yaml

HERE = Path(__file__).resolve().parent


class MpiJobTest(unittest.TestCase):

    def setUp(self):
        self.job = yaml.safe_load((HERE / "launch_kubernetes.yaml").read_text())
        schema = json.loads((HERE / "mpijob_v2beta1.schema.json").read_text())
        jsonschema.Draft7Validator.check_schema(schema)
        self.schema = jsonschema.Draft7Validator(schema)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.results, self.tools = Path(folder.name) / "results", Path(folder.name) / "tools"
        self.results.mkdir()
        self.tools.mkdir()

    def pods(self):
        replicas = self.job["spec"]["mpiReplicaSpecs"]
        return [replicas[name]["template"]["spec"] for name in ("Launcher", "Worker")]

    def test_the_manifest_is_of_the_schema(self):
        self.assertEqual([error.message for error in self.schema.iter_errors(self.job)], [])

    def test_the_schema_refuses_what_the_server_would_drop_or_refuse(self):
        for spoil in (lambda job: job["spec"].update(slotPerWorker=8),
                      lambda job: job["spec"]["runPolicy"].update(cleanPodPolicy="Sometimes"),
                      lambda job: job["spec"]["mpiReplicaSpecs"].pop("Worker"),
                      lambda job: job["spec"]["mpiReplicaSpecs"]["Worker"].update(replicas="2"),
                      lambda job: job.update(apiVersion="kubeflow.org/v1"),
                      lambda job: job["spec"]["mpiReplicaSpecs"]["Worker"]["template"]["spec"]
                      ["containers"][0].pop("image")):
            job = copy.deepcopy(self.job)
            spoil(job)
            self.assertFalse(self.schema.is_valid(job))

    def test_every_mount_has_its_volume(self):
        for pod in self.pods():
            volumes = {volume["name"] for volume in pod["volumes"]}
            for container in pod["containers"]:
                mounts = {mount["name"] for mount in container["volumeMounts"]}
                self.assertEqual(mounts, volumes)

    def test_as_many_ranks_as_gpus(self):
        gpus = self.pods()[1]["containers"][0]["resources"]["limits"]["nvidia.com/gpu"]
        self.assertEqual(self.job["spec"]["slotsPerWorker"], gpus)

    def start(self, uid="u1", run=0, seconds=0):
        """The launcher's commands, with a fourfold that tells its arguments and ends with these codes."""
        text = self.pods()[0]["containers"][0]["args"][0].replace("/results", str(self.results))
        (self.tools / "fourfold").write_text(
            '#!/bin/bash\ntrap "exit 3" TERM\necho "fourfold $@"\n'
            f'for ((i = 0; i < {20 * seconds}; i++)); do sleep 0.05; done\nexit {run}\n')
        (self.tools / "fourfold").chmod(0o755)
        return subprocess.Popen(["bash", "-c", text], text=True, stdout=subprocess.PIPE,
                                env=os.environ | {"PATH": f"{self.tools}:{os.environ['PATH']}",
                                                  "JOB_UID": uid})

    def launched(self, **how):
        job = self.start(**how)
        text, _ = job.communicate(timeout=20)
        return job.returncode, text

    def record_of(self, uid):
        """As a run leaves one that has measured something."""
        run = self.results / f"job-{uid}" / "2026-11-22T01-02-03Z-facility"
        run.mkdir(parents=True)
        (run / "manifest.json").write_text("{}")
        return run

    def test_the_job_completes_only_where_it_was_accepted(self):
        for code, of_job in ((0, 0), (1, 0), (2, 2), (3, 3), (4, 4), (124, 124)):
            with self.subTest(code):
                uid = f"u{code}"
                self.assertEqual(self.launched(uid=uid, run=code)[0], of_job)
                again, text = self.launched(uid=uid, run=0)  # as OnFailure does
                self.assertEqual(again, of_job)
                self.assertNotIn("fourfold run", text)

    def test_a_launcher_that_was_killed_goes_on_with_its_own_record(self):
        self.assertIn("facility.yaml --launches 5 --hosts /etc/mpi/hostfile", self.launched(run=137)[1])
        run = self.record_of("u1")
        code, text = self.launched(run=137)
        self.assertEqual(code, 137)
        self.assertIn(f"fourfold run --resume {run} --hosts", text)
        self.assertEqual(self.launched(run=0)[0], 0)

    def test_a_second_job_has_a_record_of_its_own(self):
        self.record_of("u1")
        self.launched(uid="u1", run=0)
        code, text = self.launched(uid="u2", run=2)
        self.assertEqual(code, 2)
        self.assertIn("facility.yaml --launches 5", text)
        self.assertIn(f"--results {self.results}/job-u2 ", text)

    def test_a_record_that_cannot_be_gone_on_with_just_now_is_tried_again(self):
        run = self.record_of("u1")
        self.assertEqual(self.launched(run=4)[0], 4)  # it is still being written, or the image is another
        code, text = self.launched(run=1)
        self.assertEqual(code, 0)
        self.assertIn(f"fourfold run --resume {run} --hosts", text)
        self.assertNotIn("fourfold run", self.launched(run=4)[1])  # that one was its end

    def test_it_waits_for_the_last_one_to_end(self):
        run = self.record_of("u1")
        holder = subprocess.Popen(["flock", run / "lock", "sleep", "1.5"])
        self.addCleanup(holder.wait)
        time.sleep(0.5)
        self.assertIsNone(holder.poll())
        self.assertIn(f"fourfold run --resume {run}", self.launched(run=0)[1])
        self.assertIsNotNone(holder.poll())

    def test_the_budget_is_of_the_whole_job(self):
        budget = lambda: int(re.search(r"--budget (\d+)s", self.launched(run=137)[1])[1])
        self.assertAlmostEqual(budget(), 12000, delta=10)
        began = self.results / "job-u1/began"
        began.write_text(str(int(began.read_text()) - 7200))  # a pod was lost for two hours
        self.assertAlmostEqual(budget(), 4800, delta=10)
        began.write_text(str(int(began.read_text()) - 7200))
        self.assertEqual(budget(), 1)

    def test_a_pod_that_is_told_to_end_ends_in_order_and_is_gone_on_with(self):
        job = self.start(run=0, seconds=10)
        self.assertIn("fourfold run", job.stdout.readline())
        job.send_signal(signal.SIGTERM)
        text, _ = job.communicate(timeout=5)
        self.assertEqual(job.returncode, 143)
        self.assertIn("exit code 3, stopped", text)
        run = self.record_of("u1")
        self.assertIn(f"--resume {run}", self.launched(run=0)[1])

    def test_without_the_name_of_its_job_nothing_is_started(self):
        code, text = self.launched(uid="", run=0)
        self.assertEqual(code, 4)
        self.assertNotIn("fourfold run", text)


if __name__ == "__main__":
    unittest.main()
