# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0
# Compilers, warnings, sanitizers, and whether the CUDA parts are built.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # Without these ccache keeps nothing that is compiled with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  add_compile_options("$<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fpch-preprocess>"
    "$<$<COMPILE_LANG_AND_ID:CXX,Clang>:SHELL:-Xclang -fno-pch-timestamp>")
endif()
set(CMAKE_CUDA_COMPILER_LAUNCHER ${CMAKE_SOURCE_DIR}/scripts/strict_ptxas)
if(CCACHE)
  list(APPEND CMAKE_CUDA_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Werror>")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 warns of an impossible overlap inside "literal" + std::string (GCC bug 105651, mended in 13).
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>")
endif()
if(FOURFOLD_SANITIZE)
  add_compile_options(
    "$<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${FOURFOLD_SANITIZE};-fno-sanitize-recover=all;-fno-omit-frame-pointer>")
  add_link_options(-fsanitize=${FOURFOLD_SANITIZE})
endif()

set(FOURFOLD_HAVE_CUDA OFF)
if(NOT FOURFOLD_CUDA STREQUAL "OFF")
  find_program(FOURFOLD_NVCC nvcc HINTS $ENV{CUDA_HOME}/bin /usr/local/cuda/bin)
  if(FOURFOLD_NVCC)
    set(CMAKE_CUDA_COMPILER ${FOURFOLD_NVCC})
    set(CMAKE_CUDA_ARCHITECTURES OFF) # spelt out below: CMake 3.25 does not know every suffix
    enable_language(CUDA)
    find_package(CUDAToolkit REQUIRED)
    set(FOURFOLD_HAVE_CUDA ON)
    # CMake 3.25 does not know how this nvcc is told C++20, and would emit no -std at all.
    set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)
    set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
    add_compile_options(
      "$<$<COMPILE_LANGUAGE:CUDA>:-Werror=all-warnings;-Xptxas=-warn-spills,-warn-lmem-usage;-Xcompiler=-Wall,-Wextra,-Werror>")
  elseif(FOURFOLD_CUDA STREQUAL "ON")
    message(FATAL_ERROR "FOURFOLD_CUDA is ON and no nvcc was found on PATH, in CUDA_HOME/bin or in /usr/local/cuda/bin")
  else()
    message(STATUS "no nvcc: the CUDA parts are left out and the program will say so")
  endif()
endif()

# fourfold_gencode(TARGET ARCHITECTURE...): what its .cu files are compiled for.
function(fourfold_gencode target)
  foreach(architecture IN LISTS ARGN)
    target_compile_options(${target} PRIVATE
      "$<$<COMPILE_LANGUAGE:CUDA>:-gencode=arch=compute_${architecture},code=sm_${architecture}>")
  endforeach()
endfunction()
