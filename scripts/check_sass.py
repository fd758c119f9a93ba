#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Holds the machine code of every GPU kernel in a file against kernels/budgets.csv.

    check_sass.py [--budgets FILE] FILE      prints what is wrong; exit code 1 when anything is, or when the
                                             kernels cannot be looked at
    check_sass.py --print FILE               prints what a budget would be held against

For every kernel: no stack, no loads and stores of local memory, not empty, wgmma neither serialised nor with a
run-time scale_d; 168 registers where it has setmaxnreg. By its row in the budgets: registers and static shared memory at most, and opcodes. A kernel
without a row is wrong, and so is a row without its kernels.
"""

import argparse
import csv
import fnmatch
import os
import re
import sys
from dataclasses import dataclass, replace

from sass_reader import MULTIPLY_GROUP, RUNTIME_SCALE, CannotLook, read_kernels

BUDGETS = os.path.join(os.path.dirname(__file__), "..", "kernels", "budgets.csv")
COLUMNS = ["kernel", "architectures", "kernels", "registers", "shared", "opcodes"]
EMPTY = 4  # instructions of a kernel without a body: load a constant, exit, stay there
# Of a thread of every kernel whose warpgroups share registers out anew (setmaxnreg): as many as the launch takes
# from the SM. With fewer the warpgroups that want more wait for ever. kSm90LaunchRegisters of kernels/sm90_tile.hpp.
LAUNCH_REGISTERS = 168
SERIALISED = 1.5  # waits and fences per wgmma: about 0.5 where they overlap, 2 where each is waited for


@dataclass
class Budget:
    """One row of the file."""
    pattern: str  # of the kernel's name; * stands for anything
    architectures: list  # each must be there
    kernels: int  # so many match, for each architecture
    registers: int  # at most
    shared: int  # bytes at most
    opcodes: list  # (name, ">=" or "=", count)

    def matches(self, kernel):
        return kernel.architecture in self.architectures and fnmatch.fnmatchcase(kernel.name, self.pattern)


def parse_condition(text, place):
    parts = re.fullmatch(r"([A-Z0-9_.]+)(>=|=)(\d+)", text)
    if not parts:
        raise CannotLook(f"{place}: '{text}' is not OPCODE>=COUNT or OPCODE=COUNT")
    return parts[1], parts[2], int(parts[3])


def read_budgets(path):
    """The rows of the file; throws CannotLook where one is not in form."""
    with open(path, encoding="utf-8") as file:
        lines = [line if not line.startswith("#") else "" for line in file.read().splitlines()]
    rows = [(number, row) for number, row in enumerate(csv.reader(lines), 1) if row]
    if not rows or rows[0][1] != COLUMNS:
        raise CannotLook(f"{path}: the first line is not '{','.join(COLUMNS)}'")
    budgets = []
    for number, row in rows[1:]:
        place = f"{path}:{number}"
        if len(row) != len(COLUMNS):
            raise CannotLook(f"{place}: {len(row)} columns, not {len(COLUMNS)}")
        try:
            architectures = [int(one) for one in row[1].split()]
            count, registers, shared = (int(number) for number in row[2:5])
        except ValueError as error:
            raise CannotLook(f"{place}: {error}") from error
        conditions = [parse_condition(text, place) for text in row[5].split()]
        budgets.append(Budget(row[0], architectures, count, registers, shared, conditions))
    return budgets


def only(budgets, architectures):
    """The budgets for the architectures of a build, "90a,100a"; all where that is None."""
    if architectures is None:
        return budgets
    built = {int(re.sub("[af]$", "", one)) for one in architectures.split(",")}
    kept = [replace(row, architectures=[one for one in row.architectures if one in built]) for row in budgets]
    return [row for row in kept if row.architectures]


def check_always(kernel):
    """What is wrong with a kernel whatever its budget."""
    counts = kernel.opcodes
    if kernel.instructions() <= EMPTY:
        yield "is empty: is it compiled for an architecture without its 'a' suffix?"
    if kernel.stack:
        yield f"has a stack frame of {kernel.stack} bytes: registers are spilled, or an array is not in them"
    if counts["STL"] or counts["LDL"]:
        yield f"uses local memory: {counts['STL']} stores (STL), {counts['LDL']} loads (LDL)"
    if counts["USETMAXREG"] and kernel.registers != LAUNCH_REGISTERS:
        yield (f"shares registers out anew (USETMAXREG) and is launched with {kernel.registers} of them a thread, not "
               f"{LAUNCH_REGISTERS}: its warpgroups would wait for ever, or leave some unused")
    multiplications = sum(counts[opcode] for opcode in MULTIPLY_GROUP)
    if multiplications and counts["WARPGROUP"] >= SERIALISED * multiplications:
        yield (f"serialises its wgmma: {counts['WARPGROUP']} fences and waits for {multiplications} "
               "multiplications")
    if counts[RUNTIME_SCALE]:
        yield (f"has a run-time scale_d in {counts[RUNTIME_SCALE]} wgmma: make it the constant 1 and zero the "
               "accumulators")


def check_budget(kernel, budget):
    """What is wrong with a kernel by its row."""
    for what, used, most in (("registers", kernel.registers, budget.registers),
                             ("bytes of shared memory", kernel.shared, budget.shared)):
        if used > most:
            yield f"uses {used} {what}, {used - most} above its budget of {most}"
    for opcode, relation, count in budget.opcodes:
        found = kernel.opcodes[opcode]
        if found < count or (relation == "=" and found != count):
            yield f"has {found} {opcode}, where its budget says {relation} {count}"


def check(kernels, budgets):
    """All that is wrong, as lines."""
    matched = {}
    for kernel in kernels:
        label = f"{kernel.name} sm_{kernel.architecture}"
        rows = [budget for budget in budgets if budget.matches(kernel)]
        if len(rows) != 1:
            yield f"{label}: has {len(rows)} rows in the budgets, not one"
        for budget in rows:
            key = budget.pattern, kernel.architecture
            matched[key] = matched.get(key, 0) + 1
        problems = list(check_always(kernel))
        for budget in rows:
            problems += check_budget(kernel, budget)
        yield from (f"{label}: {problem}" for problem in problems)
    for budget in budgets:
        for architecture in budget.architectures:
            found = matched.get((budget.pattern, architecture), 0)
            if found != budget.kernels:
                yield f"budget '{budget.pattern}' sm_{architecture}: {found} kernels, not {budget.kernels}"


def print_kernels(kernels):
    for kernel in kernels:
        named = {opcode: count for opcode, count in sorted(kernel.opcodes.items())
                 if opcode[0] != "0" and opcode != "NOP"}
        print(f"{kernel.name} sm_{kernel.architecture}: {kernel.registers} registers, {kernel.shared} B shared, "
              f"{kernel.stack} B stack, {kernel.instructions()} instructions",
              *(f"{opcode}={count}" for opcode, count in named.items()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="executable, static library, object file or cubin")
    parser.add_argument("--budgets", default=BUDGETS)
    parser.add_argument("--architectures", help="that the build was for, \"80,90a\": no other is missed")
    parser.add_argument("--print", action="store_true", help="print what there is, check nothing")
    arguments = parser.parse_args()
    try:
        kernels = read_kernels(arguments.file)
        if arguments.print:
            print_kernels(kernels)
            return 0
        problems = list(check(kernels, only(read_budgets(arguments.budgets), arguments.architectures)))
    except (CannotLook, OSError) as error:
        print(f"check_sass: cannot look: {error}")
        return 1
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"check_sass: {len(problems)} faults in {len(kernels)} kernels" if problems
          else f"check_sass: {len(kernels)} kernels, all in order")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
