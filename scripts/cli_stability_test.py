#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""How often launches succeed, shown by runs of a suite of their own: which of them count, and what a
wrong result in one does."""

import unittest

from cli_campaigns import QUIET, SUITE, CampaignTest
from cli_program import ACCEPTED, BAD_INPUT, INCONCLUSIVE, REJECTED


class StabilityTest(CampaignTest):

    def test_runs_of_another_suite_show_stability_alone(self):
        self.make("baseline", 1)
        runs = [self.make("monday", 4.5, QUIET, 2), self.make("tuesday", 4.5, QUIET, 3)]
        rules = self.rules()
        rules.write_text(rules.read_text().replace(
            "  category", "  stability: {share: 95%, suite: nightly}\n  category"))
        nights = self.make("nights", 1, [1] * 58, 4, "nightly")
        done = self.judge(*runs, nights, "--target", rules)
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn("58 of 58 launches of the suite 'nightly' succeeded", done.flat)
        more = self.make("more", 1, [1], 5, "nightly")
        done = self.judge(*runs, nights, more, "--target", rules)
        self.assert_exit(done, ACCEPTED)
        self.assertIn("any suite of the name 'nightly' would count", done.flat)

    def test_a_wrong_result_in_a_health_run_rejects(self):
        def wrong(manifest, lines):
            for line in lines:
                if line["launch"] == 7 and line.get("operation") == "gemm":
                    line |= {"status": "failed", "reason": "wrong result"}
                    line["correctness"]["first"] = {
                        "rank": 1, "call": 0, "element": 17, "expected": 64.0, "got": 0.0,
                        "expected_bits": "0x42800000", "got_bits": "0x00000000", "wrong": 3,
                        "region": ""}

        self.make("baseline", 1)
        runs = [self.make("monday", 4.5, QUIET, 2), self.make("tuesday", 4.5, QUIET, 3)]
        rules = self.rules()
        rules.write_text(rules.read_text().replace(
            "  category", "  stability: {share: 95%, suite: nightly}\n  category"))
        nights = self.make("nights", 1, [1] * 93, 4, "nightly", wrong)
        done = self.judge(*runs, nights, "--target", rules)
        self.assert_exit(done, REJECTED)
        self.assertIn("accept: stability: 92 of 93 launches", done.flat)
        self.assertRegex(done.flat, r"reject: zero wrong results: 0 of 2 tested cases of the figures "
                                    r"and 1 of 2 of the health runs .* rank 1, element 17")

    def test_a_trivial_suite_of_the_right_name_shows_no_stability(self):
        def trivial(manifest, lines):
            manifest["suite_text"] = manifest["suite_text"].replace("[64KiB]", "[8B]")
            self.assertIn("[8B]", manifest["suite_text"])

        def as_nightly(manifest, lines):
            manifest["suite_text"] = manifest["suite_text"].replace("tender", "nightly")

        self.make("baseline", 1)
        runs = [self.make("monday", 4.5, QUIET, 2), self.make("tuesday", 4.5, QUIET, 3)]
        (self.folder / "nightly.yaml").write_text(SUITE.format(suite="nightly"))
        rules = self.rules("health_suite: nightly.yaml")
        rules.write_text(rules.read_text().replace(
            "  category", "  stability: {share: 95%}\n  category"))
        good = self.make("good", 1, [1] * 59, 4, "nightly", as_nightly)
        done = self.judge(*runs, good, "--target", rules)
        self.assert_exit(done, ACCEPTED)
        self.assertNotIn("would count", done.flat)

        def both(manifest, lines):
            as_nightly(manifest, lines)
            trivial(manifest, lines)

        bad = self.make("trivial", 1, [1] * 59, 5, "nightly", both)
        done = self.judge(*runs, bad, "--target", rules)
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn(f"{bad} does not count: its suite 'nightly' has another text", done.flat)
        done = self.judge(*runs, bad, good, "--target", rules)
        self.assert_exit(done, ACCEPTED)
        self.assertIn(f"{bad} does not count", done.flat)

    def test_health_runs_are_signed_as_the_runs_with_the_figures(self):
        self.make("baseline", 1)
        runs = [self.make("monday", 4.5, QUIET, 2), self.make("tuesday", 4.5, QUIET, 3)]
        nights = self.make("nights", 1, [1] * 59, 4, "nightly")
        for name in ("key", "other"):
            self.assert_exit(self.fourfold("keygen", self.folder / name), ACCEPTED)
        for run in runs:
            self.assert_exit(self.fourfold("sign", run, "--key", self.folder / "key"), ACCEPTED)
        rules = self.rules()
        rules.write_text(rules.read_text().replace(
            "  category", "  stability: {share: 95%, suite: nightly}\n"
            "  signed_by: key.pub\n  category"))
        done = self.judge(*runs, nights, "--target", rules)
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn(f"{nights} does not count: it is not signed", done.flat)
        signature = [nights / "signature.json", nights / "signature.sig"]
        self.assert_exit(self.fourfold("sign", nights, "--key", self.folder / "other"), ACCEPTED)
        done = self.judge(*runs, nights, "--target", rules)
        self.assert_exit(done, INCONCLUSIVE)
        self.assertIn(f"{nights} does not count: it is signed by ed25519:", done.flat)
        for file in signature:
            file.unlink()
        self.assert_exit(self.fourfold("sign", nights, "--key", self.folder / "key"), ACCEPTED)
        self.assert_exit(self.judge(*runs, nights, "--target", rules), ACCEPTED)
        # One that was changed after it was signed judges nothing.
        journal = nights / "journal.jsonl"
        journal.write_text(journal.read_text().replace("finished", "finisheD", 1))
        done = self.judge(*runs, nights, "--target", rules)
        self.assert_exit(done, BAD_INPUT)
        self.assertIn(f"{journal}:", done.stderr)
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
