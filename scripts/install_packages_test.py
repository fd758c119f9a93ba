#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""install_packages on systems of our making: dpkg, apt and sudo are small scripts that say what they
were asked."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
TOOLS = ("awk", "bash", "cat", "dirname", "env", "fold", "mktemp", "rm", "sed", "tail", "tr")


class InstallPackagesTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="install packages ")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "bin").mkdir()
        (self.folder / "install_packages").write_bytes((SCRIPTS / "install_packages").read_bytes())
        (self.folder / "packages-debian.txt").write_text(
            "# a comment\n[build]\nhere\nnewer|older\n\n[test]\nfor-tests\n")
        for tool in TOOLS:
            (self.folder / "bin" / tool).symlink_to(f"/usr/bin/{tool}")
        self.tool("id", "echo 0")
        self.tool("dpkg-query", 'case "$3" in here) echo -n installed ;; *) exit 1 ;; esac')
        self.tool("apt-cache", '[ "$2" != newer ]')
        self.tool("apt-get", f'echo "$*" >> "{self.folder}/asked"')

    def tool(self, name, text):
        file = self.folder / "bin" / name
        file.write_text(f"#!/bin/bash\n{text}\n")
        file.chmod(0o755)

    def install(self, *arguments):
        return subprocess.run(["bash", self.folder / "install_packages", *arguments], text=True,
                              env={"PATH": str(self.folder / "bin")}, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)

    def asked(self):
        file = self.folder / "asked"
        return file.read_text().splitlines() if file.exists() else []

    def test_installs_only_what_is_missing_and_what_apt_has(self):
        done = self.install("build")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.asked()), 2)
        self.assertTrue(self.asked()[0].endswith(" update"))
        self.assertTrue(self.asked()[1].endswith("install --no-install-recommends older"))

    def test_everything_is_the_default(self):
        self.install()
        self.assertTrue(self.asked()[1].endswith(" older for-tests"), self.asked())

    def test_says_and_does_nothing_when_all_is_there(self):
        self.tool("dpkg-query", "echo -n installed")
        done = self.install()
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(self.asked(), [])

    def test_removed_but_configured_is_not_installed(self):
        self.tool("dpkg-query", "echo -n config-files")
        self.install("build")
        self.assertTrue(self.asked()[1].endswith(" here older"), self.asked())

    def test_uses_sudo_and_says_so(self):
        self.tool("id", "echo 1000")
        self.tool("sudo", f'echo sudo >> "{self.folder}/asked"; exec "$@"')
        done = self.install("build")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("sudo", done.stdout)
        self.assertEqual(self.asked()[0], "sudo")

    def test_without_root_and_sudo_tells_the_command(self):
        self.tool("id", "echo 1000")
        done = self.install("build")
        self.assertEqual(done.returncode, 1)
        self.assertIn("needs root", done.stderr)
        self.assertIn("apt-get install newer\n", done.stderr)

    def test_failing_apt_is_quoted(self):
        self.tool("apt-get", "echo no route to the mirror; exit 100")
        done = self.install("build")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no route to the mirror", done.stderr)

    def test_without_apt_lists_what_is_needed(self):
        os.unlink(self.folder / "bin" / "apt-get")
        done = self.install("build")
        self.assertEqual(done.returncode, 2)
        self.assertIn("here newer|older", done.stderr)

    def test_unknown_part(self):
        self.assertEqual(self.install("everything").returncode, 1)


if __name__ == "__main__":
    unittest.main()
