# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Beds of hosts for tests (scripts/testbed): made before them, gone after them."""

import subprocess
import unittest
from pathlib import Path

from cli_program import ROOT, plain_environment, process_table, wait_until

TESTBED = ROOT / "scripts/testbed"
NOT_PERMITTED, SKIPPED = 3, 77


def testbed(script, *arguments, bed):
    """A script of scripts/testbed about that bed, with all it said."""
    return subprocess.run([str(TESTBED / script), *map(str, arguments)], text=True, cwd=ROOT,
                          timeout=60, env=plain_environment(FOURFOLD_BED=bed),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)


def left_of(bed):
    """Whatever there is of a bed: its folder, control groups, processes that know its name."""
    left = [str(path) for path in (Path(f"/run/fourfold-{bed}"),
                                   Path(f"/sys/fs/cgroup/cpu/fourfold-{bed}"),
                                   Path(f"/sys/fs/cgroup/fourfold-{bed}")) if path.exists()]
    for _, command, environment in process_table():
        if f"FOURFOLD_BED={bed}\0".encode() in environment:
            left.append(command.replace(b"\0", b" ").decode())
    return left


def run_tests(made, down, left_over):
    """The calling program's tests between `made`, what `up` came to, and `down()`; its exit code. 77
    where the machine permits no bed; 1 where something is left of it ten seconds later."""
    if made.returncode == NOT_PERMITTED:
        print(f"skipped: {made.stdout.strip()}")
        return SKIPPED
    if made.returncode != 0:
        print(made.stdout)
        return 1
    try:
        passed = unittest.main(module="__main__", exit=False).result.wasSuccessful()
    finally:
        ended = down()
    # A watching process of the last run may end within seconds of it.
    nothing_left = ended.returncode == 0 and wait_until(lambda: not left_over(), 10)
    if not nothing_left:
        print(f"left over: {ended.stdout} {left_over()}")
    return 0 if passed and nothing_left else 1
