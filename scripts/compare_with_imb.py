#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Our all-reduce beside that of Intel's MPI benchmarks, in one interleaved run.

Launches alternate (theirs, ours, theirs again, theirs, ours ...), at 2 ranks, with the same mpirun
options and the same definition: one call between barriers, hot buffers, mean over calls, mean over
ranks (their t_avg; ours is the mean of the samples' means over ranks). Prints a table in Markdown:
the range of their launches, ours, whether our median lies within their range, and how long each
measured. "Theirs again" is the control: what a program that is exactly theirs would be told.

    scripts/compare_with_imb.py --imb PATH/IMB-MPI1 [--launches 5]
"""
import argparse
import json
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


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--imb", required=True, help="the program IMB-MPI1")
    parser.add_argument("--launches", type=int, default=5)
    arguments = parser.parse_args()
    their_launches, our_launches, control_launches = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        lengths = pathlib.Path(folder) / "lengths"
        lengths.write_text("".join(f"{size}\n" for size in SIZES))
        results = pathlib.Path(folder) / "results"
        results.mkdir()
        for launch in range(arguments.launches):
            print(f"launch {launch + 1} of {arguments.launches}", file=sys.stderr)
            their_launches.append(theirs(arguments.imb, lengths))
            our_launches.append(ours(results))
            control_launches.append(theirs(arguments.imb, lengths))
    print("| bytes | theirs, range of launches (us) | ours, mean (range) (us) | within | theirs again (us) | "
          "within | our median of maxima (us) | their time (s) | our time (s) | calls | ended |")
    print("|--:|--:|--:|:-:|--:|:-:|--:|--:|--:|--:|:--|")
    within_count = control_count = 0
    total_theirs = total_ours = 0.0
    for size in SIZES:
        them = [launch[size][0] * 1e6 for launch in their_launches]
        us = [launch[size][0] * 1e6 for launch in our_launches]
        middle = statistics.median(us)
        within = min(them) <= middle <= max(them)
        within_count += within
        control = statistics.median(launch[size][0] * 1e6 for launch in control_launches)
        control_within = min(them) <= control <= max(them)
        control_count += control_within
        maxima = statistics.median(launch[size][4] for launch in our_launches) * 1e6
        their_time = statistics.median(launch[size][1] for launch in their_launches)
        our_time = statistics.median(launch[size][1] for launch in our_launches)
        total_theirs += their_time
        total_ours += our_time
        calls = int(statistics.median(launch[size][3] for launch in our_launches))
        ended = "/".join(sorted({launch[size][2] for launch in our_launches}))
        print(f"| {size} | {min(them):.2f} - {max(them):.2f} | {middle:.2f} ({min(us):.2f} - "
              f"{max(us):.2f}) | {'yes' if within else 'no'} | {control:.2f} | "
              f"{'yes' if control_within else 'no'} | {maxima:.2f} | {their_time:.3f} | "
              f"{our_time:.3f} | {calls} | {ended} |")
    print(f"\nTime for all sizes: theirs {total_theirs:.2f} s, ours {total_ours:.2f} s, ratio "
          f"{total_ours / total_theirs:.2f}. Sizes within their range: {within_count} of {len(SIZES)}; "
          f"of theirs again: {control_count}.")


if __name__ == "__main__":
    main()
