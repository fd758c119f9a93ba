#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""check_startup.py PROGRAM: the program starts fast and small, or exits 1.

It guards against a library that is linked where it should be opened on first use (libcublasLt alone
costs 60 ms and 200 MiB at start).
"""

import os
import statistics
import subprocess
import sys
import time

RUNS = 15
MOST_SECONDS = 0.050
MOST_MIB = 40


def start(program):
    """Wall seconds and peak MiB of one --help. The peak is never below this interpreter's own (a
    child's count starts at its parent's), some 10 MiB."""
    began = time.perf_counter()
    child = subprocess.Popen([program, "--help"], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"check_startup: {program} --help exits {child.returncode}")
    return seconds, usage.ru_maxrss / 1024


def main():
    starts = [start(sys.argv[1]) for _ in range(RUNS)]
    seconds = statistics.median(s for s, _ in starts)
    mib = max(m for _, m in starts)
    print(f"fourfold --help: median {seconds * 1e3:.1f} ms (at most {MOST_SECONDS * 1e3:.0f}), "
          f"peak {mib:.1f} MiB (at most {MOST_MIB}), {RUNS} starts")
    return 0 if seconds <= MOST_SECONDS and mib <= MOST_MIB else 1


if __name__ == "__main__":
    sys.exit(main())
