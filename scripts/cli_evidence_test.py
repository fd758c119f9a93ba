#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Keys, signatures and frozen baselines, and what becomes of records that were tampered with."""

import json
import re
import shutil
import unittest

from cli_program import ACCEPTED, BAD_INPUT, INCONCLUSIVE, ROOT, ProgramTest

LOG = (ROOT / "bench/import/testdata/nccl_tests_2_18.log").read_text()
PAGE = (ROOT / "docs/evidence.md").read_text()


class EvidenceTest(ProgramTest):

    def setUp(self):
        super().setUp()
        self.key = self.folder / "key"
        self.made = self.fourfold("keygen", self.key)
        self.assert_exit(self.made, ACCEPTED)
        self.evidence_run = self.new_record("run", "1", "2")

    def new_record(self, name, *starts):
        """A record without a run, which would take seconds: of logs, one for each start."""
        logs = []
        for start in starts:
            logs.append(self.folder / f"{start}.log")
            logs[-1].write_text(LOG.replace("263.35", f"263.3{5 + int(start)}"))
        self.assert_exit(self.fourfold("import", *logs, "--out", self.folder / name), ACCEPTED)
        return self.folder / name

    def sign(self, run):
        done = self.fourfold("sign", run, "--key", self.key, "--by", "A. Buyer")
        self.assert_exit(done, ACCEPTED)
        return done

    def assert_refused(self, text, *command):
        done = self.fourfold(*command)
        self.assert_exit(done, BAD_INPUT)
        self.assertIn(text, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_a_signed_record_verifies_and_says_by_whom(self):
        self.assertEqual(self.key.stat().st_mode & 0o777, 0o600)
        word = self.made.stdout.splitlines()[0]
        unsigned = self.fourfold("verify", self.evidence_run)
        self.assert_exit(unsigned, INCONCLUSIVE)
        self.assertIn("not signed", unsigned.stdout)
        self.assertIn(word, self.sign(self.evidence_run).stdout)
        for key in (f"{self.key}.pub", word):
            done = self.fourfold("verify", self.evidence_run, "--key", key)
            self.assert_exit(done, ACCEPTED)
            self.assertIn(f'signed by {word} ("A. Buyer") at 20', done.stdout)
        self.assertIn("whose key that is", self.fourfold("verify", self.evidence_run).stdout)
        self.assertIn(f"signed by {word}", " ".join(self.fourfold("report", self.evidence_run).stdout.split()))
        evidence = json.loads(self.fourfold("report", self.evidence_run, "--format", "json").stdout)["run"]["evidence"]
        self.assertEqual((evidence["signed_by"], evidence["chained"]), (word, True))
        for file in self.evidence_run.iterdir():
            self.assertNotIn(b"PRIVATE", file.read_bytes())
        other = self.folder / "other"
        self.fourfold("keygen", other)
        self.assert_refused("not by ed25519:", "verify", self.evidence_run, "--key", f"{other}.pub")

    def test_what_was_changed_is_named_and_neither_judged_nor_reported(self):
        self.sign(self.evidence_run)
        journal = self.evidence_run / "journal.jsonl"
        lines = journal.read_text().splitlines(keepends=True)
        altered = lines[:]
        altered[2] = altered[2].replace('"ranks":16', '"ranks":17')
        for changed, said in (
                (altered, "journal.jsonl:3: this line was altered"),
                (lines[:3] + lines[4:], "journal.jsonl:4: the line that stood here was removed"),
                (lines[:3] + lines[2:], "journal.jsonl:4: this line was added"),
                (lines[:2] + [lines[3], lines[2]] + lines[4:], "journal.jsonl:3: lines were reordered"),
                (lines[:-1], f"journal.jsonl:{len(lines)}: this line and what followed it were removed")):
            journal.write_text("".join(changed))
            for command in ("verify", "judge", "report"):
                self.assert_refused(said, command, self.evidence_run)
        self.assert_refused("this line", "baseline", "freeze", self.evidence_run, "--out", self.folder / "bundle")
        self.assertFalse((self.folder / "bundle").exists())

        # Without its signature it is what it is: a record whose chain tells the same, less exactly.
        (self.evidence_run / "signature.json").unlink()
        self.assert_refused("it is missing", "judge", self.evidence_run)
        (self.evidence_run / "signature.sig").unlink()
        journal.write_text("".join(lines[:3] + lines[4:]))
        self.assert_refused("journal.jsonl:4: this line does not follow line 3", "judge", self.evidence_run)
        journal.write_text("".join(lines))
        report = self.fourfold("report", self.evidence_run)
        self.assert_exit(report, ACCEPTED)
        self.assertIn("evidence  not signed; its journal's", report.stdout)

    def test_a_key_that_others_may_read_signs_nothing(self):
        self.key.chmod(0o644)
        self.assert_refused("mode 0644", "sign", self.evidence_run, "--key", self.key)
        self.assertFalse((self.evidence_run / "signature.json").exists())
        self.assert_refused("already", "keygen", self.key)

    def test_the_page_says_how_others_can_check_it(self):
        self.sign(self.evidence_run)
        commands = re.search(r"without this program.*?```sh\n(.*?)```", PAGE, re.S)[1]
        check = lambda: self.run_command("bash", "-ec", "set -o pipefail\n" + commands,
                                         RUN=str(self.evidence_run), KEY=f"{self.key}.pub")
        done = check()
        self.assert_exit(done, 0)
        report = self.fourfold("report", self.evidence_run, "--format", "json").stdout
        self.assertEqual(done.stdout.splitlines()[-1], json.loads(report)["run"]["sha256"])
        journal = self.evidence_run / "journal.jsonl"
        journal.write_text(journal.read_text().replace('"ranks":16', '"ranks":17', 1))
        self.assertNotEqual(check().returncode, 0)

    def test_the_page_says_how_numbers_by_rank_are_unpacked(self):
        names = {}
        exec(re.search(r"```python\n(.*?)```", PAGE, re.S)[1], names)  # the one of packed_ranks_test.cpp
        packed = {"ranks": 7, "step": 1, "middle": 100, "packed": "ACB.kDjDA"}
        self.assertEqual(names["unpack"](packed), [100, 101, 99, 0, 150, 50, 100])

    def test_a_frozen_baseline_stands_alone_and_is_compared_with(self):
        self.sign(self.evidence_run)
        later = self.new_record("later", "3")
        bundle = self.folder / "bundle"
        done = self.fourfold("baseline", "freeze", self.evidence_run, later, "--out", bundle)
        self.assert_exit(done, ACCEPTED)
        self.assertIn("3 launches", done.stdout)
        shutil.rmtree(self.evidence_run)
        rates = (bundle / "rates.csv").read_text().splitlines()
        self.assertEqual(rates[0], "case,launch,started,facility_rate,unit")
        self.assertEqual({line.rsplit(",", 4)[1] for line in rates[1:]}, {"1", "2", "3"})
        self.assert_exit(self.fourfold("verify", bundle / "runs/1", "--key", f"{self.key}.pub"), ACCEPTED)
        suite = self.write_suite(f"""fourfold: 1
suite: target
cases: [{{collective: all_to_all, backend: mpi, size: 8MiB}}]
target:
  baseline: {bundle}
  ratio: 1
  min_launches: 2
  dimensions: [{{metric: "all_to_all/nccl/f32/8MiB/by:nccl-tests"}}]
""")
        judged = self.fourfold("judge", self.new_record("new", "4"), "--target", suite)
        self.assert_exit(judged, INCONCLUSIVE)
        self.assertIn(f"{bundle}", " ".join(judged.stdout.split()))
        self.assertIn("3 launches", judged.stdout)
        own = self.fourfold("judge", later, "--target", suite)
        self.assert_exit(own, INCONCLUSIVE)
        self.assertIn("3.log is in both", " ".join(own.stdout.split()))
        (bundle / "runs/1/signature.sig").unlink()
        self.assert_refused("signature.sig: it is missing", "judge", later, "--target", suite)
        self.assert_refused("the same record", "baseline", "freeze", later, later, "--out", self.folder / "b")
        self.assert_refused("cannot be a baseline", "baseline", "freeze", later, "--out", self.folder / "b")


if __name__ == "__main__":
    unittest.main()
