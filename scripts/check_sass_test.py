#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Compiles kernels that are worse on purpose and expects the gate to find each defect, and only it.

FOURFOLD_NVCC in the environment is the compiler.
"""

import dataclasses
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import check_sass
import sass_reader
import sass_samples

HERE = Path(__file__).resolve().parent
DEFECTS = HERE.parent / "kernels" / "testdata" / "gate_defects.cu"
NVCC = os.environ["FOURFOLD_NVCC"]
WARNINGS = "-Xptxas=-warn-spills,-warn-lmem-usage"
BUDGETS = """# the toy kernels' own
kernel,architectures,kernels,registers,shared,opcodes
pipeline<?>,90,4,168,0,HGMMA>=4 USETMAXREG=2 UTMALDG.MULTICAST>=1 UTMALDG=0
spill,90,1,32,0,
stack,90,1,40,0,
add<?>,90,3,40,0,LDG.128>=1 STG.128>=1 ATOMIC=0
"""
GOOD, RUNTIME_SCALE, NO_MULTICAST, SERIALISED = (f"pipeline<{defect}>" for defect in range(4))


class CheckSassTest(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.log = cls.compile("90a")
        cls.compile("90")

    @classmethod
    def compile(cls, architecture):
        """Compiles the defects to ARCHITECTURE.cubin, as the build does; the exit status and what was said."""
        command = [HERE / "strict_ptxas", NVCC, "-std=c++20", f"-arch=sm_{architecture}", WARNINGS, "-cubin",
                   DEFECTS, "-o", cls.folder / f"{architecture}.cubin"]
        return subprocess.run(command, text=True, capture_output=True, check=False)

    def budgets(self, text=BUDGETS):
        file = self.folder / "budgets.csv"
        file.write_text(text)
        return check_sass.read_budgets(file)

    def problems(self, name, cubin="90a", budgets=BUDGETS):
        """What the gate says of one kernel, without its name."""
        kernels = sass_reader.read_kernels(self.folder / f"{cubin}.cubin")
        said = check_sass.check(kernels, self.budgets(budgets))
        return [text.split(": ", 1)[1] for text in said if text.startswith(f"{name} ")]

    def expect(self, name, *patterns, **where):
        problems = self.problems(name, **where)
        self.assertEqual(len(problems), len(patterns), problems)
        for problem, pattern in zip(problems, patterns):
            self.assertRegex(problem, pattern)

    def test_a_kernel_in_order_passes(self):
        self.expect(GOOD)

    def test_a_spill_is_found(self):
        self.expect("spill", "stack frame of [1-9]", r"local memory: [1-9]\d+ stores \(STL\), [1-9]")
        self.assertIn("Registers are spilled to local memory in function '_ZN8fourfold5spill", self.log.stderr)

    def test_an_array_in_memory_is_found_though_nothing_spills(self):
        self.expect("stack", "stack frame of 256 bytes", "local memory")
        self.assertNotIn("spilled to local memory in function '_ZN8fourfold5stack", self.log.stderr)
        self.assertIn("Local memory used for function '_ZN8fourfold5stack", self.log.stderr)

    def test_packs_that_are_taken_apart_are_found(self):
        """As the budgets of our all-reduce say."""
        self.expect("add<0>")
        self.expect("add<1>", "has 0 LDG.128, where its budget says >= 1", "has 0 STG.128")

    def test_atomics_on_the_way_of_the_data_are_found(self):
        self.expect("add<2>", "has 1 ATOMIC, where its budget says = 0")

    def test_a_missing_suffix_of_the_architecture_is_found(self):
        """The compiler says nothing: every body is behind a guard that the suffix opens."""
        self.expect(GOOD, "is empty.*'a' suffix", "has 0 HGMMA", "has 0 USETMAXREG", "has 0 UTMALDG.MULTICAST",
                    cubin="90")

    def test_a_run_time_scale_is_found(self):
        self.expect(RUNTIME_SCALE, r"run-time scale_d in [1-9]\d* wgmma")

    def test_a_dropped_multicast_is_found(self):
        self.expect(NO_MULTICAST, "has 0 UTMALDG.MULTICAST, where its budget says >= 1", "has [1-9] UTMALDG,")

    def test_serialised_wgmma_is_found_by_its_opcodes(self):
        self.expect(SERIALISED, r"serialises its wgmma: \d+ fences and waits for \d+")

    def test_serialised_wgmma_fails_the_compilation(self):
        self.assertEqual(self.log.returncode, 1)
        self.assertRegex(self.log.stderr, r"\(C75\d\d\) Potential Performance Loss")
        self.assertIn("strict_ptxas: ptxas warns of serialised", self.log.stderr)

    def test_a_quiet_compilation_passes_and_a_failed_one_keeps_its_status(self):
        for command, status in (("echo fine >&2", 0), ("exit 7", 7), ("echo '(C7511)' >&2; exit 2", 2),
                                ("echo '(C7511)' >&2", 1), ("echo 'x C75110 y' >&2", 0)):
            with self.subTest(command):
                ran = subprocess.run([HERE / "strict_ptxas", "sh", "-c", command], capture_output=True, check=False)
                self.assertEqual(ran.returncode, status)

    def test_registers_above_the_budget_are_found(self):
        self.expect(GOOD, "uses 168 registers, 1 above its budget of 167",
                    budgets=BUDGETS.replace("4,168", "4,167"))

    def test_shared_memory_above_the_budget_is_found(self):
        kernel = sass_reader.Kernel("k", 90, name="k", shared=1025)
        budget = check_sass.Budget("k", [90], 1, 0, 1024, [])
        self.assertEqual(list(check_sass.check_budget(kernel, budget)),
                         ["uses 1025 bytes of shared memory, 1 above its budget of 1024"])

    def test_registers_that_setmaxnreg_does_not_count_on_are_found(self):
        good = next(one for one in sass_reader.read_kernels(self.folder / "90a.cubin") if one.name == GOOD)
        self.assertEqual(list(check_sass.check_always(good)), [])
        for registers in (160, 232):
            other = dataclasses.replace(good, registers=registers)
            said = list(check_sass.check_always(other))
            self.assertEqual(len(said), 1, said)
            self.assertRegex(said[0], rf"USETMAXREG\) and is launched with {registers} of them a thread, not 168")
        plain = sass_reader.Kernel("k", 90, name="k", registers=40)
        self.assertNotIn("USETMAXREG", " ".join(check_sass.check_always(plain)))

    def test_the_registers_of_a_launch_are_those_of_the_kernels(self):
        header = (HERE.parent / "kernels" / "sm90_tile.hpp").read_text()
        self.assertIn(f"kSm90LaunchRegisters = {check_sass.LAUNCH_REGISTERS};", header)

    def test_a_kernel_without_a_row_is_found(self):
        without = re.sub("stack,.*\n", "", BUDGETS)
        self.expect("stack", "has 0 rows in the budgets", "stack frame", "local memory", budgets=without)

    def test_a_kernel_with_two_rows_is_found(self):
        self.expect(GOOD, "has 2 rows in the budgets", budgets=BUDGETS + "pipeline<0>,90,1,168,0,\n")

    def test_a_row_without_its_kernels_is_found(self):
        for row, said in (("gone,90,1,9,0,", "budget 'gone' sm_90: 0 kernels, not 1"),
                          ("spil?,80,1,9,0,", "budget 'spil?' sm_80: 0 kernels, not 1")):
            kernels = sass_reader.read_kernels(self.folder / "90a.cubin")
            self.assertIn(said, list(check_sass.check(kernels, self.budgets(BUDGETS + row + "\n"))))

    def test_rows_for_architectures_that_are_not_built_are_left_out(self):
        kept = check_sass.only(self.budgets(BUDGETS + "both,80 90,1,9,0,\nold,80,1,9,0,\n"), "90a,100a")
        self.assertEqual([(row.pattern, row.architectures) for row in kept][4:], [("both", [90])])

    def test_a_budget_out_of_form_is_no_pass(self):
        for text in ("", "kernel\n", BUDGETS + "short,90\n", BUDGETS + "x,90,many,1,0,\n",
                     BUDGETS + "x,90,1,1,0,HMMA>3\n"):
            with self.subTest(text), self.assertRaises(sass_reader.CannotLook):
                self.budgets(text)

    def test_a_file_that_cannot_be_looked_at_is_no_pass(self):
        empty = self.folder / "empty.a"
        empty.write_bytes(b"!<arch>\n")
        for path in (self.folder / "missing", DEFECTS, Path("/bin/true"), empty):
            with self.subTest(path):
                ran = subprocess.run([HERE / "check_sass.py", path], text=True, capture_output=True, check=False)
                self.assertEqual(ran.returncode, 1)
                self.assertIn("check_sass: cannot look: ", ran.stdout)

    def test_compressed_kernels_are_no_pass(self):
        binary = self.folder / "compressed.o"
        subprocess.run([NVCC, "-arch=sm_90", "-Xfatbin=-compress-all", "-c", DEFECTS, "-o", binary,
                        "-diag-suppress=177"], check=True)
        with self.assertRaisesRegex(sass_reader.CannotLook, "compressed"):
            sass_reader.read_kernels(binary)


class OpcodeTest(unittest.TestCase):

    def test_every_opcode_has_the_number_that_this_ptxas_gives_it(self):
        found = sass_samples.assemble(Path(NVCC).resolve().parent / "ptxas")
        wide = {opcode + ".128" for opcode in sass_reader.BY_WIDTH}
        for name in sorted(set(sass_reader.OPCODES.values()) | {sass_reader.RUNTIME_SCALE} | wide):
            with self.subTest(name):
                self.assertIn(name, found)
                self.assertIn(name, found[name])
        for constant in ("HGMMA", "IGMMA", "QGMMA"):
            self.assertNotIn(sass_reader.RUNTIME_SCALE, found[constant], constant)
        for narrow in sass_reader.BY_WIDTH:
            self.assertNotIn(narrow + ".128", found["LDG" if narrow == "LDG" else "STG"], narrow)
        numbers = [number for number, name in sass_reader.OPCODES.items() if name == "ATOMIC"]
        self.assertEqual(len(numbers), len(sass_samples.ATOMICS))
        self.assertGreaterEqual(found["ATOMIC"]["ATOMIC"], len(numbers))


if __name__ == "__main__":
    unittest.main()
