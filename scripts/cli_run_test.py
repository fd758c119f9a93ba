#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""`fourfold run`, `plan` and the small commands, as a person starts them."""

import json
import re
import unittest

from cli_program import (ACCEPTED, BAD_INPUT, GPU, HEALTHY, INCONCLUSIVE, KERNELS, MPIRUN, PROGRAM,
                         REJECTED, SMOKE, ProgramTest)

# Hides GPUs, so that these tests say the same on every machine.
NO_GPU = {"CUDA_VISIBLE_DEVICES": ""}


class RunTest(ProgramTest):

    def listed(self, *arguments):
        done = self.fourfold("run", SMOKE, "--benchmark_list_tests", *arguments)
        self.assert_exit(done, ACCEPTED)
        return [line.split("/iterations:")[0] for line in done.stdout.split()]

    def test_supervised_and_by_mpirun_measure_the_same_cases(self):
        done = self.run_suite("--ranks", "3", "--launches", "3")
        self.assert_exit(done, *HEALTHY)
        record = self.record()
        names = record.names()
        cases = len(names) // 3
        self.assertGreaterEqual(cases, 5)
        self.assertEqual(names, names[:cases] * 3)
        self.assertEqual([case["launch"] for case in record.cases()],
                         [1] * cases + [2] * cases + [3] * cases)
        self.assertEqual({case["ranks"] for case in record.cases()}, {3})
        self.assertEqual({case["status"] for case in record.cases()}, {"measured"})
        self.assertTrue(all(case["correctness"]["checked"] for case in record.cases()))

        self.results = self.folder / "by mpirun"
        done = self.run_command(MPIRUN, 3, PROGRAM, "run", SMOKE, "--results", self.results)
        self.assert_exit(done, *HEALTHY)
        by_mpirun = self.record()
        self.assertEqual(by_mpirun.names(), names[:cases])
        self.assertEqual({case["ranks"] for case in by_mpirun.cases()}, {3})
        self.assertEqual(by_mpirun.manifest()["planned_cases"],
                         record.manifest()["planned_cases"])

    def test_a_launcher_gives_one_of_the_suites_launches(self):
        done = self.run_command(MPIRUN, 2, PROGRAM, "run", SMOKE, "--results", self.results,
                                "--set", "launches=3", "--set", "cases=[{memory: copy, size: 8KiB}]")
        self.assert_exit(done, INCONCLUSIVE)
        self.assertEqual(self.record().manifest()["planned_launches"], 3)
        self.assertIn("1 of 3 launches", done.stdout)

    def test_the_directory_carries_time_and_suite(self):
        self.assert_exit(self.run_suite("--benchmark_filter=all_reduce.*8B"), *HEALTHY)
        self.assertRegex(self.record().directory.name, r"^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ-host_smoke$")

    def test_two_runs_keep_apart(self):
        for _ in range(2):
            self.assert_exit(self.run_suite("--benchmark_filter=all_reduce.*8B"), *HEALTHY)
        self.assertEqual(len(self.runs()), 2)

    def test_set_changes_a_key(self):
        done = self.run_suite("--set", "measure.max_samples=12", "--set", "measure.min_samples=12",
                              "--set", "cases[0].size=[16B]", "--benchmark_filter=^all_reduce")
        self.assert_exit(done, *HEALTHY)
        record = self.record()
        self.assertEqual(record.names(), ["all_reduce/mpi/f32/16B"])
        self.assertEqual([len(trial["seconds"]) for case in record.cases()
                          for trial in case["trials"]], [12])

    def test_list_tests_names_the_cases_and_runs_nothing(self):
        names = self.listed("--results", self.results)
        self.assert_nothing_written()
        self.assertIn("all_reduce/mpi/f32/64KiB", names)
        self.assertEqual(len(names), len(set(names)))
        self.assert_exit(self.run_suite(), *HEALTHY)
        self.assertEqual(self.record().manifest()["planned_cases"], names)

    def test_filter_keeps_what_it_finds(self):
        names = self.listed("--benchmark_filter=^(broadcast|gather)/")
        self.assertEqual({name.split("/")[0] for name in names}, {"broadcast", "gather"})

    def test_a_filter_that_finds_nothing_is_no_success(self):
        done = self.run_suite("--benchmark_filter=no_such_case")
        self.assert_exit(done, BAD_INPUT)
        self.assertIn("no_such_case", done.stderr)
        self.assert_nothing_written()


STEPS = """\
fourfold: 1
suite: steps
device: host
ranks: 2
hang_after: 3s
measure: {max_time: 200ms, warmup: 10ms, min_samples: 6, cache: hot}
cases:
  - {step: tiny, tokens: 32, backend: [mpi, peer], kernel: naive, bucket: 64KiB, scope: node}
expectations:
  - {match: "step/naive+mpi/**", value: 0.01, unit: step/s, lower: 0%}
  - {match: "step/naive+mpi/**", metric: efficiency, value: 0.0001, unit: x, lower: 0%}
"""
STEP_NAMES = [f"step/naive+{backend}/f32/tiny/32_tokens/bucket:64KiB/node/hot"
              for backend in ("mpi", "peer")]


class StepTest(ProgramTest):

    def setUp(self):
        super().setUp()
        self.suite = self.write_suite(STEPS)

    def test_three_times_of_each_step_and_all_gradients_right(self):
        done = self.run_suite("--launches", "2", suite=self.suite)
        self.assert_exit(done, *HEALTHY)
        record = self.record()
        self.assertEqual(record.names(), 2 * STEP_NAMES)
        for case in record.cases():
            parameters = 2 * (4 * 64 * 64 + 2 * 64 * 256)
            self.assertEqual(case["work"]["flops"], 6 * parameters * 32)
            self.assertTrue(case["correctness"]["checked"])
            for trial in case["trials"]:
                for times in ("pure_seconds", "compute_seconds", "pure_within_seconds",
                              "compute_within_seconds"):
                    self.assertEqual(len(trial[times]), len(trial["seconds"]))
        self.assertIn("training steps", done.stdout)
        self.assertIn("parts of training steps beside each other", done.stdout)
        found = self.fourfold("report", record.directory, "--format", "json")
        for case in json.loads(found.stdout)["cases"]:
            figures = case["figures"]
            rate = figures["step_rate"]["value"]
            self.assertAlmostEqual(figures["flops"]["value"], rate * 6 * parameters * 32,
                                   delta=1e-6 * figures["flops"]["value"])
            gemm, comm = case["overlap"]["compute_s"], case["overlap"]["pure_s"]
            self.assertGreater(gemm, 0)
            self.assertGreater(comm, 0)
            self.assertGreater(case["step"]["efficiency"]["value"], 0)
        self.assert_exit(self.fourfold("compare", record.directory, record.directory), *HEALTHY)

    def test_a_wrong_gradient_is_named(self):
        done = self.run_suite("--inject", "wrong-element", suite=self.suite)
        self.assert_exit(done, REJECTED)
        self.assertIn("gradient of weight 1 of 8 ('qkv'), bucket", done.text)

    def test_a_rank_that_hangs_in_a_step_is_named(self):
        done = self.run_suite("--inject", "hang-rank=1", suite=self.suite)
        self.assert_exit(done, REJECTED)
        self.assertRegex(done.text, r"rank 1\b")
        self.assertIn(STEP_NAMES[1], done.text)

    def test_one_rank_has_nothing_to_reduce(self):
        done = self.run_suite("--ranks", "1", "--set", "cases[0].scope=facility",
                              "--set", "expectations=[{match: step/**, value: 0.01, unit: step/s, "
                              "lower: 0%}]", suite=self.suite)
        self.assert_exit(done, *HEALTHY)
        for case in self.record().cases():
            self.assertNotIn("pure_seconds", case["trials"][0])
        self.assertNotIn("parts of training steps", done.stdout)

    def test_the_plan_says_what_a_step_does(self):
        done = self.fourfold("plan", self.suite)
        self.assert_exit(done, ACCEPTED)
        self.assertIn(STEP_NAMES[0], done.stdout)
        self.assertRegex(done.stdout, r"18\.87 MFLOP, 0\.393 MB in \d buckets")


class PlanTest(ProgramTest):

    def test_without_a_gpu_every_gpu_case_is_skipped_with_its_reason(self):
        done = self.fourfold("plan", GPU, **NO_GPU)
        self.assert_exit(done, ACCEPTED)
        skips = [line for line in done.stdout.splitlines()
                 if re.match(r"\s+(all_reduce|gemm|memory)/", line)]
        self.assertGreater(len(skips), 10, done.stdout)
        for line in skips:
            self.assertRegex(line, r"(?i)no (NVIDIA|GPU|CUDA)|without CUDA|CUDA error")
        self.assertIn("nothing to measure", done.stdout)

    def test_a_run_that_can_measure_nothing_is_inconclusive(self):
        done = self.run_suite("--ranks", "2", "--launches", "1", suite=GPU, **NO_GPU)
        self.assert_exit(done, INCONCLUSIVE)
        self.assertRegex(done.text, r"(?i)no (NVIDIA|GPU|CUDA)|without CUDA|CUDA error")

    def test_plan_follows_ranks_and_set(self):
        done = self.fourfold("plan", SMOKE, "--ranks", "4", "--set", "cases[0].size=[32B]")
        self.assert_exit(done, ACCEPTED)
        self.assertIn("all_reduce/mpi/f32/32B", done.stdout)
        self.assertNotIn("all_reduce/mpi/f32/64KiB", done.stdout)
        self.assertIn("assuming all 4 ranks on this host", done.stdout)
        self.assertIn("rounded up to", done.stdout)  # 1000 B of i32 is no multiple of 4 ranks

    def test_one_rank_needs_no_assumption_about_hosts(self):
        done = self.fourfold("plan", SMOKE, "--ranks", "1", "--set",
                             "cases=[{memory: copy, size: 8KiB}]")
        self.assert_exit(done, ACCEPTED)
        self.assertNotIn("assuming", done.stdout)


class InventoryTest(ProgramTest):

    def test_version(self):
        done = self.fourfold("--version")
        self.assert_exit(done, ACCEPTED)
        self.assertRegex(done.stdout, r"^fourfold \d+\.\d+\.\d+ \(\w+")

    def test_help_names_every_command_and_the_exit_codes(self):
        done = self.fourfold("--help")
        self.assert_exit(done, ACCEPTED)
        for word in ("run", "plan", "report", "judge", "devices", "kernels", "inconclusive", "124"):
            self.assertIn(word, done.stdout)

    def test_devices_says_why_there_is_no_gpu(self):
        done = self.fourfold("devices", **NO_GPU)
        self.assert_exit(done, ACCEPTED)
        self.assertRegex(done.stdout, r"(?m)^host +\S+")
        self.assertRegex(done.stdout, r"(?m)^cuda +no GPU: \S+")
        self.assertRegex(done.stdout, r"(?m)^MPI +Open MPI \d")
        self.assertRegex(done.stdout, r"(?m)^ +takes addresses of a GPU: (no|it says once it runs)$")

    def test_kernels_lists_the_catalogue(self):
        done = self.fourfold("kernels", **NO_GPU)
        self.assert_exit(done, ACCEPTED)
        self.assertRegex(done.stdout, r"(?m)^openblas +host ")
        self.assertRegex(done.stdout, r"(?m)^blis +host ")
        self.assertRegex(done.stdout, r"(?m)^naive +host ")
        # A row: its name, then every line of it, down to the next name.
        rows = dict(re.findall(r"(?m)^(\w+) +(?:host|cuda) .*\n((?: +.*\n)+)", done.stdout))
        for name, lines in rows.items():
            for key in ("types", "architectures", "tile", "needs", "bound by", "run on hardware",
                        "runs here"):
                self.assertRegex(lines, rf"(?m)^ +{key} +\S", name)
        self.assertRegex(rows["naive"], r"run on hardware +yes, every build")
        self.assertRegex(rows["cublaslt"], r"run on hardware +no \(compiled only\)")
        self.assertRegex(rows["cublaslt"], r"runs here +no: \S")
        self.assertRegex(rows["fourfold_sm90"], r"architectures +sm_90a")
        self.assertRegex(rows["fourfold_sm90"], r"run on hardware +no \(compiled only\)")

    def test_the_contest_with_the_vendors_library_is_skipped_without_a_gpu(self):
        done = self.fourfold("plan", KERNELS, **NO_GPU)
        self.assert_exit(done, ACCEPTED)
        self.assertIn("nothing to measure", done.stdout)
        skips = re.findall(r"(?m)^  contest/gemm/(\w+)-vs-cublaslt/\S+ +(\S.*)$", done.stdout)
        self.assertGreater(len(skips), 100)
        self.assertIn("sm90_128x192", {name for name, _ in skips})
        self.assertIn("/sustained ", done.stdout)


if __name__ == "__main__":
    unittest.main()
