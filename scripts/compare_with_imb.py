#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Our all-reduce beside that of Intel's MPI benchmarks, in one interleaved run.

Launches take turns (theirs, ours, theirs, theirs, ours, theirs ...), at 2 ranks, with the same
mpirun options and the same definition: one call between barriers, hot buffers, mean over calls, mean
over ranks (their t_avg; ours is the mean of the samples' means over ranks). Prints a table in
Markdown: the range of their launches, our median launch and whether it lies within; the ratio of
ours to theirs, over the rounds, with its 95 % interval (logarithms, Student), and as a control
that of their second launch of a round to their first; and how long each measured.

    scripts/compare_with_imb.py --imb PATH/IMB-MPI1 [--launches 5]
"""
import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOURFOLD = ROOT / "build/host/fourfold"
SUITE = ROOT / "configs/suites/beside_imb.yaml"
MPIRUN = ["mpirun", "-n", "2", "--bind-to", "core"]
CALLS = 1000  # of theirs, per size
SIZES = [1024 * 4**i for i in range(8)]
STUDENT_95 = [None, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262]  # by freedom


def run(command):
    environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return done.stdout, done.stderr


def theirs(imb, lengths):
    """{bytes: (t_avg seconds, seconds spent)} of one launch."""
    out, err = run(MPIRUN + [imb, "Allreduce", "-npmin", "2", "-msglog", "10:24", "-msglen",
                             str(lengths), "-iter", f"{CALLS},100000,100", "-iter_policy", "off", "-time", "1000"])
    rows = {}
    for line in out.splitlines():
        words = line.split()
        if len(words) == 5 and words[0].isdigit() and int(words[0]) > 0:
            if int(words[1]) != CALLS:
                sys.exit(f"they made {words[1]} calls at {words[0]} bytes, not {CALLS}")
            t_avg = float(words[4]) * 1e-6
            rows[int(words[0])] = (t_avg, CALLS * t_avg)
    if not rows:
        sys.exit(f"no result from {imb}:\n{out}\n{err}")
    return rows


def ours(results):
    """{bytes: (mean over calls and ranks, seconds spent, relative interval)} of one launch."""
    before = set(results.iterdir())
    out, err = run([str(FOURFOLD), "run", str(SUITE), "--results", str(results)])
    made = set(results.iterdir()) - before
    if len(made) != 1:
        sys.exit(f"no record of ours:\n{out}\n{err}")
    rows = {}
    for line in (made.pop() / "journal.jsonl").read_text().splitlines():
        entry = json.loads(line)
        if entry["kind"] != "case":
            continue
        if entry["status"] != "measured":
            sys.exit(f"{entry['name']}: {entry['reason']}")
        trial = entry["trials"][0]
        rows[entry["work"]["message_bytes"]] = (
            statistics.mean(trial["mean_seconds"]), trial["warmup_s"] + trial["elapsed_s"],
            trial["stopped"], len(trial["seconds"]), statistics.median(trial["seconds"]))
    return rows


def ratio_with_interval(over, under):
    """"0.98 [0.95 - 1.02]": geometric mean of the rounds' ratios."""
    logs = [math.log(a / b) for a, b in zip(over, under)]
    half = STUDENT_95[len(logs) - 1] * statistics.stdev(logs) / math.sqrt(len(logs))
    middle = statistics.mean(logs)
    return (f"{math.exp(middle):.3f} [{math.exp(middle - half):.3f} - "
            f"{math.exp(middle + half):.3f}]")


def row(size, first, us, second):
    """One line of the table, whether we are within, and both times in seconds."""
    def microseconds(launches):
        return [launch[size][0] * 1e6 for launch in launches]

    before, ours_us, after = microseconds(first), microseconds(us), microseconds(second)
    them = before + after
    middle = statistics.median(ours_us)
    within = min(them) <= middle <= max(them)
    around = [math.sqrt(a * b) for a, b in zip(before, after)]
    their_time = statistics.median(launch[size][1] for launch in first + second)
    our_time = statistics.median(launch[size][1] for launch in us)
    cells = [f"{size}", f"{min(them):.2f} - {max(them):.2f}",
             f"{middle:.2f} ({min(ours_us):.2f} - {max(ours_us):.2f})", "yes" if within else "no",
             ratio_with_interval(ours_us, around), ratio_with_interval(after, before),
             f"{statistics.median(launch[size][4] for launch in us) * 1e6:.2f}",
             f"{their_time:.3f}", f"{our_time:.3f}",
             f"{int(statistics.median(launch[size][3] for launch in us))}",
             "/".join(sorted({launch[size][2] for launch in us}))]
    return f"| {' | '.join(cells)} |", within, their_time, our_time


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--imb", required=True, help="the program IMB-MPI1")
    parser.add_argument("--rounds", type=int, default=5, choices=range(2, 11))
    arguments = parser.parse_args()
    first, us, second = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        lengths = pathlib.Path(folder) / "lengths"
        lengths.write_text("".join(f"{size}\n" for size in SIZES))
        results = pathlib.Path(folder) / "results"
        results.mkdir()
        for number in range(arguments.rounds):
            print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr)
            first.append(theirs(arguments.imb, lengths))
            us.append(ours(results))
            second.append(theirs(arguments.imb, lengths))
    print("| bytes | theirs, range of launches (us) | ours, mean (range) (us) | within | ours / theirs | "
          "theirs / theirs | our median of maxima (us) | their time (s) | our time (s) | calls | ended |")
    print("|--:|--:|--:|:-:|--:|--:|--:|--:|--:|--:|:--|")
    lines = [row(size, first, us, second) for size in SIZES]
    print("\n".join(line for line, *_ in lines))
    total_theirs, total_ours = sum(line[2] for line in lines), sum(line[3] for line in lines)
    print(f"\nTime for all sizes: theirs {total_theirs:.2f} s, ours {total_ours:.2f} s, ratio "
          f"{total_ours / total_theirs:.2f}. Sizes within their range: "
          f"{sum(line[1] for line in lines)} of {len(SIZES)}.")


if __name__ == "__main__":
    main()
