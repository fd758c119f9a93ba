#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Checks the house rules that no compiler checks: who may include whom, and how a file looks.

check_layers.py [ROOT] prints "file:line: what is wrong" for each violation and exits 1 when there
is any. The tables below are the rules; CONTRIBUTING.md says why they are as they are.
"""

import os
import re
import sys
from fnmatch import fnmatch
from pathlib import PurePosixPath

# Rooms from left to right: a file includes its own room and those to its left.
ROOMS = """core device kernels collectives bench/config bench/plan bench/record bench/locate bench/import bench/watch bench/run bench/model
           bench/judge bench/fleet bench/report bench/app""".split()

# Foreign header -> the only files that may include it. No header of ours does, but the private ones
# below, so that who uses a room never needs what the room uses.
TESTS = "*_test.cpp *_test_main.cpp"
FOREIGN = {
    "fmt/*": "*.cpp",
    "gtest/*": TESTS,
    "gmock/*": TESTS,
    "mpi.h": "collectives/mpi_*.cpp collectives/mpi_check.hpp collectives/mpi_call.hpp",
    "mpi-ext.h": "collectives/mpi_persistent_extension.cpp",
    "cuda_runtime*.h": "device/cuda_*.cpp device/cuda_check.hpp kernels/*.cu kernels/*.cuh "
                       "kernels/gemm_cublaslt*.cpp kernels/*_launch.cpp collectives/nccl_*.cpp",
    "cuda.h": "device/cuda_multicast.cpp kernels/*.cu kernels/*.cuh kernels/tma_launch.hpp kernels/sm100_arguments.hpp",
    "cuda_bf16.h": "kernels/*.cu kernels/*.cuh",
    "cuda_fp8.h": "kernels/*.cu kernels/*.cuh",
    "cuda_fp16.h": "kernels/*.cu kernels/*.cuh",
    "cublasLt.h": "kernels/cublaslt_library.hpp",
    "cblas.h": "kernels/gemm_cblas.cpp",
    "nccl.h": "collectives/nccl_library.hpp collectives/nccl_*.cpp",
    "yaml-cpp/*": "bench/config/*.cpp",
    "nlohmann/*": "bench/record/*.cpp bench/record/json_value.hpp bench/import/*.cpp bench/report/*.cpp bench/report/json_values.hpp bench/run/*.cpp "
                  "bench/app/*.cpp",
    "benchmark/benchmark.h": "bench/run/*.cpp",
    "sodium.h": "core/ed25519.cpp",
    "openssl/evp.h": "core/sha256.cpp",
    "sqlite3.h": "bench/fleet/*.cpp",
    "CLI/*": "bench/app/*.cpp",
    # The operating system's own.
    "arpa/inet.h": "bench/watch/*.cpp",
    "dlfcn.h": "*.cpp",
    "fcntl.h": "*.cpp",
    "ifaddrs.h": "bench/watch/*.cpp",
    "link.h": "*.cpp",
    "net/if.h": "bench/watch/*.cpp",
    "netdb.h": "bench/watch/*.cpp",
    "netinet/in.h": "bench/watch/*.cpp",
    "poll.h": "*.cpp",
    "regex.h": "*.cpp",
    "sched.h": "*.cpp",
    "signal.h": "*.cpp",
    "spawn.h": "*.cpp",
    "sys/*.h": "*.cpp",
    "unistd.h": "*.cpp",
}
# Header of ours that brings a foreign one with it -> the only files that may include it.
PRIVATE = {
    "collectives/nccl_library.hpp": "collectives/nccl_*.cpp collectives/nccl_calls.hpp collectives/nccl_memory.hpp",
    "collectives/nccl_calls.hpp": "collectives/nccl_*.cpp",
    "collectives/nccl_memory.hpp": "collectives/nccl_*.cpp",
    "kernels/cublaslt_library.hpp": "kernels/cublaslt_*.cpp kernels/gemm_cublaslt*.cpp",
    "collectives/mpi_check.hpp": "collectives/mpi_*.cpp",
    "collectives/mpi_call.hpp": "collectives/mpi_*.cpp",
    "bench/record/json_value.hpp": "bench/record/*.cpp bench/record/by_rank_json.hpp bench/record/inventory_json.hpp "
                                   "bench/record/pair_rounds_json.hpp bench/record/trial_json.hpp",
    "bench/record/inventory_json.hpp": "bench/record/*.cpp",
    "bench/record/trial_json.hpp": "bench/record/*.cpp",
    "bench/report/json_values.hpp": "bench/report/*.cpp bench/report/target_json.hpp",
    "bench/report/target_json.hpp": "bench/report/*.cpp",
    "device/cuda_check.hpp": "device/cuda_*.cpp kernels/*.cu kernels/*_launch.cpp collectives/nccl_*.cpp",
}
# One file is enough for these: a second user of Google Benchmark means a second harness.
ONE_FILE = ("benchmark/benchmark.h",)

STANDARD = set("""
    algorithm any array atomic barrier bit bitset cassert cctype cerrno cfenv cfloat charconv chrono
    cinttypes climits clocale cmath compare complex concepts condition_variable coroutine csetjmp
    csignal cstdarg cstddef cstdint cstdio cstdlib cstring ctime cwchar cwctype deque exception
    execution filesystem forward_list fstream functional future initializer_list iomanip ios iosfwd
    iostream istream iterator latch limits list locale map memory memory_resource mutex new numbers
    numeric optional ostream queue random ranges ratio regex scoped_allocator semaphore set
    shared_mutex source_location span sstream stack stdexcept stop_token streambuf string string_view
    syncstream system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set
    utility valarray variant vector version""".split())

MAX_LINES = 300
SAYS_NOTHING = {"base", "common", "detail", "helper", "helpers", "misc", "util", "utils"}
CPLUSPLUS = (".hpp", ".cpp", ".cu", ".cuh")
SOURCES = CPLUSPLUS + (".py", ".sh", ".cmake")
SPDX = ("SPDX-FileCopyrightText: 2026 The Fourfold authors", "SPDX-License-Identifier: Apache-2.0")

INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')
DIRECTIVE = re.compile(r"\s*#\s*(if|ifdef|ifndef|elif|else|define)\b")


def room_of(path):
    """The room a file lies in, or None outside all of them (docs, scripts)."""
    folder = str(PurePosixPath(path).parent)
    return folder if folder in ROOMS else None


def tree(root):
    """Paths of the files the rules speak of, from the root, with "/"."""
    skipped = {"build", "runs", "testdata", "__pycache__"}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in skipped and not f.startswith("."))
        for name in sorted(names):
            yield os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")


def is_source(path, first_line):
    return (path.endswith(SOURCES) or PurePosixPath(path).name == "CMakeLists.txt"
            or first_line.startswith("#!"))


def check_file_form(path, lines):
    """Name, length, licence."""
    words = set(re.split(r"[/._]", path.lower()))
    for word in sorted(words & SAYS_NOTHING):
        yield 1, f"'{word}' in a name says nothing: name the file after its main type or function"
    if len(lines) > MAX_LINES:
        yield MAX_LINES + 1, f"{len(lines)} lines; {MAX_LINES} are enough for one subject"
    head = "\n".join(lines[:4])
    for text in SPDX:
        if text not in head:
            yield 1, f"lacks the line '{text}'"
    if path.endswith((".hpp", ".cuh")) and "#pragma once" not in lines:
        yield 1, "lacks '#pragma once'"


def check_ours(path, header, root):
    """An include of ours: it exists, and its room is not to the right."""
    if not os.path.isfile(os.path.join(root, header)):
        return f'"{header}" is not a file from the repository root; write "room/file.hpp"'
    mine, theirs = room_of(path), room_of(header)
    if theirs is None:
        return f'"{header}" lies in no room'
    if mine and ROOMS.index(theirs) > ROOMS.index(mine):
        return f'"{header}": room {mine} may not use {theirs}, which is to its right'
    return check_allowed(path, header, PRIVATE)


def check_allowed(path, header, table):
    """A header that a table keeps to few files."""
    for pattern, allowed in table.items():
        if fnmatch(header, pattern):
            if any(fnmatch(path, glob) for glob in allowed.split()):
                return None
            return f"{header} belongs only in {allowed}"
    return None


def check_include(path, quote, header, root):
    """What is wrong with one include, or None."""
    ours = any(header.startswith(room + "/") for room in ROOMS)
    foreign = header in STANDARD or any(fnmatch(header, pattern) for pattern in FOREIGN)
    if ours and quote == "<":
        return f'<{header}> is ours: write "{header}"'
    if foreign and quote == '"':
        return f'"{header}" is not ours: write <{header}>'
    if quote == '"':
        return check_ours(path, header, root)
    if not foreign:
        return f"<{header}> is in no table of scripts/check_layers.py: who may include it?"
    return check_allowed(path, header, FOREIGN)


def check_code(path, lines, root, users):
    """Includes and preprocessor directives of one C++ or CUDA file."""
    cuda = path.endswith((".cu", ".cuh"))
    for number, line in enumerate(lines, 1):
        directive = DIRECTIVE.match(line)
        if directive and not cuda:
            yield number, f"#{directive[1]} outside .cu: let CMake choose a source file instead"
        include = INCLUDE.match(line)
        if not include:
            continue
        problem = check_include(path, *include.groups(), root)
        if problem:
            yield number, problem
        header = include[2]
        if header in ONE_FILE:
            users.setdefault(header, []).append((path, number))


def check(root):
    """All violations below root as (file, line, text)."""
    users = {}
    for path in tree(root):
        try:
            with open(os.path.join(root, path), encoding="utf-8") as file:
                lines = file.read().splitlines()
        except UnicodeDecodeError:
            continue
        if not is_source(path, lines[0] if lines else ""):
            continue
        for number, text in check_file_form(path, lines):
            yield path, number, text
        if path.endswith(CPLUSPLUS):
            for number, text in check_code(path, lines, root, users):
                yield path, number, text
    for header, places in users.items():
        for path, number in places[1:]:
            yield path, number, f"<{header}> is already used by {places[0][0]}: one file is enough"


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..")
    problems = list(check(root))
    for path, number, text in problems:
        print(f"{path}:{number}: {text}")
    print(f"check_layers: {len(problems)} violations" if problems else "check_layers: all in order")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
