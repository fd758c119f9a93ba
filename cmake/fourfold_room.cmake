# SPDX-FileCopyrightText: 2026 The Fourfold authors
# SPDX-License-Identifier: Apache-2.0

# fourfold_room(NAME SOURCES ... [USES targets of rooms to the left] [LINKS third parties]
#               [TESTS x_test.cpp ...] [MPI_TESTS y_test.cpp ...])
#
# One static library fourfold_NAME, and one GoogleTest program per room and kind of test. MPI_TESTS
# run under mpirun at 1, 2, 3, 4 and 7 ranks (with sanitizers: 1 and 3); their main is in
# collectives/mpi_test_main.cpp.
#
# Headers of others, half of what a compilation takes, are compiled once: by the first target of those
# that share their compiler options. Each source includes what it uses all the same.
function(fourfold_precompile target first)
  if(target STREQUAL first)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  else()
    target_precompile_headers(${target} REUSE_FROM ${first})
  endif()
endfunction()

function(fourfold_test_options target)
  target_compile_options(${target} PRIVATE -O0) # half the build's time, and no test needs speed
  target_compile_definitions(${target} PRIVATE FOURFOLD_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  fourfold_precompile(${target} core_test <gmock/gmock.h> <gtest/gtest.h>)
endfunction()

set(FOURFOLD_STANDARD_HEADERS <fmt/format.h> <fmt/ranges.h> <algorithm> <array> <chrono> <cstdint>
  <fstream> <functional> <map> <memory> <optional> <set> <span> <sstream> <string>
  <string_view> <variant> <vector>)

# Rooms of which nothing runs between two readings of the clock are optimised for the build's time.
# With sanitizers nothing is timed, and only kernels have work enough to be worth optimising.
set(FOURFOLD_UNTIMED_ROOMS config plan record locate import watch judge report)
function(fourfold_untimed_options target)
  target_compile_options(${target} PRIVATE "$<$<CONFIG:Release>:-O1>")
  fourfold_precompile(${target} fourfold_config ${FOURFOLD_STANDARD_HEADERS})
endfunction()

function(fourfold_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;USES;LINKS;TESTS;MPI_TESTS")
  set(library fourfold_${name})
  add_library(${library} STATIC ${room_SOURCES})
  target_include_directories(${library} PUBLIC ${CMAKE_SOURCE_DIR})
  fourfold_gencode(${library} ${FOURFOLD_CUDA_ARCHITECTURES})
  list(TRANSFORM room_USES PREPEND fourfold_)
  target_link_libraries(${library} PUBLIC ${room_USES} PRIVATE ${room_LINKS})
  if(FOURFOLD_SANITIZE AND NOT name STREQUAL kernels)
    target_compile_options(${library} PRIVATE -O0)
  endif()
  if(name IN_LIST FOURFOLD_UNTIMED_ROOMS)
    fourfold_untimed_options(${library})
  endif()

  if(room_TESTS)
    add_executable(${name}_test ${room_TESTS})
    target_link_libraries(${name}_test PRIVATE ${library} ${room_LINKS} GTest::gtest_main GTest::gmock)
    fourfold_test_options(${name}_test)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  endif()

  if(room_MPI_TESTS)
    add_executable(${name}_mpi_test ${room_MPI_TESTS} ${CMAKE_SOURCE_DIR}/collectives/mpi_test_main.cpp)
    target_link_libraries(${name}_mpi_test PRIVATE ${library} ${room_LINKS} GTest::gtest GTest::gmock)
    fourfold_test_options(${name}_mpi_test)
    set(counts 1 2 3 4 7)
    if(FOURFOLD_SANITIZE)
      set(counts 1 3) # sanitizers look at the code that runs, which is the same at any count above one
    endif()
    foreach(ranks ${counts})
      add_test(NAME ${name}_mpi_${ranks}
        COMMAND ${CMAKE_SOURCE_DIR}/scripts/mpirun_here ${ranks} $<TARGET_FILE:${name}_mpi_test>)
      # One rank alone is asked for times that a neighbour would spoil: it has the machine for itself.
      set(processors ${ranks})
      if(ranks EQUAL 1)
        set(processors 2)
      endif()
      # Full stacks, which take tens of seconds elsewhere: leaks of plugins that Open MPI has unloaded
      # are told by whom they were called through.
      set_tests_properties(${name}_mpi_${ranks} PROPERTIES TIMEOUT 300 PROCESSORS ${processors}
        ENVIRONMENT_MODIFICATION "ASAN_OPTIONS=path_list_append:fast_unwind_on_malloc=0")
    endforeach()
  endif()
endfunction()

# fourfold_family(NAME ARCHITECTURES 90a ... SOURCES x.cu ... OTHERWISE no_x.cpp)
#
# Kernels that are written for some architectures and compiled for those alone. Sets NAME_sources,
# for the SOURCES of a room: the family's objects, or OTHERWISE where the build has no such GPUs.
function(fourfold_family name)
  cmake_parse_arguments(PARSE_ARGV 1 family "" "OTHERWISE" "ARCHITECTURES;SOURCES")
  set(wanted ${FOURFOLD_CUDA_ARCHITECTURES})
  foreach(architecture IN LISTS FOURFOLD_CUDA_ARCHITECTURES)
    if(NOT architecture IN_LIST family_ARCHITECTURES)
      list(REMOVE_ITEM wanted ${architecture})
    endif()
  endforeach()
  if(NOT FOURFOLD_HAVE_CUDA OR NOT wanted)
    set(${name}_sources ${family_OTHERWISE} PARENT_SCOPE)
    return()
  endif()
  add_library(fourfold_${name} OBJECT ${family_SOURCES})
  target_include_directories(fourfold_${name} PRIVATE ${CMAKE_SOURCE_DIR})
  # Index arithmetic is constexpr and shared with the tests on the CPU.
  target_compile_options(fourfold_${name} PRIVATE
    "$<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr>")
  fourfold_gencode(fourfold_${name} ${wanted})
  set(${name}_sources $<TARGET_OBJECTS:fourfold_${name}> PARENT_SCOPE)
endfunction()
