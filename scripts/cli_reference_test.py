#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Which baseline a verdict may be against: the one that the contract names, and no other."""

import json
import re
import shutil
import unittest

from cli_program import ACCEPTED, BAD_INPUT, INCONCLUSIVE, Record
from cli_scaled_runs import LAUNCHES, SUITE, TARGET, ScaledRunsTest, scale


class ReferenceTest(ScaledRunsTest):

    def slow_baseline(self):
        """A quarter of the baseline: whatever is compared with it looks four times as good."""
        quarter = Record(shutil.copytree(self.baseline.directory, self.folder / "quarter"))
        scale(quarter, [0.25] * LAUNCHES)
        return quarter.directory

    def test_no_target_accepts_by_another_baseline_than_it_names(self):
        self.deliver([1.0] * LAUNCHES)
        slow = self.slow_baseline()
        for words in (["--baseline", slow],
                      ["--baseline", slow, "--target", self.other_suite(4)]):
            done = self.judge(*words)
            self.assert_exit(done, INCONCLUSIVE)
            self.assertIn("nothing is compared with another one", " ".join(done.stdout.split()))
            self.assertNotIn("ACCEPT", done.stdout)
            power = self.judge("--power", *words)
            self.assert_exit(power, BAD_INPUT)
            self.assertIn("--power: reference: ", power.stderr)
        # The one that it names lies nowhere: then nobody can tell.
        suite = self.other_suite(4)
        suite.write_text(suite.read_text().replace(f"baseline: {self.baseline.directory}",
                                                   "baseline: nowhere"))
        done = self.judge("--baseline", slow, "--target", suite)
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("cannot be told", done.stdout)
        missing = self.judge("--target", suite)
        self.assert_exit(missing, BAD_INPUT)
        self.assertRegex(missing.stderr, rf"{suite}:\d+:13: the baseline: there is no .*nowhere; "
                                         "`fourfold baseline freeze RUN...")

    def test_a_pinned_baseline_is_that_one_wherever_it_lies(self):
        self.deliver([4.0] * LAUNCHES)
        key, other = self.folder / "key", self.folder / "other"
        for one in (key, other):
            self.assert_exit(self.fourfold("keygen", one), ACCEPTED)
        bundle = self.folder / "bundle"
        frozen = self.fourfold("baseline", "freeze", self.baseline.directory, "--out", bundle)
        self.assert_exit(frozen, ACCEPTED)
        digest = re.search(r"  baseline_sha256: ([0-9a-f]{64})\n", frozen.stdout)[1]
        self.assert_exit(self.fourfold("sign", bundle, "--key", key), ACCEPTED)

        def by(pins, *words):
            suite = self.other_suite(4)
            suite.write_text(re.sub(r"  baseline: .*\n", f"  baseline: {bundle}\n{pins}",
                                    suite.read_text()))
            done = self.judge("--target", suite, *words)
            done.flat = " ".join(done.stdout.split())
            return done

        good = by(f"  baseline_sha256: {digest}\n  baseline_signed_by: key.pub\n")
        self.assert_exit(good, ACCEPTED)
        self.assertIn(f"it is the one that the target pins, SHA-256 {digest}", good.flat)
        self.assertNotIn("NOT PINNED: the target says", good.flat)
        moved = shutil.copytree(bundle, self.folder / "moved")
        pins = f"  baseline_sha256: {digest}\n"
        self.assert_exit(by(pins, "--baseline", moved), ACCEPTED)
        foreign = by("  baseline_signed_by: other.pub\n")
        self.assert_exit(foreign, INCONCLUSIVE)
        self.assertIn("signature of the baseline: signed by", foreign.flat)
        self.assertIn("no ratio could be computed", foreign.flat)
        another = by("  baseline_sha256: " + "0" * 64 + "\n")
        self.assert_exit(another, INCONCLUSIVE)
        self.assertIn("is not the one that the target pins", another.flat)
        # It is found before a run, not after.
        suite = self.write_suite(SUITE.format(launches=1) + TARGET.format(baseline=bundle).replace(
            "  ratio", "  baseline_sha256: " + "0" * 64 + "\n  ratio"))
        done = self.run_suite(suite=suite)
        self.assert_exit(done, BAD_INPUT)
        self.assertIn("is not the one that the target pins", done.stderr)
        self.assert_nothing_written()

    def test_another_baseline_is_named_as_such(self):
        self.deliver([4.0] * LAUNCHES)
        half = Record(shutil.copytree(self.baseline.directory, self.folder / "half"))
        scale(half, [2.0] * LAUNCHES)
        done = self.judge("--baseline", half.directory)
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("against another baseline than the run's own: INCONCLUSIVE", done.stdout)
        self.assertIn("NOT the run's own", done.stdout)
        report = self.fourfold("report", self.candidate.directory, "--format", "json",
                               "--baseline", half.directory)
        target = json.loads(report.stdout)["judgement"]["target"]
        self.assertFalse(target["baseline"]["own"])
        self.assertEqual(target["baseline"]["path"], str(half.directory))
        # The same record under another path is no other baseline.
        same = self.judge("--baseline", self.baseline.directory)
        self.assert_exit(same, ACCEPTED)
        self.assertNotIn("NOT the run's own", same.stdout)

    def test_a_frozen_baseline_that_was_changed_or_lost_accepts_nothing(self):
        self.deliver([4.0] * LAUNCHES)
        frozen = Record(self.candidate.directory / "baseline")
        scale(frozen, [0.5] * LAUNCHES)
        done = self.judge()
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("was changed after the run", " ".join(done.stdout.split()))
        shutil.rmtree(frozen.directory)
        self.assert_exit(self.judge(), INCONCLUSIVE)

    def test_without_a_copy_of_the_baseline_nothing_is_accepted(self):
        self.deliver([4.0] * LAUNCHES)
        suite = self.other_suite(2)
        suite.write_text(suite.read_text().replace("  baseline:", "  # baseline:"))
        done = self.judge("--target", suite)
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("names no baseline: make one of the reference machine's runs with `fourfold "
                      "baseline freeze RUN...", " ".join(done.stdout.split()))
        chosen = self.judge("--target", suite, "--baseline", self.baseline.directory)
        self.assert_exit(chosen, ACCEPTED)
        self.assertIn("the target names none; NOT PINNED", " ".join(chosen.stdout.split()))
        # A record from before baselines were copied: the original is not looked for.
        manifest = self.candidate.manifest()
        del manifest["baseline"]
        (self.candidate.directory / "manifest.json").write_text(json.dumps(manifest))
        self.candidate.rewrite(self.candidate.lines())
        done = self.judge()
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("this record keeps no copy of", done.stdout)

    def test_a_baseline_that_is_not_there_is_wrong_input(self):
        self.assert_exit(self.judge("--baseline", self.folder / "none"), BAD_INPUT)

    def test_a_bad_baseline_is_found_before_the_run_at_its_place(self):
        suite = self.write_suite(SUITE.format(launches=1) + TARGET.format(baseline="nowhere"))
        done = self.run_suite(suite=suite)
        self.assert_exit(done, BAD_INPUT)
        self.assertRegex(done.stderr, rf"{suite}:\d+:13: the baseline: .*nowhere")
        self.assert_nothing_written()
        other = TARGET.format(baseline=self.baseline.directory).replace("gemm/naive", "gemm/none")
        done = self.run_suite(suite=self.write_suite(SUITE.format(launches=1) + other))
        self.assert_exit(done, BAD_INPUT)
        self.assertRegex(done.stderr, rf"{suite}:\d+:\d+: .*finds no case in the baseline")
        self.assert_nothing_written()


if __name__ == "__main__":
    unittest.main()
