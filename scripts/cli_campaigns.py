# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Runs of several days: one real launch, copied into records whose times are scaled, and a target
file to judge them by."""

import copy
import hashlib
import json
import subprocess
import tempfile
from pathlib import Path

from cli_program import PROGRAM, ProgramTest, Record, plain_environment
from cli_scaled_runs import scale_trial

SUITE = """
fourfold: 1
suite: {suite}
device: host
ranks: 2
launches: 1
measure: {{max_time: 20ms, max_samples: 50, warmup: 2ms, cache: hot}}
cases:
  - {{collective: all_reduce, size: 64KiB}}
  - {{gemm: naive, dtype: f64, shape: 32, input: integers}}
"""
RULES = """
fourfold_target: 1
name: tender
{more}
target:
  min_days: 2
  looks: [5, 10]
  category: optimized
  baseline: baseline
  dimensions:
    - {{metric: all_reduce/mpi/f32/64KiB/hot}}
    - {{metric: gemm/naive/f64/32x32x32/integers/hot}}
"""
QUIET = (1.0, 1.004, 0.997, 1.002, 0.999)


class CampaignTest(ProgramTest):

    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.kept.cleanup)
        folder = Path(cls.kept.name)
        (folder / "suite.yaml").write_text(SUITE.format(suite="tender"))
        ran = subprocess.run([PROGRAM, "run", folder / "suite.yaml", "--results", folder / "runs"],
                             env=plain_environment(), text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT, timeout=80)
        if ran.returncode not in (0, 1):
            raise AssertionError(ran.stdout)
        cls.one = Record(next((folder / "runs").iterdir()))

    def make(self, name, ratio, factors=QUIET, day=1, suite="tender", change=None):
        """A record of a launch per factor, each that much slower than `ratio` times the run's rate."""
        directory = self.folder / name
        directory.mkdir()
        manifest = self.one.manifest()
        date = f"2026-03-{day:02}"
        manifest |= {"planned_launches": len(factors), "started": f"{date}T06:00:00Z",
                     "suite_name": suite}
        lines = []
        for number, factor in enumerate(factors, start=1):
            for line in copy.deepcopy(self.one.lines()):
                line["launch"] = number
                if line["kind"] == "launch":
                    line["started"] = f"{date}T{6 + number // 60:02}:{number % 60:02}:00Z"
                for trial in line.get("trials", []):
                    scale_trial(trial, factor / ratio)
                lines.append(line)
        if change:
            change(manifest, lines)
            manifest["suite_sha256"] = hashlib.sha256(manifest["suite_text"].encode()).hexdigest()
        (directory / "manifest.json").write_text(json.dumps(manifest))
        Record(directory).rewrite(lines)
        return directory

    def rules(self, more="", **other):
        file = self.folder / "rules.yaml"
        text = RULES.format(more=more)
        for what, by in other.items():
            text = text.replace(f"{what}:", f"{what}: {by} #")
        file.write_text(text)
        return file

    def judge(self, *words):
        done = self.fourfold("judge", *words)
        done.flat = " ".join(done.stdout.split())
        return done
