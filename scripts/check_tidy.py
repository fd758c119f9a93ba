#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""check_tidy.py [--seconds N] BUILD [FILE...]: clang-tidy over the C++ sources that BUILD compiles;
with --seconds it begins none after so long, the ones that changed last having come first.

A file that was clean is not looked at again until it, a header of ours that it includes, its compile
command, .clang-tidy or clang-tidy changes: stamps lie in BUILD/tidy. Left out are CUDA sources, which
clang 14 cannot parse, and tests, which take it three times as long as all the rest.
"""

import concurrent.futures
import hashlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TIDY = "clang-tidy-14"
JOBS = 2
INCLUDE = re.compile(rb'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)
PRECOMPILED = re.compile(r"-Winvalid-pch|-include \S*cmake_pch\.hxx")


def with_our_headers(source):
    """The source and every header of ours it includes, directly or not."""
    seen, ahead = set(), [source]
    while ahead:
        file = ahead.pop()
        if file in seen or not file.is_file():
            continue
        seen.add(file)
        ahead += [ROOT / name.decode() for name in INCLUDE.findall(file.read_bytes())]
    return sorted(seen)


def stamp_name(source, command, common):
    digest = hashlib.sha256(common + command.encode())
    for file in with_our_headers(source):
        digest.update(file.read_bytes())
    return f"{source.name}-{digest.hexdigest()[:24]}"


def commands_for_clang(build, to):
    """The compile commands of BUILD, written to the folder TO without the compiler's own
    precompiled headers, which clang cannot read."""
    entries = json.loads((build / "compile_commands.json").read_text())
    for entry in entries:
        entry["command"] = PRECOMPILED.sub("", entry["command"])
    (to / "compile_commands.json").write_text(json.dumps(entries))
    return entries


def tidy(commands, source):
    """What clang-tidy says, or "" when the file is clean; commands: the folder of
    commands_for_clang()."""
    run = subprocess.run([TIDY, "--quiet", "--extra-arg=-Wno-unknown-warning-option", "-p",
                          str(commands), str(source)], cwd=ROOT,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return "" if run.returncode == 0 else run.stdout or run.stderr


def latest_first(sources):
    """Those that changed last come first: they are the ones to look at when time is short."""
    log = subprocess.run(["git", "log", "--format=", "--name-only"], cwd=ROOT,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    age = {}
    for name in log.splitlines():
        age.setdefault((ROOT / name).resolve(), len(age))
    return sorted(sources, key=lambda source: (age.get(source, -1), source))


def main():
    arguments = sys.argv[1:]
    end = None
    if arguments[0] == "--seconds":
        end = time.monotonic() + float(arguments[1])
        arguments = arguments[2:]
    build = Path(arguments[0]).resolve()
    only = {(ROOT / name).resolve() for name in arguments[1:]}
    stamps = build / "tidy"
    stamps.mkdir(exist_ok=True)
    version = subprocess.run([TIDY, "--version"], stdout=subprocess.PIPE, check=True).stdout
    common = version + (ROOT / ".clang-tidy").read_bytes()

    work = {}
    for entry in commands_for_clang(build, stamps):
        source = Path(entry["directory"], entry["file"]).resolve()
        ours = source.suffix == ".cpp" and source.is_relative_to(ROOT)
        if ours and not source.stem.endswith("_test") and (not only or source in only):
            work[source] = stamps / stamp_name(source, entry["command"], common)
    changed = {source: stamp for source, stamp in work.items() if not stamp.exists()}

    def look_at(source):
        """As tidy(), or None when there is no time left to begin."""
        return None if end and time.monotonic() > end else tidy(stamps, source)

    failed = 0
    left = 0
    changed = {source: changed[source] for source in latest_first(changed)}
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for (source, stamp), said in zip(changed.items(),
                                         pool.map(look_at, changed)):
            if said is None:
                left += 1
            elif said:
                failed += 1
                print(said, flush=True)
            else:
                stamp.touch()
    print(f"check_tidy: {len(work)} files, {len(changed) - left} looked at, {failed} with findings")
    if left:
        print(f"check_tidy: NOT LOOKED AT for want of time: {left} files, those unchanged longest")
    if not work:
        print(f"check_tidy: {os.path.relpath(build)} compiles no source of ours")
    return 1 if failed or not work else 0


if __name__ == "__main__":
    sys.exit(main())
