# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
# Libraries that others keep well. Each is linked PRIVATE by the one room that uses it.

find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json 3.9 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(benchmark REQUIRED)
find_package(GTest REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto) # SHA-256

# libsodium (signatures) comes without a CMake package.
find_path(FOURFOLD_SODIUM_INCLUDE sodium.h REQUIRED)
find_library(FOURFOLD_SODIUM sodium REQUIRED)
add_library(sodium INTERFACE IMPORTED)
target_include_directories(sodium INTERFACE ${FOURFOLD_SODIUM_INCLUDE})
target_link_libraries(sodium INTERFACE ${FOURFOLD_SODIUM})

set(MPI_CXX_SKIP_MPICXX ON)
find_package(MPI REQUIRED COMPONENTS C)

# NCCL: only its header is needed to build (the library is opened at run time).
set(FOURFOLD_HAVE_NCCL OFF)
if(FOURFOLD_HAVE_CUDA)
  find_path(FOURFOLD_NCCL_INCLUDE nccl.h HINTS ${CUDAToolkit_INCLUDE_DIRS} $ENV{NCCL_HOME}/include)
  if(FOURFOLD_NCCL_INCLUDE)
    set(FOURFOLD_HAVE_NCCL ON)
  endif()
endif()
