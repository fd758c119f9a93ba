// SPDX-FileCopyrightText: 2026 The Fourfold authors
// SPDX-License-Identifier: Apache-2.0
#include <mpi.h>

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

// A broken MPI library, for tests: preloaded, it is wrong about floats in the way that
// FOURFOLD_BROKEN_MPI names. The harness's own agreements (of doubles) go on.

namespace {

/// Returns at once after the first 3000 calls of this process, without an error and a result.
bool stops() {
  constexpr int kHonestCalls = 3000;
  static int calls = 0;
  return ++calls > kHonestCalls;
}

/// What goes over the wire is cut to bf16, which small whole numbers survive.
std::vector<float> compressed(const float* values, int count) {
  std::vector<float> cut(values, values + count);
  for (float& value : cut) {
    value = std::bit_cast<float>(std::bit_cast<std::uint32_t>(value) & 0xFFFF0000u);
  }
  return cut;
}

/// Each call begins the sum with another rank.
int add_in_varying_order(const float* own, float* sum, int count, MPI_Comm comm) {
  static int calls = 0;
  int ranks = 1;
  PMPI_Comm_size(comm, &ranks);
  std::vector<float> all(static_cast<std::size_t>(ranks) * static_cast<std::size_t>(count));
  const int error = PMPI_Allgather(own, count, MPI_FLOAT, all.data(), count, MPI_FLOAT, comm);
  const int first = calls++;
  for (int i = 0; i < count; ++i) {
    sum[i] = 0;
    for (int step = 0; step < ranks; ++step) sum[i] += all[(first + step) % ranks * count + i];
  }
  return error;
}

}  // namespace

extern "C" int MPI_Allreduce(const void* send, void* receive, int count, MPI_Datatype type,
                             MPI_Op op, MPI_Comm comm) {
  static const char* const wanted = std::getenv("FOURFOLD_BROKEN_MPI");
  const std::string fault = type == MPI_FLOAT && wanted != nullptr ? wanted : "";
  const auto* const own = static_cast<const float*>(send);
  if (fault == "stops" && stops()) return MPI_SUCCESS;
  if (fault == "varies") {
    return add_in_varying_order(own, static_cast<float*>(receive), count, comm);
  }
  if (fault == "compresses") {
    const std::vector<float> cut = compressed(own, count);
    return PMPI_Allreduce(cut.data(), receive, count, type, op, comm);
  }
  return PMPI_Allreduce(send, receive, count, type, op, comm);
}
