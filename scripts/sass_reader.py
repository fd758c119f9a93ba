# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the GPU kernels of an executable: registers, stack, shared memory, and how often each opcode occurs.

No disassembler is needed: a cubin is an ELF file, a kernel is a section of it, an instruction is 128 bits and
its opcode the lowest twelve (sm_70 and newer; check_sass_test.py assembles one instruction of each name below
and so tells when another toolkit numbers them otherwise).
"""

import re
import struct
import subprocess
from collections import Counter
from dataclasses import dataclass, field

OPCODES = {
    0x223: "FFMA", 0x22b: "DFMA", 0x237: "IMMA", 0x23c: "HMMA", 0x23f: "DMMA",
    0x9f0: "HGMMA", 0x9f1: "IGMMA", 0x9f3: "QGMMA", 0x9c5: "WARPGROUP", 0x9c8: "USETMAXREG",
    0x5b4: "UTMALDG", 0x3b4: "UTMALDG.MULTICAST", 0x3b5: "UTMASTG",
    0x844: "STSM", 0x83b: "LDSM", 0xfae: "LDGSTS",
    0x5ea: "UTCMMA", 0x9ee: "LDTM", 0x3e9: "UTCBAR",
    0x387: "STL", 0x983: "LDL", 0x981: "LDG", 0x986: "STG", 0x9a5: "LDGMC",
    # Of integers, compare and swap, of floats from sm_90 on: with a result in global memory and anywhere, and without.
    0x9a8: "ATOMIC", 0x3a9: "ATOMIC", 0x9a3: "ATOMIC", 0x98a: "ATOMIC", 0x38b: "ATOMIC", 0x9a2: "ATOMIC",
    0x98e: "ATOMIC", 0x9a6: "ATOMIC",
    0x918: "NOP",
}
MULTIPLY_GROUP = ("HGMMA", "IGMMA", "QGMMA")
BY_WIDTH = ("LDG", "STG")  # of 16 bytes they are "LDG.128", "STG.128"
RUNTIME_SCALE = "RUNTIME_SCALE_D"  # counted like an opcode: such a multiplication whose scale_d is a predicate
ELF = b"\x7fELF\2"  # of 64 bits
FAT_BINARY = 0xBA55ED50
CUBIN = 2
COMPRESSED = 0x2000 | 0x8000  # LZ4, Zstandard
MACHINE_CUDA = 190
NO_BITS = 8
REGISTERS, FRAME, LEAST_STACK = 0x2f, 0x11, 0x12  # records of .nv.info


class CannotLook(Exception):
    """The file does not hold kernels in a form that can be read; never to be taken for 'all in order'."""


@dataclass
class Kernel:
    """One kernel for one architecture."""
    symbol: str
    architecture: int
    name: str = ""  # "file/kernel<arguments>"
    registers: int = 0
    stack: int = 0  # bytes
    shared: int = 0  # bytes, what the launch adds not counted
    opcodes: Counter = field(default_factory=Counter)

    def instructions(self):
        """How many there are, less those that only fill up."""
        return sum(self.opcodes.values()) - self.opcodes["NOP"] - self.opcodes[RUNTIME_SCALE]


def sections(elf):
    """(name, type, bytes, number of the section's symbol table entry) of each section of a 64-bit ELF."""
    start = struct.unpack_from("<Q", elf, 0x28)[0]
    size, count, names = struct.unpack_from("<HHH", elf, 0x3A)
    headers = [struct.unpack_from("<IIQQQQIIQQ", elf, start + i * size) for i in range(count)]
    strings = elf[headers[names][4]:headers[names][4] + headers[names][5]]
    for header in headers:
        name = strings[header[0]:strings.index(b"\0", header[0])].decode()
        body = b"" if header[1] == NO_BITS else elf[header[4]:header[4] + header[5]]
        yield name, header[5], body


def cubins_of_fat_binary(data):
    at = 0
    while at + 16 <= len(data):
        magic, _, header, size = struct.unpack_from("<IHHQ", data, at)
        if magic != FAT_BINARY:
            at += 8  # the next one is aligned
            continue
        entry, end = at + header, at + header + size
        while entry < end:
            kind, _, head, bytes_ = struct.unpack_from("<HHIQ", data, entry)
            flags = struct.unpack_from("<Q", data, entry + 40)[0]
            if kind == CUBIN:
                if flags & COMPRESSED:
                    raise CannotLook("kernels are compressed: compile with -Xfatbin=-no-compress")
                yield data[entry + head:entry + head + bytes_]
            entry += head + bytes_
        at = end


def members(archive):
    """The files in a static library."""
    at = 8
    while at + 60 <= len(archive):
        size = int(archive[at + 48:at + 58])
        yield archive[at + 60:at + 60 + size]
        at += 60 + size + size % 2


def cubins(path):
    """The cubins of an executable, an object file, a static library, or a file that is one cubin."""
    with open(path, "rb") as file:
        data = file.read()
    if data.startswith(b"!<arch>\n"):
        objects = [member for member in members(data) if member.startswith(ELF)]
        return [cubin for elf in objects for cubin in cubins_of_elf(elf)]
    if not data.startswith(ELF):
        raise CannotLook(f"{path} is neither a 64-bit ELF file nor a static library")
    return cubins_of_elf(data)


def cubins_of_elf(data):
    if struct.unpack_from("<H", data, 18)[0] == MACHINE_CUDA:
        return [data]
    fat = [body for name, _, body in sections(data) if name == ".nv_fatbin"]
    return [cubin for body in fat for cubin in cubins_of_fat_binary(body)]


def symbols(elf):
    """Names by number in the symbol table."""
    parts = {name: body for name, _, body in sections(elf)}
    table, strings = parts[".symtab"], parts[".strtab"]
    starts = (struct.unpack_from("<I", table, at)[0] for at in range(0, len(table), 24))
    return [strings[start:strings.index(b"\0", start)].decode() for start in starts]


def info_records(info):
    """(attribute, 32-bit values) of .nv.info."""
    at = 0
    while at + 4 <= len(info):
        form, attribute, size = struct.unpack_from("<BBH", info, at)
        at += 4
        if form == 4:  # the value follows, `size` bytes of it
            yield attribute, struct.unpack_from(f"<{size // 4}I", info, at)
            at += size


def count_opcodes(code):
    counts = Counter()
    for low, high in struct.iter_unpack("<QQ", code):
        opcode = OPCODES.get(low & 0xfff, f"0x{low & 0xfff:03x}")
        if opcode in BY_WIDTH and high >> 9 & 7 == 6:
            opcode += ".128"
        counts[opcode] += 1
        # Bits 87 to 89: the predicate, 0 for the one that is always true.
        if opcode in MULTIPLY_GROUP and high >> 23 & 7:
            counts[RUNTIME_SCALE] += 1
    return counts


def kernels_of_cubin(elf):
    # Of the second form (sm_100) e_flags has the architecture in the same place.
    architecture = struct.unpack_from("<I", elf, 48)[0] >> 8 & 0xff
    found, shared, info = {}, {}, b""
    for name, size, body in sections(elf):
        if name.startswith(".text."):
            kernel = found[name[6:]] = Kernel(name[6:], architecture)
            kernel.opcodes = count_opcodes(body)
        elif name.startswith(".nv.shared."):
            shared[name[11:]] = size
        elif name == ".nv.info":
            info = body
    for symbol, kernel in found.items():
        kernel.shared = shared.get(symbol, 0)
    names, told = symbols(elf), set()
    for attribute, values in info_records(info):
        kernel = found.get(names[values[0]]) if len(values) == 2 else None
        if kernel is None:
            continue
        if attribute == REGISTERS:
            kernel.registers = values[1]
            told.add(kernel.symbol)
        elif attribute in (FRAME, LEAST_STACK):
            kernel.stack = max(kernel.stack, values[1])
    for symbol in found.keys() - told:
        raise CannotLook(f"{symbol}: its number of registers is not in the cubin")
    return list(found.values())


def name_kernels(kernels):
    """Sets each name: "file/kernel<arguments>", without namespaces, result and parameters."""
    demangled = subprocess.run(["c++filt"], input="\n".join(k.symbol for k in kernels), text=True,
                               capture_output=True, check=True).stdout.splitlines()
    for kernel, text in zip(kernels, demangled):
        # nvcc names an anonymous namespace _GLOBAL__N__HASH_LENGTH_FILE_cu_HASH.
        file = re.search(r"_GLOBAL__N__[0-9a-f]+_\d+_(\w+?)_cu_[0-9a-f]{8}", kernel.symbol)
        text = re.sub(r"\(anonymous namespace\)::|fourfold::|^void ", "", text)
        text = re.sub(r"\([A-Z]\w*\)(?=\d)", "", text)  # an enumeration's type before its number
        text = text.split("(")[0]
        kernel.name = f"{file[1]}/{text}" if file else text


def read_kernels(path):
    """Every kernel in the file, by name and architecture. Throws CannotLook, also where there is none."""
    kernels = [kernel for cubin in cubins(path) for kernel in kernels_of_cubin(cubin)]
    if not kernels:
        raise CannotLook(f"{path} holds no kernel")
    name_kernels(kernels)
    return sorted(kernels, key=lambda k: (k.name, k.architecture))
