#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""scripts/bundle, started in a root that holds nothing but a bundle, a C library and a shell."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from cli_program import HEALTHY, PROGRAM, ROOT, plain_environment

BUNDLE = str(ROOT / "scripts/bundle")
BUILD = str(Path(PROGRAM).resolve().parent)
# The parts of the C library that a program or a plugin of Open MPI may ask for.
C_LIBRARY = ("libc.so.6", "libm.so.6", "libdl.so.2", "librt.so.1", "libpthread.so.0",
             "libresolv.so.2", "libutil.so.1")
# In a mount namespace of its own, so that nothing is left mounted whatever happens.
ENTER = """
mount --make-rprivate / &&
mount -t proc proc "$ROOT/proc" &&
mount --rbind /sys "$ROOT/sys" &&
mount -t tmpfs none "$ROOT/dev" && mkdir "$ROOT/dev/shm" &&
for node in null zero urandom; do
  touch "$ROOT/dev/$node" && mount --bind /dev/$node "$ROOT/dev/$node" || exit 125
done &&
exec env -i "$(command -v chroot)" "$ROOT" /bin/sh -c "$INSIDE"
"""
NAMESPACE = ("unshare", "--mount", "--pid", "--fork", "--kill-child")


def make_bundle(*arguments):
    return subprocess.run([BUNDLE, "--build", BUILD, *map(str, arguments)], text=True, timeout=60,
                          env=plain_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def linked(program):
    """Paths of the loader and the libraries of a program."""
    listed = subprocess.run(["ldd", program], text=True, stdout=subprocess.PIPE, check=True)
    return re.findall(r"(/\S+) \(0x", listed.stdout)


def make_root(root):
    """Folders, a shell, and the C library at the path of its loader."""
    for folder in ("bin", "proc", "sys", "dev", "tmp", "opt"):
        (root / folder).mkdir(parents=True)
    files = linked("/bin/sh")
    shutil.copy("/bin/sh", root / "bin/sh")
    libc = next(Path(file) for file in files if "/libc.so" in file)
    files += [str(libc.parent / name) for name in C_LIBRARY if (libc.parent / name).exists()]
    for file in set(files):
        target = root / file.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)


def why_no_empty_root():
    if os.geteuid() != 0:
        return "only root can change its root"
    tried = subprocess.run([*NAMESPACE, "true"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True)
    return "" if tried.returncode == 0 else f"no mount namespace here: {tried.stdout.strip()}"


class EmptyRootTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        why = why_no_empty_root()
        if why:
            raise unittest.SkipTest(why)
        folder = tempfile.TemporaryDirectory(prefix="fourfold-root-")
        cls.addClassCleanup(folder.cleanup)
        cls.root = Path(folder.name) / "root"
        make_root(cls.root)
        made = make_bundle(cls.root / "opt/fourfold")
        if made.returncode != 0:
            raise AssertionError(made.stdout)

    def inside(self, command):
        """A finished command of the shell in the empty root."""
        return subprocess.run([*NAMESPACE, "sh", "-c", ENTER], text=True, timeout=50,
                              env=plain_environment(ROOT=str(self.root), INSIDE=command),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)

    def assert_exit(self, done, *codes):
        if done.returncode in codes:
            return
        # What the loader looked for says what the bundle lacks.
        wanted = self.inside("LD_DEBUG=files /opt/fourfold/fourfold devices")
        lacking = [line for line in wanted.stdout.splitlines() if "cannot open" in line]
        self.fail("\n".join([f"exit {done.returncode}", done.stdout, *lacking]))

    def test_the_root_has_no_other_programs(self):
        for program in ("mpirun", "ls"):
            self.assertIn(f"{program}: not found", self.inside(program).stdout)

    def test_help(self):
        done = self.inside("/opt/fourfold/fourfold --help")
        self.assert_exit(done, 0)
        self.assertIn("Exit codes: 0 accepted", done.stdout)

    def test_what_is_opened_at_run_time_came_along(self):
        done = self.inside("cd /opt/fourfold && ./fourfold devices")
        self.assert_exit(done, 0)
        self.assertRegex(done.stdout, r"(?m)^OpenBLAS +OpenBLAS 0")
        self.assertRegex(done.stdout, r"(?m)^MPI +Open MPI 4")

    def test_a_suite_runs_over_several_ranks(self):
        done = self.inside("/opt/fourfold/fourfold run /opt/fourfold/configs/suites/host_smoke.yaml"
                           " --results /tmp/results")
        self.assert_exit(done, *HEALTHY)
        (run,) = (self.root / "tmp/results").iterdir()
        cases = [json.loads(line) for line in (run / "journal.jsonl").read_text().splitlines()]
        cases = [case for case in cases if "trials" in case]
        self.assertGreater(len(cases), 5)
        self.assertIn("3 of 3 ranks", done.stdout)

    def test_a_message_of_open_mpi_is_found(self):
        done = self.inside("here=/opt/fourfold; . $here/environment;"
                           " OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
                           " $here/bin/mpirun -n 1 /absent")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("mpirun was unable to launch the specified application", done.stdout)
        self.assertNotIn("Sorry", done.stdout)

    def test_gpu_checks_find_the_libraries_they_fake(self):
        if not (self.root / "opt/fourfold/bin/device_test").exists():
            self.skipTest("device_test is not built")
        self.assert_exit(self.inside("here=/opt/fourfold; . $here/environment;"
                                     " device_test --gtest_filter=NvmlTelemetry.*"), 0)

    def test_gpu_checks_run_over_several_ranks(self):
        tests = self.root / "opt/fourfold/bin/collectives_mpi_test"
        if not tests.exists():
            self.skipTest("collectives_mpi_test is not built")
        done = self.inside("here=/opt/fourfold; . $here/environment;"
                           " OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
                           " mpirun -n 2 --oversubscribe $here/bin/collectives_mpi_test"
                           " --gtest_filter=Nccl*")
        self.assert_exit(done, 0)
        self.assertRegex(done.stdout, r"\d+ tests? from \d+ test suites? ran")


class BundleTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="fourfold-bundle-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_leaves_alone_what_it_did_not_make(self):
        mine = self.folder / "mine"
        mine.mkdir()
        (mine / "thesis").write_text("two years of work")
        done = make_bundle(mine)
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("is there already and is not a bundle", done.stdout)
        self.assertEqual((mine / "thesis").read_text(), "two years of work")

    def test_says_what_is_not_built(self):
        done = make_bundle("--build", self.folder, self.folder / "out")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("cmake --build", done.stdout)
        self.assertFalse((self.folder / "out").exists())

    def test_refuses_an_unknown_option(self):
        self.assertEqual(make_bundle("--with-cuda").returncode, 4)


if __name__ == "__main__":
    unittest.main()
