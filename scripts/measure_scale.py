#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""measure_scale.py [RANKS...]: what the harness costs per rank, on this machine alone with as many ranks
as asked (2 8 32 128): memory of ranks and supervisor, size of the record, datagrams of the watch, time.
Figures of docs/scale.md. As root: each run has a network of its own, whose datagrams are the watch's.

Exit codes: 0; 2 a run failed; 3 no network namespaces here.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = os.environ.get("FOURFOLD", str(ROOT / "build/host/fourfold"))
SUITE = """\
fourfold: 1
suite: scale
device: host
hang_after: 10min
measure: {max_time: 200ms, warmup: 1ms, min_samples: 10, max_samples: 10, cache: hot, precision: 99%}
cases:
  - {collective: all_reduce, size: [8B, 16B, 32B, 64B]}
"""
CASES = 4


def anonymous_kib(pid):
    """Memory that is the process's own: neither files nor what ranks share."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1])
    return 0


def processes(folder):
    """Of this run: the ranks' pids by rank, and the supervisor's."""
    ranks, supervisor = {}, None
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
            if os.fsencode(PROGRAM) != command[0] or os.fsencode(folder) not in b" ".join(command):
                continue
            environment = (entry / "environ").read_bytes().split(b"\0")
        except (OSError, ValueError):
            continue
        own = [one for one in environment if one.startswith(b"OMPI_COMM_WORLD_RANK=")]
        if own:
            ranks[int(own[0].split(b"=")[1])] = int(entry.name)
        elif b"--directory" not in command:
            supervisor = int(entry.name)
    return ranks, supervisor


def watch_memory(run, folder):
    """The most that a rank 0, another rank and the supervisor had, in KiB."""
    most = {"rank_0": 0, "others": 0, "supervisor": 0}
    ranks, supervisor = {}, None
    while run.poll() is None:
        if 0 not in ranks or supervisor is None:
            ranks, supervisor = processes(folder)
        try:
            if 0 in ranks:
                most["rank_0"] = max(most["rank_0"], anonymous_kib(ranks[0]))
            if len(ranks) > 1:
                most["others"] = max(most["others"], anonymous_kib(ranks[max(ranks)]))
            if supervisor:
                most["supervisor"] = max(most["supervisor"], anonymous_kib(supervisor))
        except OSError:
            ranks, supervisor = {}, None
        time.sleep(0.1)
    return most


def udp(text):
    """Datagrams received, of /proc/net/snmp."""
    names, values = [line.split() for line in text.splitlines() if line.startswith("Udp:")][:2]
    return int(values[names.index("InDatagrams")])


def measure(ranks):
    with tempfile.TemporaryDirectory(prefix="fourfold-scale-") as folder:
        suite = Path(folder) / "suite.yaml"
        suite.write_text(SUITE)
        script = (f"ip link set lo up && {PROGRAM} run {suite} --ranks {ranks} --results {folder}/r "
                  ">/dev/null 2>&1; cat /proc/net/snmp")
        began = time.monotonic()
        run = subprocess.Popen(["unshare", "--net", "bash", "-c", script], text=True,
                               stdout=subprocess.PIPE)
        memory = watch_memory(run, folder)
        took = time.monotonic() - began
        text = run.stdout.read()
        directory = next((Path(folder) / "r").iterdir(), None)
        if directory is None:
            return None
        lines = [json.loads(line) for line in (directory / "journal.jsonl").read_text().splitlines()]
        cases = [line for line in lines if line["kind"] == "case"]
        if len(cases) != CASES:
            return None
        size = lambda one: len(json.dumps(one, separators=(",", ":")))
        return {"ranks": ranks, **memory, "took_s": took, "datagrams_per_s": udp(text) / took,
                "launch_bytes": size(lines[0]), "case_bytes": sum(map(size, cases)) / CASES,
                "skew_s": lines[0]["barrier_exit_skew_s"],
                "all_reduce_8B_s": min(cases[0]["trials"][0]["seconds"])}


def main():
    if subprocess.run(["unshare", "--net", "true"], stderr=subprocess.DEVNULL, check=False).returncode:
        print("no network namespaces here")
        return 3
    print("ranks  rank 0 KiB  others KiB  supervisor KiB  launch line B  case line B  datagrams/s"
          "  whole run s")
    for ranks in [int(word) for word in sys.argv[1:]] or [2, 8, 32, 128]:
        one = measure(ranks)
        if one is None:
            print(f"{ranks:5}  failed")
            return 2
        print(f"{ranks:5}  {one['rank_0']:10}  {one['others']:10}  {one['supervisor']:14}  "
              f"{one['launch_bytes']:13}  {one['case_bytes']:11.0f}  {one['datagrams_per_s']:11.1f}"
              f"  {one['took_s']:11.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
