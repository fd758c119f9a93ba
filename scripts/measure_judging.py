#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""measure_judging.py [--ranks 100000] [--launches 1] [--repeat 5] [--check] [--keep DIR]: what it takes
to read, judge and compare records of 64 matmuls on so many ranks, as whole programs: wall and processor
seconds, most memory. Figures of docs/scale.md.

The records are written by the program's own library (build/host/make_large_record) with made-up numbers;
the bundle of baselines is of a run on this machine. Every case is a dimension of the target, which is the
most that judging has to do. --check: of --repeat times that a command is run once must be below 2 s,
since a machine that does something else meanwhile makes some longer; all below 1 GiB; a record, 64 MB.

Exit codes: 0; 1 not so, with --check; 2 a command failed.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("FOURFOLD", str(ROOT / "build/host/fourfold"))
MAKER = os.environ.get("FOURFOLD_MAKER", str(Path(PROGRAM).with_name("make_large_record")))
CASES = 64
MOST_SECONDS, MOST_MIB, MOST_BYTES = 2.0, 1024, 64_000_000
SHAPES = [8 + i for i in range(CASES)]
SUITE = f"""\
fourfold: 1
suite: judging
device: host
ranks: 2
launches: 2
measure: {{max_time: 1ms, warmup: 1ms, min_samples: 6, max_samples: 6, cache: hot, precision: 99%}}
cases:
  - {{gemm: naive, dtype: f64, shape: {SHAPES}, input: integers}}
"""
TARGET = "fourfold_target: 1\nname: judging\ntarget:\n  ratio: 4.0\n  baseline: frozen\n  dimensions:\n"


class Failed(Exception):
    """A command that did not end as it should."""


def run(command, expected):
    """Seconds, processor seconds and MiB of a command, and what it wrote."""
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        took = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    if child.returncode not in expected:
        raise Failed(f"{' '.join(map(str, command))} ended with {child.returncode}:\n{text[-2000:]}")
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text


def make_records(folder, ranks, launches):
    """`frozen`, the bundle; `a` and `b`, the large records; `target.yaml`."""
    (folder / "suite.yaml").write_text(SUITE)
    run([PROGRAM, "run", folder / "suite.yaml", "--results", folder / "runs"], (0, 1))
    small = next((folder / "runs").iterdir())
    run([PROGRAM, "baseline", "freeze", small, "--out", folder / "frozen"], (0,))
    for seed, name in enumerate("ab", 1):
        run([MAKER, small, folder / name, str(ranks), str(launches), str(seed)], (0,))
    names = [f"gemm/naive/f64/{n}x{n}x{n}/integers/hot" for n in SHAPES]
    (folder / "target.yaml").write_text(
        TARGET + "".join(f"    - {{metric: {name}}}\n" for name in names))


def commands(folder):
    """What is measured: words for people, the command, what it must say of itself."""
    judge = [PROGRAM, "judge", folder / "a", "--target", folder / "target.yaml"]
    return [
        ("judge RECORD --target FILE", judge, "never accepts"),
        ("judge RECORD --target FILE --baseline RECORD", [*judge, "--baseline", folder / "b"],
         "cannot serve as one"),
        ("compare RECORD RECORD", [PROGRAM, "compare", folder / "a", folder / "b"], "geometric"),
        ("report RECORD --format json", [PROGRAM, "report", folder / "a", "--format", "json"],
         '"cases"'),
        ("verify RECORD", [PROGRAM, "verify", folder / "a"], "hang together"),
    ]


def measure(folder, repeat):
    """One row for each command: its words, the least and median seconds, processor seconds, most MiB."""
    for words, command, said in commands(folder):
        runs = [run(command, (0, 1, 2, 3)) for _ in range(repeat)]
        if said not in " ".join(runs[0][3].split()):
            raise Failed(f"{words} does not say '{said}':\n{runs[0][3][-2000:]}")
        yield (words, min(one[0] for one in runs), statistics.median(one[0] for one in runs),
               statistics.median(one[1] for one in runs), max(one[2] for one in runs))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("--ranks", type=int, default=100_000)
    parser.add_argument("--launches", type=int, default=1)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    too_much = False
    with tempfile.TemporaryDirectory(prefix="fourfold-judging-") as temporary:
        folder = asked.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        try:
            if not (folder / "target.yaml").exists():
                make_records(folder, asked.ranks, asked.launches)
            size = sum(file.stat().st_size for file in (folder / "a").iterdir())
            print(f"a record of {asked.ranks} ranks, {CASES} cases, launches: {asked.launches}; "
                  f"{size / 1e6:.1f} MB")
            print(f"{'command':<46} least s  median s  processor s  most MiB")
            too_much = size > MOST_BYTES
            for words, least, median, processor, mib in measure(folder, asked.repeat):
                print(f"{words:<46} {least:7.2f} {median:9.2f} {processor:12.2f} {mib:9.0f}",
                      flush=True)
                too_much = too_much or least >= MOST_SECONDS or mib >= MOST_MIB
        except Failed as failure:
            print(failure, file=sys.stderr)
            return 2
    if too_much and asked.check:
        print(f"not below {MOST_SECONDS:g} s, {MOST_MIB} MiB and {MOST_BYTES / 1e6:g} MB a record")
    return 1 if too_much and asked.check else 0


if __name__ == "__main__":
    sys.exit(main())
