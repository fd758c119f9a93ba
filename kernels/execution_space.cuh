// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

// For functions that are one source for host and GPU and call what only one of the two has, through
// a template's argument: constexpr alone, which serves where both can run everything, is then not
// enough for nvcc. The one macro of this program; for all_reduce.hpp alone (docs/decisions.md).
#ifdef __CUDACC__
#define FOURFOLD_HOST_AND_GPU __host__ __device__
#else
#define FOURFOLD_HOST_AND_GPU
#endif
