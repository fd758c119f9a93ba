#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
"""Plants one violation of each kind in a small tree and expects it, and only it, to be reported."""

import tempfile
import unittest
from pathlib import Path

import check_layers

LICENCE = ["// SPDX-FileCopyrightText: 2026 The Fourfold authors",
           "// SPDX-License-Identifier: Apache-2.0"]
HEADER = LICENCE + ["#pragma once"]


class CheckLayersTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.plant("core/error.hpp", HEADER + ["#include <string>"])
        self.plant("device/device.hpp", HEADER + ['#include "core/error.hpp"'])
        self.plant("bench/plan/plan.hpp", HEADER + ['#include "device/device.hpp"'])
        self.plant("bench/run/engine.cpp", LICENCE + ["#include <benchmark/benchmark.h>",
                                                      '#include "bench/plan/plan.hpp"'])
        self.plant("device/cuda_device.cpp", LICENCE + ["#include <cuda_runtime_api.h>"])
        self.plant("kernels/memory.cu", LICENCE + ["#include <cuda_bf16.h>",
                                                   "#if __CUDA_ARCH__ >= 900", "#endif"])

    def plant(self, path, lines):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n")

    def expect(self, path, line, text):
        problems = list(check_layers.check(str(self.root)))
        self.assertEqual([(p, n) for p, n, _ in problems], [(path, line)], problems)
        self.assertIn(text, problems[0][2])

    def expect_include(self, path, include, text):
        lines = HEADER if path.endswith(".hpp") else LICENCE
        self.plant(path, lines + ["", include])
        self.expect(path, len(lines) + 2, text)

    def test_a_tree_in_order_has_no_violations(self):
        self.assertEqual(list(check_layers.check(str(self.root))), [])

    def test_room_to_the_right(self):
        self.expect_include("core/error.cpp", '#include "device/device.hpp"',
                            "room core may not use device")

    def test_room_to_the_right_within_bench(self):
        self.plant("bench/judge/verdict.hpp", HEADER)
        self.expect_include("bench/plan/plan.cpp", '#include "bench/judge/verdict.hpp"',
                            "room bench/plan may not use bench/judge")

    def test_header_relative_to_the_file(self):
        self.expect_include("core/error.cpp", '#include "error.hpp"', "is not a file")

    def test_header_of_no_room(self):
        self.plant("scripts/tool.hpp", HEADER)
        self.expect_include("core/error.cpp", '#include "scripts/tool.hpp"', "lies in no room")

    def test_ours_in_angle_brackets(self):
        self.expect_include("core/error.cpp", "#include <core/error.hpp>", "is ours")

    def test_foreign_in_quotes(self):
        self.expect_include("core/error.cpp", '#include "fmt/format.h"', "is not ours")

    def test_foreign_header_in_a_public_header(self):
        self.expect_include("core/format.hpp", "#include <fmt/format.h>", "belongs only in *.cpp")

    def test_foreign_header_in_the_wrong_file(self):
        self.expect_include("collectives/topology.cpp", "#include <mpi.h>",
                            "belongs only in collectives/mpi_*.cpp")

    def test_foreign_header_in_the_wrong_room(self):
        self.expect_include("bench/run/options.cpp", "#include <yaml-cpp/yaml.h>",
                            "belongs only in bench/config/*.cpp")

    def test_private_header_in_another_room(self):
        self.plant("device/cuda_check.hpp", HEADER + ["#include <cuda_runtime_api.h>"])
        self.expect_include("bench/run/session.cpp", '#include "device/cuda_check.hpp"',
                            "belongs only in device/cuda_*.cpp")

    def test_foreign_header_nobody_listed(self):
        self.expect_include("core/error.cpp", "#include <boost/any.hpp>", "in no table")

    def test_second_user_of_google_benchmark(self):
        self.expect_include("bench/run/second.cpp", "#include <benchmark/benchmark.h>",
                            "already used by bench/run/engine.cpp")

    def test_feature_ifdef(self):
        self.plant("core/error.cpp", LICENCE + ["#ifdef FOURFOLD_CUDA"])
        self.expect("core/error.cpp", 3, "#ifdef outside .cu")

    def test_macro(self):
        self.plant("core/error.cpp", LICENCE + ["  #  define CHECK(x) x"])
        self.expect("core/error.cpp", 3, "#define outside .cu")

    def test_missing_licence(self):
        self.plant("core/error.cpp", LICENCE[:1] + ["int x;"])
        self.expect("core/error.cpp", 1, "SPDX-License-Identifier: Apache-2.0")

    def test_missing_licence_in_a_script_without_extension(self):
        self.plant("scripts/tool", ["#!/bin/sh", "# " + LICENCE[0][3:]])
        self.expect("scripts/tool", 1, "SPDX-License-Identifier: Apache-2.0")

    def test_missing_pragma_once(self):
        self.plant("core/glob.hpp", LICENCE)
        self.expect("core/glob.hpp", 1, "#pragma once")

    def test_long_file(self):
        self.plant("core/error.cpp", LICENCE + [""] * 298)
        self.assertEqual(list(check_layers.check(str(self.root))), [])
        self.plant("core/error.cpp", LICENCE + [""] * 299)
        self.expect("core/error.cpp", 301, "301 lines")

    def test_long_test_file(self):
        self.plant("core/error_test.cpp", LICENCE + [""] * 400)
        self.expect("core/error_test.cpp", 301, "402 lines")

    def test_names_that_say_nothing(self):
        for path in ("core/utils.cpp", "core/string_util.cpp", "core/detail/error.cpp",
                     "scripts/helpers.py"):
            with self.subTest(path):
                self.plant(path, LICENCE)
                self.expect(path, 1, "says nothing")
                (self.root / path).unlink()

    def test_build_folder_is_not_ours(self):
        self.plant("build/host/utils.cpp", ["int x;"])
        self.assertEqual(list(check_layers.check(str(self.root))), [])


if __name__ == "__main__":
    unittest.main()
