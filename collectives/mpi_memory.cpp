// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include "collectives/mpi_memory.hpp"

#include <dlfcn.h>
#include <mpi.h>

#include <array>

#include "collectives/mpi_variables.hpp"

namespace fourfold {
namespace {

// MPICH's mpi.h: MPIX_GPU_SUPPORT_CUDA. Its name is not there when compiled with another MPI.
constexpr int kGpuOfCuda = 0;

constexpr std::array<std::string_view, 4> kCudaSupports{"not asked", "not told", "no", "yes"};

/// A function of the library that is linked, or nullptr where it lacks it.
template <class Function>
Function* linked(const char* symbol) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, symbol));
}

}  // namespace

std::string_view name(CudaSupport support) {
  return kCudaSupports[static_cast<std::size_t>(support)];
}

CudaSupport answer(const CudaQuestions& questions) {
  if (questions.cuda != nullptr) {
    return questions.cuda() != 0 ? CudaSupport::Yes : CudaSupport::No;
  }
  int yes = 0;
  if (questions.gpu == nullptr || questions.gpu(kGpuOfCuda, &yes) != MPI_SUCCESS) {
    return CudaSupport::NotTold;
  }
  return yes != 0 ? CudaSupport::Yes : CudaSupport::No;
}

CudaSupport mpi_cuda_support() {
  int running = 0;
  MPI_Initialized(&running);
  if (running != 0) {
    return answer({.cuda = linked<int()>("MPIX_Query_cuda_support"),
                   .gpu = linked<int(int, int*)>("MPIX_GPU_query_support")});
  }
  const auto built = MpiVariables::of_this_process().read("mpi_built_with_cuda_support");
  return built == "false" ? CudaSupport::No : CudaSupport::NotAsked;
}

Support mpi_memory_support(MessageMemory memory, CudaSupport told) {
  if (memory != MessageMemory::Device) return Support::yes();
  if (told == CudaSupport::No) {
    return Support::no("this MPI says that it does not take addresses of a GPU");
  }
  if (told == CudaSupport::NotTold) {
    return Support::no("this MPI does not tell whether it takes addresses of a GPU");
  }
  return Support::yes();
}

}  // namespace fourfold
