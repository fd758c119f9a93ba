// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "collectives/message_memory.hpp"
#include "core/support.hpp"

namespace fourfold {

/// Whether an MPI library takes addresses of NVIDIA's GPUs, by its own word.
enum class CudaSupport { NotAsked, NotTold, No, Yes };
/// "not asked", "not told", "no", "yes": for the manifest.
std::string_view name(CudaSupport support);

/// Asks the library that this process runs with: by MPIX_Query_cuda_support, else by
/// MPIX_GPU_query_support, whichever it has. Neither may be called before MPI_Init; then it is No
/// where the library was built without (Open MPI's variable says so, at the price of 0.3 s where
/// its variables were not read before), else NotAsked. Not after MPI_Finalize.
CudaSupport mpi_cuda_support();

/// The questions as MPI libraries have them; nullptr where one has it not.
struct CudaQuestions {
  int (*cuda)() = nullptr;          ///< of Open MPI and MPICH: not 0 is yes
  int (*gpu)(int, int*) = nullptr;  ///< of MPICH: kind of GPU, answer; returns a status
};
CudaSupport answer(const CudaQuestions& questions);

/// Whether calls may be made on such memory, as far as MPI has a say in it. What was not asked yet
/// is taken for a yes: the ranks ask before they plan.
Support mpi_memory_support(MessageMemory memory, CudaSupport told);

}  // namespace fourfold
