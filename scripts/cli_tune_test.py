#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""From a record of our all-reduce by each algorithm to a table, and from that to a run that uses it."""

import re
import statistics
import unittest

from cli_program import ACCEPTED, BAD_INPUT, HEALTHY, ProgramTest

SUITE = """fourfold: 1
suite: {name}
device: host
{more}measure: {{max_time: 60ms, warmup: 5ms}}
cases:
  - {{collective: all_reduce, backend: peer, size: [64B, 64KiB]{case}}}
"""


class TuneTest(ProgramTest):

    def measured(self, name, more="", case=""):
        suite = self.folder / f"{name}.yaml"
        suite.write_text(SUITE.format(name=name, more=more, case=case))
        done = self.fourfold("run", suite, "--results", self.folder / name)
        self.assert_exit(done, *HEALTHY)
        return next((self.folder / name).iterdir()), done

    def median_of(self, name):
        case = next(case for case in self.record().cases() if case["name"] == name)
        return statistics.median(case["trials"][0]["seconds"])

    def test_a_table_is_made_read_and_used(self):
        record, _ = self.measured("each", case=", algorithm: [one_shot, push]")
        printed = self.fourfold("tune", record)
        self.assert_exit(printed, ACCEPTED)
        table = self.folder / "table.yaml"
        written = self.fourfold("tune", record, "--out", table)
        self.assert_exit(written, ACCEPTED)
        self.assertEqual(table.read_text(), printed.stdout)
        self.assertIn("all_reduce/peer/f32 by 2 ranks", written.stdout)
        self.assertRegex(written.stdout, r"(?m)^ +64KiB +[0-9.]+ .s +[0-9.]+ .s  (one_shot|push)")
        self.assertIn(f'record: "{record.name}"', printed.stdout)

        self.results = self.folder / "each"
        fast = max(self.median_of(f"all_reduce/peer/f32/64KiB/algorithm:{one}")
                   for one in ("one_shot", "push"))

        # Such rows as the program never takes by itself, and of another machine.
        rows = "rows:\n  - {up_to: 1KiB, algorithm: ring}\n  - {algorithm: ll}\n"
        text = re.sub(r"(?s)rows:.*", rows, printed.stdout).replace("ranks: 2", "ranks: 3")
        table.write_text(text)
        record, done = self.measured("tuned", more="tuning: table.yaml\n")
        self.assertIn("note: tuning: it was measured with 3 ranks, and these are 2", done.stdout)
        self.results = self.folder / "tuned"
        self.assertEqual([case["algorithm"] for case in self.record().cases()],
                         ["ring (up to 1KiB), by tuning table.yaml",
                          "ll (above 1KiB), by tuning table.yaml"])
        # It is ll: several times as slow there as anything that the program takes by itself.
        self.assertGreater(self.median_of("all_reduce/peer/f32/64KiB"), 2 * fast)
        table.unlink()  # the record stands alone
        judged = self.fourfold("judge", record)
        self.assertEqual(judged.stdout, done.stdout)

        none = self.fourfold("tune", record)
        self.assert_exit(none, BAD_INPUT)
        self.assertIn("a table needs two algorithms of all_reduce/peer", none.stderr)


if __name__ == "__main__":
    unittest.main()
