#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""The MPIJob of scripts/launch_kubernetes.yaml is one: against the schema of kubeflow.org/v2beta1, and
in what a schema cannot say."""

import copy
import json
import os
import subprocess
import tempfile
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

    def start(self, results, code):
        """The launcher's commands, with a fourfold that tells its arguments and ends so."""
        text = self.pods()[0]["containers"][0]["args"][0].replace("/results", str(results))
        tools = results.parent / "tools"
        tools.mkdir(exist_ok=True)
        (tools / "fourfold").write_text(f'#!/bin/bash\necho "$@"\nexit {code}\n')
        (tools / "fourfold").chmod(0o755)
        return subprocess.run(["bash", "-c", text], text=True, stdout=subprocess.PIPE, check=False,
                              env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"})

    def test_the_launcher_goes_on_with_the_record_that_is_there(self):
        with tempfile.TemporaryDirectory() as folder:
            results = Path(folder) / "results"
            results.mkdir()
            done = self.start(results, 2)
            self.assertEqual(done.returncode, 0)  # judged, and not to be judged again
            self.assertIn("facility.yaml --launches 5 --hosts /etc/mpi/hostfile", done.stdout)
            (results / "run").mkdir()
            (results / "run/manifest.json").write_text("{}")
            done = self.start(results, 137)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(f"run --resume {results}/run --hosts", done.stdout)


if __name__ == "__main__":
    unittest.main()
