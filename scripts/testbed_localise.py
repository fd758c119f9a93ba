#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Plants faults on a bed of hosts (scripts/testbed) and looks whether pairs of nodes name them.

  testbed_localise.py --hosts 8 --racks 2 --repetitions 20 [FAULT...]

FAULT is one of healthy, cable, uplink, path, cpu, loss; all of them where none is given. Which host,
rack or path it hits is drawn anew for each repetition, the same for the same --first number. Prints
a line for each repetition and a table, and ends with 0 where all were named as what they are, and
nothing else; 1 where not; 77 where the machine permits no such hosts.
"""

import argparse
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import test_bed
from cli_program import PROGRAM, plain_environment
from test_bed import NOT_PERMITTED, SKIPPED, TESTBED

BED = f"localise-{os.getpid()}"
FAULTS = ("healthy", "cable", "uplink", "path", "cpu", "loss")
BISECTED = ("healthy", "cable")
HOST_MBIT = 40
PAYLOAD = 1448 / 1514  # of what frames carry

# A message of 64 KiB is long beside what a link lets through at once (16 KiB), and four of them fit
# an uplink's queue. Short messages are many, and show losses.
SUITE = """\
fourfold: 1
suite: localise
device: host
ranks: {hosts}
hang_after: 60s
racks: {{from: hosts, by: /run/fourfold-{bed}/racks, oversubscription: 1}}
measure: {{cache: hot, warmup: 1ms, max_time: 20s, seed: {seed}}}
cases:
  - pairwise: send_recv
    size: 64KiB
    rounds: 16
    computation: one_at_a_time
    measure: {{min_samples: 6, max_samples: 6}}
  - {{pairwise: send_recv, size: 8B, rounds: 16, computation: none,
     measure: {{min_samples: 60, max_samples: 60, min_sample_time: 1us}}}}
"""
# The same by a collective in smaller and smaller groups.
BISECT_SUITE = """\
fourfold: 1
suite: bisect
device: host
ranks: {hosts}
hang_after: 60s
racks: {{from: hosts, by: /run/fourfold-{bed}/racks}}
measure: {{cache: hot, warmup: 1ms, max_time: 20s, min_samples: 6, max_samples: 6, seed: {seed}}}
cases:
  - {{collective: all_reduce, size: 256KiB, bisect: true}}
"""
RATE_SUITE = """\
fourfold: 1
suite: rate
device: host
ranks: {hosts}
hang_after: 60s
racks: {{from: hosts, by: /run/fourfold-{bed}/racks, oversubscription: 1}}
measure: {{cache: hot, warmup: 1ms, max_time: 20s, min_samples: 6, max_samples: 6}}
cases:
  - {{pairwise: send_recv, size: 1MiB, rounds: 16, computation: none}}
"""


def testbed(script, *arguments):
    done = test_bed.testbed(script, *arguments, bed=BED)
    if done.returncode not in (0, NOT_PERMITTED):
        raise RuntimeError(f"{script} {arguments}: {done.stdout}")
    return done


class Bed:
    def __init__(self, hosts, racks):
        self.hosts, self.racks = hosts, racks
        self.each = hosts // racks
        self.bisects = False
        self.slowed = 0
        self.latest = None  # the last run's record

    def restore(self):
        """As a healthy machine: uplinks carry more than all hosts of a rack send."""
        testbed("shape", "clear")
        testbed("cpu", self.slowed, "max")
        testbed("shape", "hosts", f"{HOST_MBIT}mbit")

    def plant(self, fault, dice):
        """What the verdict must be: fault and place, or None."""
        host = dice.randrange(self.hosts)
        name = f"h{host:02d}"
        if fault == "cable":
            testbed("shape", "host", host, f"{HOST_MBIT // 4}mbit")
            return ("member" if self.bisects else "cable", f"host {name}")
        if fault == "uplink":
            rack = dice.randrange(self.racks)
            testbed("shape", "rack", rack, f"{HOST_MBIT * self.each // 4}mbit")
            # All that leaves one of two racks enters the other.
            return ("uplink", "uplink of rack r0 or r1" if self.racks == 2 else
                    f"uplink of rack r{rack}")
        if fault == "path":
            other = dice.choice([one for one in range(self.hosts) if one != host])
            testbed("shape", "path", host, other, f"{HOST_MBIT // 4}mbit")
            low, high = sorted((host, other))
            return ("path", f"path h{low:02d} - h{high:02d}")
        if fault == "cpu":
            self.slowed = host
            testbed("cpu", host, 25)
            return ("processor", f"host {name}")
        if fault == "loss":
            testbed("shape", "loss", host, 5)
            return ("loss", f"host {name}")
        return None

    def run(self, suite_text, seed, folder):
        """(slow parts, cases, text) of a run on the bed."""
        suite = Path(folder) / "suite.yaml"
        suite.write_text(suite_text.format(hosts=self.hosts, bed=BED, seed=seed))
        results = Path(folder) / f"results-{seed}-{time.monotonic_ns()}"
        done = subprocess.run(
            [str(TESTBED / "exec"), "h00", PROGRAM, "run", str(suite), "--results", str(results),
             "--mpirun", str(TESTBED / "mpirun")],
            text=True, cwd=folder, timeout=300, env=plain_environment(FOURFOLD_BED=BED),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        runs = sorted(results.iterdir()) if results.is_dir() else []
        if len(runs) != 1:
            raise RuntimeError(done.stdout)
        shown = subprocess.run([PROGRAM, "report", str(runs[0]), "--format", "json"], text=True,
                               timeout=60, stdout=subprocess.PIPE, check=False)
        report = json.loads(shown.stdout)
        self.latest = runs[0]
        return report["judgement"].get("slow_parts", []), report["cases"], done.stdout


def attempt(bed, fault, number, folder, keep):
    """Whether the fault alone was named, and what was."""
    dice = random.Random(f"{fault} {bed.hosts} {bed.racks} {number}")
    bed.restore()
    expected = bed.plant(fault, dice)
    began = time.monotonic()
    parts, cases, text = bed.run(BISECT_SUITE if bed.bisects else SUITE, number, folder)
    named = [(part["fault"], part["place"]) for part in parts if part["confirmed"]]
    once = [f"{part['fault']}: {part['place']}" for part in parts if not part["confirmed"]]
    measured = len(cases) == (1 if bed.bisects else 2) and all(case["status"] == "measured" for case in cases)
    right = measured and named == ([expected] if expected else [])
    print(f"{fault} {number}: {'right' if right else 'WRONG'} in {time.monotonic() - began:.1f} s; "
          f"planted {expected}, named {named}" + (f", once {once}" if once else ""), flush=True)
    if not right:
        for part in parts:
            print(f"    {part['place']}: {part['evidence']} ({part['case']})")
        if not measured:
            print(text)
        if keep:
            shutil.copytree(bed.latest, Path(keep) / f"{fault}-{number}", dirs_exist_ok=True)
    return right


def shaped_rate(bed, folder):
    """How far the median pair's rate is from what the links carry, over three healthy runs."""
    bed.restore()
    shares = []
    for number in range(3):
        _, cases, text = bed.run(RATE_SUITE, number, folder)
        if not cases or "pairs" not in cases[0]:
            raise RuntimeError(text)
        rate = cases[0]["message_bytes"] / cases[0]["pairs"]["median_s"]
        shares.append(rate / (HOST_MBIT * 1e6 / 8 * PAYLOAD))
    return statistics.median(shares)


def main():
    options = argparse.ArgumentParser(description=__doc__,
                                      formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--hosts", type=int, default=8)
    options.add_argument("--racks", type=int, default=2)
    options.add_argument("--repetitions", type=int, default=3)
    options.add_argument("--first", type=int, default=1, help="number of the first repetition")
    options.add_argument("--bisect", action="store_true",
                         help="by a collective in groups, not by pairs: healthy and cable alone")
    options.add_argument("--rate", action="store_true", help="also measure a shaped rate")
    options.add_argument("--keep", metavar="FOLDER", help="keep the records of wrong ones there")
    options.add_argument("faults", nargs="*", metavar="FAULT")
    given = options.parse_args()
    if given.bisect and not given.faults:
        given.faults = BISECTED
    for fault in given.faults:
        if fault not in (BISECTED if given.bisect else FAULTS):
            options.error(f"'{fault}' is none of {', '.join(BISECTED if given.bisect else FAULTS)}")
    if given.hosts % given.racks:
        options.error("racks of unlike size are not planted")

    # Whoever ends this script ends its hosts.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    faults = given.faults or FAULTS
    at_most = 600 + 300 * len(faults) * given.repetitions  # seconds, after which hosts end by themselves
    made = testbed("up", "--seconds", at_most, given.hosts, given.hosts // given.racks)
    if made.returncode == NOT_PERMITTED:
        print(f"skipped: {made.stdout.strip()}")
        return SKIPPED
    wrong = 0
    try:
        bed = Bed(given.hosts, given.racks)
        bed.bisects = given.bisect
        with tempfile.TemporaryDirectory(prefix="fourfold-localise-") as folder:
            table = []
            for fault in faults:
                numbers = range(given.first, given.first + given.repetitions)
                right = sum(attempt(bed, fault, number, folder, given.keep)
                            for number in numbers)
                wrong += given.repetitions - right
                table.append(f"{given.hosts} hosts, {given.racks} racks, {fault}: "
                             f"{right} of {given.repetitions}")
            print("\n".join(table))
            if given.rate:
                share = shaped_rate(bed, folder)
                wrong += abs(share - 1) > 0.05
                print(f"shaped rate: {share:.3f} of what the links carry")
    finally:
        testbed("down")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
